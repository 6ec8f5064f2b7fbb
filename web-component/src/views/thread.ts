/** A conversation: its comments, who is typing, a box to reply in. Used by the popover and by the panel. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CircleCheck, Move, Trash2, X } from 'lucide';
import { draftKey } from '../controllers/drafts.ts';
import type { Thread } from '../client/contract.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { mayChange, mayWrite } from '../rights.ts';
import { creatorOf } from '../threads.ts';
import { commentView, confirmation } from './comment.ts';
import { composer } from './composer.ts';
import { copyLink } from './copy-link.ts';
import { failedWrites } from './failed-write.ts';
import { liveDot } from './panel.ts';

export function commentList(context: ViewContext, thread: Thread): TemplateResult {
  const failed = context.failures.inThread.get(thread.id) ?? [];
  return html`${repeat(thread.comments, (comment) => comment.id, (comment) => commentView(context, thread, comment))}
  ${failedWrites(context, failed)}`;
}

/** Asks before a thread is deleted, when that was wished. */
export function confirmThread(context: ViewContext, { id }: Thread): TemplateResult | typeof nothing {
  const { strings, actions, ui } = context;
  return ui.confirming === id ? confirmation(context, strings.removeThreadQuestion, () => actions.deleteThread(id)) : nothing;
}

export function typingLine(context: ViewContext, threadId: string): TemplateResult | typeof nothing {
  const names = context.typingIn(threadId).map((id) => nameOf(context, id));
  if (names.length === 0) return nothing;
  return html`<p class="typing muted" data-testid="typing">
    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${context.strings.typing(names)}
  </p>`;
}

export function replyBox(context: ViewContext, threadId: string, focusTarget: boolean): TemplateResult {
  return composer(context, {
    draft: draftKey.reply(threadId),
    label: context.strings.reply,
    placeholder: context.strings.replyPlaceholder,
    name: 'reply',
    submit: () => context.actions.reply(threadId),
    enterSends: true,
    typingIn: threadId,
    focusTarget,
  });
}

/** The thread of a pin, beside the pin. */
export function threadPopover(context: ViewContext, thread: Thread): TemplateResult {
  const { strings, actions, snapshot } = context;
  const creator = creatorOf(thread);
  const name = creator === undefined ? strings.thread : strings.threadBy(nameOf(context, creator));
  return html`<section
    class="surface popover"
    part="popover"
    role="dialog"
    aria-label=${name}
    tabindex="-1"
    data-testid="thread-popover"
    data-thread-id=${thread.id}
    data-surface="thread"
  >
    <div class="bar">
      ${liveDot(context)}
      <h2>${strings.thread}</h2>
      ${mayChange(snapshot, creator)
        ? html`<button type="button" class="bar-button" data-testid="thread-move" aria-label=${strings.movePin}
              title=${strings.movePin} @click=${() => actions.movePin(thread.id)}>${icon(Move)}</button>
            <button type="button" class="bar-button" data-testid="thread-delete" aria-label=${strings.removeThread}
              title=${strings.removeThread} @click=${() => actions.askDelete(thread.id)}>${icon(Trash2)}</button>`
        : nothing}
      ${copyLink(context, thread.id, 'bar-button')}
      ${mayWrite(snapshot)
        ? html`<button type="button" class="bar-button" data-testid="thread-resolve" aria-label=${strings.resolve}
            title=${strings.resolve} @click=${() => actions.resolve(thread.id, true)}>${icon(CircleCheck)}</button>`
        : nothing}
      <button type="button" class="bar-button" data-testid="popover-close" aria-label=${strings.close}
        title=${strings.close} @click=${() => actions.closeThread()}>${icon(X)}</button>
    </div>
    ${confirmThread(context, thread)}
    <div class="scroll" tabindex="0" role="group" aria-label=${strings.comments}>${commentList(context, thread)}</div>
    <div class="foot">${typingLine(context, thread.id)} ${replyBox(context, thread.id, true)}</div>
  </section>`;
}
