/** What lies over the page in pin mode: takes the click, shows the crosshair, says how to go on. */
import { html, type TemplateResult } from 'lit';
import type { ViewContext } from '../context.ts';
import type { PinTarget } from '../controllers/pin-target.ts';

export function veil(context: ViewContext, target: PinTarget): TemplateResult {
  const { strings, ui } = context;
  const hints = matchMedia('(pointer: coarse)').matches
    ? { pin: strings.pinHintTouch, move: strings.moveHintTouch }
    : { pin: strings.pinHint, move: strings.moveHint };
  return html`<div
      class="veil"
      role="application"
      tabindex="0"
      aria-label=${strings.pinTarget}
      data-testid="veil"
      @click=${target.click}
      @keydown=${target.keydown}
    >
      <span class="crosshair" data-testid="crosshair" aria-hidden="true"></span>
    </div>
    <p class="veil-hint" aria-hidden="true">${ui.pinMode?.moving ? hints.move : hints.pin}</p>`;
}
