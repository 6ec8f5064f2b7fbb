/** The form of a pin that is being made. */
import { html, nothing, type TemplateResult } from 'lit';
import { X } from 'lucide';
import type { ViewContext } from '../context.ts';
import { draftKey } from '../controllers/drafts.ts';
import { icon } from '../icons.ts';
import { composer, sendHint } from './composer.ts';

export function pinForm(context: ViewContext): TemplateResult | typeof nothing {
  const { strings, actions, ui } = context;
  if (!ui.pinDraft) return nothing;
  return html`<section class="surface pin-form" part="popover" role="dialog" aria-label=${strings.newPin} data-testid="pin-form" data-surface="pin-form">
    <div class="bar">
      <h2>${strings.newPin}</h2>
      <button type="button" class="bar-button" data-testid="pin-form-close" aria-label=${strings.cancel}
        title=${strings.cancel} @click=${() => actions.leavePinMode()}>${icon(X)}</button>
    </div>
    <div class="foot">
      ${composer(context, {
        draft: draftKey.pin,
        label: strings.newPin,
        placeholder: strings.pinPlaceholder,
        name: 'pin-form',
        submit: () => actions.submitPin(),
        enterSends: false,
        focusTarget: true,
      })}
      ${sendHint(context)}
    </div>
  </section>`;
}
