/** The pins on the page and the form of a pin that is being made. `PageLayer` puts them in their places. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { draftKey } from '../actions.ts';
import type { Thread } from '../client/contract.ts';
import { tint } from '../color.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { initials } from '../people.ts';
import { creatorOf, pinnedThreads } from '../threads.ts';
import { composer, sendHint } from './composer.ts';

export function pins(context: ViewContext): TemplateResult {
  const threads = pinnedThreads(context.snapshot.threads);
  return html`${repeat(threads, (thread) => thread.id, (thread) => pin(context, thread))}
  ${context.ui.pinDraft
    ? html`<span class="pin draft" data-testid="pin-draft" ${tint(context.snapshot.user?.color)}
        ><span class="pin-face">${icon('pin-plus')}</span></span
      >`
    : nothing}`;
}

export function pinForm(context: ViewContext): TemplateResult | typeof nothing {
  const { strings, actions, ui } = context;
  if (!ui.pinDraft) return nothing;
  return html`<section class="surface pin-form" part="popover" role="dialog" aria-label=${strings.newPin} data-testid="pin-form" data-surface="pin-form">
    <div class="bar">
      <h2>${strings.newPin}</h2>
      <button type="button" class="bar-button" data-testid="pin-form-close" aria-label=${strings.cancel}
        title=${strings.cancel} @click=${() => actions.leavePinMode()}>${icon('close')}</button>
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

function pin(context: ViewContext, thread: Thread): TemplateResult {
  const creator = creatorOf(thread) ?? '';
  const name = nameOf(context, creator);
  const open = context.ui.thread === thread.id;
  return html`<button
    type="button"
    class="pin ${open ? 'open' : ''}"
    part="pin"
    data-testid="pin"
    data-thread-id=${thread.id}
    data-own=${String(creator === context.snapshot.user?.id)}
    aria-haspopup="dialog"
    aria-expanded=${String(open)}
    aria-label=${context.strings.pinBy(name, thread.comments.length)}
    ${tint(context.userOf(creator)?.color)}
    @click=${() => context.actions.toggleThread(thread.id)}
  >
    <span class="pin-face" data-initials=${initials(name)}></span>
    ${thread.comments.length > 1 ? html`<span class="pin-count" data-count=${thread.comments.length}></span>` : nothing}
  </button>`;
}
