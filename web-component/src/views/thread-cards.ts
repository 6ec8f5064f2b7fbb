/** Threads one below the other. Only those near what is in view are rendered whole: see `controllers/thread-window.ts`. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ChevronDown, CircleCheck, MapPin, MapPinOff, RotateCcw, Trash2 } from 'lucide';
import type { Thread } from '../client/contract.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { mayChange, mayWrite } from '../rights.ts';
import { creatorOf } from '../threads.ts';
import type { UiState } from '../ui-state.ts';
import { copyLink } from './copy-link.ts';
import { nearOrFar } from './near-or-far.ts';
import { commentList, confirmThread, replyBox, typingLine } from './thread.ts';

export function threadCards(context: ViewContext, threads: readonly Thread[]): TemplateResult {
  return html`${repeat(threads, (thread) => thread.id, (thread, index) => threadCard(context, thread, index))}`;
}

export function resolvedSection(context: ViewContext, threads: readonly Thread[], opened = false): TemplateResult {
  const { ui } = context;
  const wanted = opened || ui.filter !== 'all' || ui.search.trim() !== '' || threads.some(({ id }) => id === ui.highlighted);
  return html`<details class="resolved" data-testid="resolved-section" ?open=${wanted}>
    <summary>${icon(ChevronDown)}${context.strings.resolvedThreads(threads.length)}</summary>
    ${threadCards(context, threads)}
  </details>`;
}

function threadCard(context: ViewContext, thread: Thread, index: number): unknown {
  const unread = context.unreadThreads.has(thread.id);
  return nearOrFar({
    window: context.threadWindow,
    threadId: thread.id,
    index,
    needed: isNeeded(context.ui, thread),
    view: (near) => card(context, thread, near, unread),
    farOf: [thread, unread, context.strings.unread, context.snapshot.users],
  });
}

function card(context: ViewContext, thread: Thread, near: boolean, unread: boolean): TemplateResult {
  const { strings, ui } = context;
  return html`<section
    class="card ${near ? '' : 'far'} ${ui.highlighted === thread.id ? 'highlighted' : ''} ${unread ? 'unread' : ''}"
    part="thread"
    data-testid="thread"
    data-thread-id=${thread.id}
    data-resolved=${String(thread.resolved)}
    data-unread=${String(unread)}
  >
    ${unread ? html`<span class="unread-dot" role="img" aria-label=${strings.unread}></span>` : nothing}
    ${near ? whole(context, thread) : farText(context, thread)}
  </section>`;
}

function whole(context: ViewContext, thread: Thread): TemplateResult {
  const { strings, actions, ui, snapshot } = context;
  const writing = mayWrite(snapshot);
  return html`${place(context, thread)} ${commentList(context, thread)} ${typingLine(context, thread.id)} ${confirmThread(context, thread)}
    ${ui.replying === thread.id && writing
      ? replyBox(context, thread.id, true)
      : html`<div class="card-actions">
          ${thread.resolved || !writing
            ? nothing
            : html`<button type="button" class="link" data-testid="thread-reply" @click=${() => actions.openReply(thread.id)}>
                ${strings.reply}
              </button>`}
          ${writing
            ? html`<button
                type="button"
                class="link quiet"
                data-testid=${thread.resolved ? 'thread-reopen' : 'thread-resolve'}
                @click=${() => actions.resolve(thread.id, !thread.resolved)}
              >
                ${icon(thread.resolved ? RotateCcw : CircleCheck)}${thread.resolved ? strings.reopen : strings.resolve}
              </button>`
            : nothing}
          ${mayChange(snapshot, creatorOf(thread))
            ? html`<button type="button" class="link quiet" data-testid="thread-delete" aria-label=${strings.removeThread} title=${strings.removeThread}
                @click=${() => actions.askDelete(thread.id)}>${icon(Trash2)}</button>`
            : nothing}
          ${context.detached ? copyLink(context, thread.id, 'link quiet copy-link') : nothing}
        </div>`}`;
}

/** What is far from view is there for the browser's own search alone, which brings it near: `beforematch`. */
function farText(context: ViewContext, thread: Thread): TemplateResult {
  const text = thread.comments.map(({ userId, body }) => `${nameOf(context, userId)}: ${body}`).join('\n');
  return html`<div class="far-text" hidden="until-found" @beforematch=${() => context.threadWindow?.bring(thread.id)}>${text}</div>`;
}

/** What is worked in stays, wherever it is scrolled to. */
function isNeeded(ui: UiState, { id, comments }: Thread): boolean {
  if (ui.highlighted === id || ui.replying === id || ui.confirming === id) return true;
  const { editing, confirming, picker } = ui;
  return (editing ?? confirming ?? picker) !== null && comments.some((one) => one.id === editing || one.id === confirming || one.id === picker);
}

/** Where the thread is on the page: a button that shows it, or the news that its place is gone. */
function place(context: ViewContext, thread: Thread): TemplateResult | typeof nothing {
  const { strings, actions, detached } = context;
  // Elements without pins have nothing to show it with.
  if (!detached || !thread.position || thread.resolved) return nothing;
  if (detached.has(thread.id)) {
    return html`<div class="place lost" data-testid="thread-detached">
      ${icon(MapPinOff)}<span>${strings.detached}</span>
      ${mayChange(context.snapshot, creatorOf(thread))
        ? html`<button type="button" class="link" data-testid="thread-place-again" @click=${() => actions.movePin(thread.id)}>
            ${strings.placeAgain}
          </button>`
        : nothing}
    </div>`;
  }
  return html`<button
    type="button"
    class="place"
    data-testid="thread-show-pin"
    title=${strings.showPin}
    aria-label="${strings.pinned}: ${strings.showPin}"
    @click=${() => actions.showPin(thread.id)}
  >
    ${icon(MapPin)}${strings.pinned}
  </button>`;
}
