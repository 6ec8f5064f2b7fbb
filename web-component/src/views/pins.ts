/** The pins on the page, the one that is being made included. `PageLayer` puts them in their places. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { MapPinPlus } from 'lucide';
import type { Thread } from '../client/contract.ts';
import { tint } from '../color.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { initials } from '../people.ts';
import { mayChange } from '../rights.ts';
import { creatorOf, pinnedThreads } from '../threads.ts';

export function pins(context: ViewContext): TemplateResult {
  const { enabled, showCommentPins } = context.settings;
  const threads = enabled && showCommentPins ? pinnedThreads(context.snapshot.threads) : [];
  return html`${repeat(threads, (thread) => thread.id, (thread) => pin(context, thread))}
  ${context.ui.pinDraft
    ? html`<span class="pin draft" data-testid="pin-draft" ${tint(context.snapshot.user?.color)}
        ><span class="pin-face">${icon(MapPinPlus)}</span></span
      >`
    : nothing}`;
}

function pin(context: ViewContext, thread: Thread): TemplateResult {
  const creator = creatorOf(thread) ?? '';
  const name = nameOf(context, creator);
  const open = context.ui.thread === thread.id;
  return html`<button
    type="button"
    class="pin ${open ? 'open' : ''} ${context.unreadThreads.has(thread.id) ? 'unread' : ''}"
    part="pin"
    data-testid="pin"
    data-thread-id=${thread.id}
    data-movable=${String(mayChange(context.snapshot, creator))}
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
