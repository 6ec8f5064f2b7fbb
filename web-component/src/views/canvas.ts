/** What lies over the page in draw mode. */
import { html, nothing, type TemplateResult } from 'lit';
import { PenLine } from 'lucide';
import { tint } from '../color.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import type { Pen } from '../live/pen.ts';
import { avatar } from './avatar.ts';

export function canvas(context: ViewContext, pen: Pen): TemplateResult | typeof nothing {
  const { ui, strings, actions, snapshot } = context;
  if (!ui.drawing) return nothing;
  return html`<div
      class="canvas"
      data-testid="canvas"
      ${tint(snapshot.user?.color)}
      @pointerdown=${pen.down}
      @pointermove=${pen.move}
      @pointerup=${pen.up}
      @pointercancel=${pen.up}
    >
      <svg aria-hidden="true"><path></path></svg>
    </div>
    <div class="mode-bar" data-testid="draw-bar">
      ${icon(PenLine)}<span>${strings.drawHint}</span>
      <button type="button" class="mode-button" data-testid="stop-drawing" @click=${() => actions.toggleDrawing()}>${strings.stopDrawing}</button>
    </div>`;
}

/** Says who is followed, and how to stop. */
export function followBar(context: ViewContext): TemplateResult | typeof nothing {
  const { ui, strings, actions } = context;
  const followed = ui.following;
  if (!followed || ui.drawing || ui.dropping || ui.pinMode) return nothing;
  return html`<div class="mode-bar" role="status" data-testid="follow-bar" data-user-id=${followed}>
    ${avatar(context.userOf(followed))}<span>${strings.following(nameOf(context, followed))}</span>
    <button type="button" class="mode-button" data-testid="stop-following" @click=${() => actions.follow(null)}>${strings.stopFollowing}</button>
  </div>`;
}
