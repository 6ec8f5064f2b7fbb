/** The panel of all threads: open ones, resolved ones, and a box that starts one without a pin. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ChevronDown, CircleCheck, MapPin, MapPinOff, MessageSquareText, RotateCcw, Search } from 'lucide';
import { draftKey } from '../controllers/drafts.ts';
import type { Thread } from '../client/contract.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { FILTERS, filterThreads } from '../thread-filter.ts';
import { panelOrder } from '../threads.ts';
import { composer } from './composer.ts';
import { copyLink } from './copy-link.ts';
import { failedWrites } from './failed-write.ts';
import { emptyState, panel } from './panel.ts';
import { commentList, replyBox, typingLine } from './thread.ts';

export function commentsPanel(context: ViewContext): TemplateResult {
  const { strings, snapshot, ui } = context;
  const { open: allOpen } = panelOrder(snapshot.threads);
  const shown = filterThreads(snapshot.threads, {
    filter: ui.filter,
    search: ui.search,
    self: snapshot.user?.id,
    unread: context.unreadThreads,
    nameOf: (id) => nameOf(context, id),
  });
  const { open, resolved } = panelOrder(shown);
  const failed = context.failures.elsewhere;
  const narrowed = ui.filter !== 'all' || ui.search.trim() !== '';
  const body = html`<div class="scroll" tabindex="0" role="group" aria-label=${strings.comments}>
    ${failedWrites(context, failed)}
    ${open.length === 0 && resolved.length === 0 && failed.length === 0
      ? narrowed
        ? emptyState(Search, strings.noneFound)
        : emptyState(MessageSquareText, strings.noThreads, strings.noThreadsHint)
      : nothing}
    ${repeat(open, (thread) => thread.id, (thread) => threadCard(context, thread))}
    ${resolved.length === 0 ? nothing : resolvedSection(context, resolved)}
  </div>`;
  return panel(context, {
    name: 'comments',
    title: strings.comments,
    detail: `${strings.openThreads(allOpen.length)} · ${strings.people(snapshot.presence.length)}`,
    head: snapshot.threads.length === 0 ? nothing : threadSearch(context),
    body,
    foot: composer(context, {
      draft: draftKey.thread,
      label: strings.newThread,
      placeholder: strings.newThreadPlaceholder,
      name: 'new-thread',
      submit: () => context.actions.startThread(),
      enterSends: true,
    }),
  });
}

function threadSearch(context: ViewContext): TemplateResult {
  const { strings, actions, ui } = context;
  return html`<div class="thread-search">
    <input
      class="search"
      type="search"
      data-testid="thread-search"
      autocomplete="off"
      aria-label=${strings.searchThreads}
      placeholder=${strings.searchThreads}
      .value=${ui.search}
      @input=${(event: Event) => actions.search((event.target as HTMLInputElement).value)}
    />
    <div class="filters" role="group" aria-label=${strings.filterThreads}>
      ${FILTERS.map(
        (filter) => html`<button
          type="button"
          class="filter"
          data-testid="thread-filter"
          data-filter=${filter}
          aria-pressed=${String(ui.filter === filter)}
          @click=${() => actions.filter(filter)}
        >
          ${strings.filter(filter)}
        </button>`,
      )}
    </div>
  </div>`;
}

function resolvedSection(context: ViewContext, threads: readonly Thread[]): TemplateResult {
  const { ui } = context;
  const wanted = ui.filter !== 'all' || ui.search.trim() !== '' || threads.some(({ id }) => id === ui.highlighted);
  return html`<details class="resolved" data-testid="resolved-section" ?open=${wanted}>
    <summary>${icon(ChevronDown)}${context.strings.resolvedThreads(threads.length)}</summary>
    ${repeat(threads, (thread) => thread.id, (thread) => threadCard(context, thread))}
  </details>`;
}

function threadCard(context: ViewContext, thread: Thread): TemplateResult {
  const { strings, actions, ui } = context;
  const unread = context.unreadThreads.has(thread.id);
  return html`<section
    class="card ${ui.highlighted === thread.id ? 'highlighted' : ''} ${unread ? 'unread' : ''}"
    part="thread"
    data-testid="thread"
    data-thread-id=${thread.id}
    data-resolved=${String(thread.resolved)}
    data-unread=${String(unread)}
  >
    ${unread ? html`<span class="unread-dot" role="img" aria-label=${strings.unread}></span>` : nothing}
    ${place(context, thread)} ${commentList(context, thread)} ${typingLine(context, thread.id)}
    ${ui.replying === thread.id
      ? replyBox(context, thread.id, true)
      : html`<div class="card-actions">
          ${thread.resolved
            ? nothing
            : html`<button type="button" class="link" data-testid="thread-reply" @click=${() => actions.openReply(thread.id)}>
                ${strings.reply}
              </button>`}
          <button
            type="button"
            class="link quiet"
            data-testid=${thread.resolved ? 'thread-reopen' : 'thread-resolve'}
            @click=${() => actions.resolve(thread.id, !thread.resolved)}
          >
            ${icon(thread.resolved ? RotateCcw : CircleCheck)}${thread.resolved ? strings.reopen : strings.resolve}
          </button>
          ${copyLink(context, thread.id, 'link quiet copy-link')}
        </div>`}
  </section>`;
}

/** Where the thread is on the page: a button that shows it, or the news that its place is gone. */
function place(context: ViewContext, thread: Thread): TemplateResult | typeof nothing {
  const { strings, actions, detached } = context;
  if (!thread.position || thread.resolved) return nothing;
  if (detached.has(thread.id)) {
    return html`<div class="place lost" data-testid="thread-detached">
      ${icon(MapPinOff)}<span>${strings.detached}</span>
      <button type="button" class="link" data-testid="thread-place-again" @click=${() => actions.movePin(thread.id)}>
        ${strings.placeAgain}
      </button>
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
