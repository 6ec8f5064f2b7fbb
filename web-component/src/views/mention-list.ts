/** The people offered after an `@`, in the flow under the box they are for. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { User } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import { candidates, queryAt } from '../mentions/candidates.ts';
import { handleOf } from '../mentions/handles.ts';
import type { MentionList } from '../ui-state.ts';
import { avatar } from './avatar.ts';

interface Offered extends MentionList {
  readonly people: readonly User[];
}

/** What is offered for a draft at this moment. */
export function mentionsFor(context: ViewContext, draft: string): Offered | null {
  const { ui, snapshot, locale } = context;
  if (ui.mention?.draft !== draft) return null;
  const people = candidates(ui.mention.text, snapshot.users, snapshot.presence, snapshot.user?.id, locale);
  return people.length === 0 ? null : { ...ui.mention, index: Math.min(ui.mention.index, people.length - 1), people };
}

/** Reads from the box whether a mention is being typed. */
export function refreshMentions({ actions, ui, snapshot }: ViewContext, draft: string, box: HTMLTextAreaElement): void {
  const allowed = snapshot.config.allowMentions !== false && box.selectionStart === box.selectionEnd;
  const query = allowed ? queryAt(box.value, box.selectionStart) : null;
  if (query) actions.setMention({ draft, ...query, index: 0 });
  else if (ui.mention) actions.setMention(null);
}

/** @returns whether the key was for the list */
export function mentionKeys(context: ViewContext, draft: string, event: KeyboardEvent): boolean {
  const offered = event.isComposing ? null : mentionsFor(context, draft);
  if (!offered) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const user = offered.people[offered.index];
  if (step !== undefined) {
    const index = (offered.index + step + offered.people.length) % offered.people.length;
    context.actions.setMention({ draft, start: offered.start, text: offered.text, index });
  } else if ((event.key === 'Enter' || event.key === 'Tab') && user && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
    pick(context, offered, user, event.target as HTMLTextAreaElement);
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}

export function mentionList(context: ViewContext, draft: string): TemplateResult | typeof nothing {
  const offered = mentionsFor(context, draft);
  if (!offered) return nothing;
  const here = new Set(context.snapshot.presence.map(({ user }) => user.id));
  return html`<div class="mentions" role="listbox" id=${mentionListId(draft)} aria-label=${context.strings.mentionSomebody} data-testid="mention-list">
    ${repeat(offered.people, ({ id }) => id, (user, index) => html`<div
        class="mention-option"
        role="option"
        id=${mentionOptionId(draft, index)}
        aria-selected=${String(index === offered.index)}
        data-testid="mention-option"
        data-user-id=${user.id}
        @pointerdown=${(event: Event) => event.preventDefault()}
        @click=${(event: Event) => pick(context, offered, user, boxBeside(event))}
      >
        ${avatar(user)}<span class="mention-name">${user.name}</span>
        ${here.has(user.id) ? html`<span class="here" role="img" aria-label=${context.strings.isHere}></span>` : nothing}
      </div>`)}
  </div>`;
}

export function mentionListId(draft: string): string {
  return `mentions-${draft}`;
}

export function mentionOptionId(draft: string, index: number): string {
  return `${mentionListId(draft)}-${index}`;
}

function pick({ actions }: ViewContext, offered: Offered, user: User, box: HTMLTextAreaElement | null): void {
  if (!box) return;
  box.setRangeText(`@${handleOf(user)} `, offered.start, offered.start + 1 + offered.text.length, 'end');
  actions.chooseMention(offered.draft, user.id, box.value);
  box.focus();
}

function boxBeside(event: Event): HTMLTextAreaElement | null {
  return (event.currentTarget as HTMLElement).closest('.writing')?.querySelector('textarea') ?? null;
}
