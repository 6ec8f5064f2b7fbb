/** Every emoji, by group or by word, for a reaction. A grid that arrow keys walk. */
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { until } from 'lit/directives/until.js';
import type { ViewContext } from '../context.ts';
import type { Emoji, EmojiGroup } from '../emoji/data.ts';
import { searchEmoji } from '../emoji/search.ts';
import type { ReactionTarget } from './reactions.ts';

export function emojiPicker(context: ViewContext, target: ReactionTarget): TemplateResult {
  const { strings, actions, ui } = context;
  return html`<div class="emoji-picker" role="group" aria-label=${strings.addReaction} data-testid="emoji-picker" @keydown=${walk}>
    <input
      class="search"
      type="search"
      data-testid="emoji-search"
      data-autofocus
      autocomplete="off"
      aria-label=${strings.searchEmoji}
      placeholder=${strings.searchEmoji}
      .value=${ui.emojiSearch}
      @input=${(event: Event) => actions.searchEmoji((event.target as HTMLInputElement).value)}
    />
    <div class="emoji-groups scroll">
      ${guard([target.id, ui.emojiSearch, strings], () => until(groups(context, target), html`<p class="emoji-note muted">${strings.loading}</p>`))}
    </div>
  </div>`;
}

async function groups(context: ViewContext, target: ReactionTarget): Promise<TemplateResult> {
  const { strings, ui, actions } = context;
  try {
    const { EMOJI } = await context.loadEmoji();
    const found = ui.emojiSearch.trim() ? searchEmoji(EMOJI, ui.emojiSearch) : null;
    if (found?.length === 0) return html`<p class="emoji-note muted" data-testid="emoji-none">${strings.noEmoji}</p>`;
    if (found) return grid(context, target, found, strings.addReaction);
    return html`${EMOJI.map((group) => section(context, target, group))}`;
  } catch {
    return html`<p class="emoji-note">
      ${strings.notLoaded}
      <button type="button" class="link" data-testid="emoji-retry" @click=${() => actions.searchEmoji(`${ui.emojiSearch} `)}>${strings.retry}</button>
    </p>`;
  }
}

function section(context: ViewContext, target: ReactionTarget, group: EmojiGroup): TemplateResult {
  const name = context.strings.emojiGroup(group.key);
  return html`<div class="emoji-group"><p class="emoji-group-name muted" aria-hidden="true">${name}</p>${grid(context, target, group.emoji, name)}</div>`;
}

function grid(context: ViewContext, target: ReactionTarget, emoji: readonly Emoji[], name: string): TemplateResult {
  const choose = (event: Event): void => {
    const chosen = (event.target as Element).closest<HTMLElement>('.emoji')?.dataset['emoji'];
    if (chosen) context.actions.toggleReaction(target.id, chosen, target.type);
  };
  return html`<div class="emoji-grid" role="group" aria-label=${name} @click=${choose}>
    ${emoji.map(({ unicode, label }, index) => html`<button
        type="button"
        class="emoji"
        data-testid="emoji"
        data-emoji=${unicode}
        aria-label=${label}
        title=${label}
        tabindex=${index === 0 ? nothing : '-1'}
      >${unicode}</button>`)}
  </div>`;
}

/** Arrow keys go over all of them, whatever their group: to the next, or to the nearest in the row above or below. */
function walk(event: KeyboardEvent): void {
  const from = event.target as HTMLElement;
  const root = event.currentTarget as HTMLElement;
  const all = Array.from(root.querySelectorAll<HTMLElement>('.emoji-grid .emoji'));
  const at = all.indexOf(from);
  const next = at < 0 ? (event.key === 'ArrowDown' ? all[0] : undefined) : neighbour(all, at, event.key, getComputedStyle(root).direction === 'rtl');
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function neighbour(all: readonly HTMLElement[], at: number, key: string, rightToLeft: boolean): HTMLElement | undefined {
  const sideways = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (sideways !== undefined) return all[at + (rightToLeft ? -sideways : sideways)];
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  const down = { ArrowDown: 1, ArrowUp: -1 }[key];
  const from = all[at];
  if (down === undefined || !from) return undefined;
  let row: number | null = null;
  let best: HTMLElement | undefined;
  for (let index = at + down; all[index]; index += down) {
    const one = all[index] as HTMLElement;
    if (one.offsetTop === from.offsetTop) continue;
    row ??= one.offsetTop;
    if (one.offsetTop !== row) break;
    if (!best || Math.abs(one.offsetLeft - from.offsetLeft) < Math.abs(best.offsetLeft - from.offsetLeft)) best = one;
  }
  return best;
}
