/** The panel of all threads: open ones, resolved ones, and a box that starts one without a pin. */
import { html, nothing, type TemplateResult } from 'lit';
import { MessageSquareText, Search } from 'lucide';
import { draftKey } from '../controllers/drafts.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { FILTERS, filterThreads } from '../thread-filter.ts';
import { panelOrder } from '../threads.ts';
import { composer } from './composer.ts';
import { failedWrites } from './failed-write.ts';
import { emptyState, panel } from './panel.ts';
import { resolvedSection, threadCards } from './thread-cards.ts';

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
    ${threadCards(context, open)} ${resolved.length === 0 ? nothing : resolvedSection(context, resolved)}
  </div>`;
  return panel(context, {
    name: 'comments',
    title: strings.comments,
    detail: `${strings.openThreads(allOpen.length)} · ${strings.people(snapshot.presence.length)}`,
    head: snapshot.threads.length === 0 ? nothing : threadSearch(context),
    body,
    foot: threadComposer(context),
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

/** The threads without the panel around them: for `<pulse-comments>`. */
export function commentsList(context: ViewContext, shown: { readonly resolved: boolean }): TemplateResult {
  const { strings, snapshot } = context;
  const { open, resolved } = panelOrder(snapshot.threads);
  const failed = context.failures.elsewhere;
  return html`<section class="block" aria-label=${strings.comments} data-testid="comments-list">
    <div class="block-foot">${threadComposer(context)}</div>
    ${failedWrites(context, failed)}
    ${open.length === 0 && failed.length === 0 ? emptyState(MessageSquareText, strings.noThreads) : nothing}
    ${threadCards(context, open)}
    ${shown.resolved && resolved.length > 0 ? resolvedSection(context, resolved, true) : nothing}
  </section>`;
}

function threadComposer(context: ViewContext): TemplateResult {
  const { strings, actions } = context;
  return composer(context, {
    draft: draftKey.thread,
    label: strings.newThread,
    placeholder: strings.newThreadPlaceholder,
    name: 'new-thread',
    submit: () => actions.startThread(),
    enterSends: true,
  });
}
