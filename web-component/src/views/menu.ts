/** The toolbar's "more": what does not fit into the bar. */
import { html, nothing, type TemplateResult } from 'lit';
import { Activity, type IconNode, Keyboard, PartyPopper, PenLine, Settings } from 'lucide';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';

export function menu(context: ViewContext): TemplateResult | typeof nothing {
  const { ui, strings, actions, snapshot, settings } = context;
  if (!ui.menu) return nothing;
  const mayDraw = snapshot.config.allowDrawing !== false;
  return html`<div class="menu" role="menu" aria-label=${strings.more} data-testid="menu" data-surface="menu" @keydown=${walk}>
    ${mayDraw ? item(PenLine, strings.draw, 'draw', !settings.enabled || !settings.showDrawings, () => actions.useTool('draw-mode')) : nothing}
    ${snapshot.config.allowReactions === false ? nothing : item(PartyPopper, strings.dropEmoji, 'drop-emoji', !settings.enabled, () => actions.useTool('emoji-mode'))}
    ${item(Activity, strings.activity, 'activity', !settings.enabled, () => actions.useTool('activity'))}
    ${item(Settings, strings.settings, 'settings', false, () => actions.useTool('settings'))}
    ${item(Keyboard, strings.shortcuts, 'help', false, () => actions.useTool('help'))}
  </div>`;
}

function item(shape: IconNode, label: string, testId: string, disabled: boolean, act: () => void): TemplateResult {
  return html`<button type="button" class="menu-item" role="menuitem" tabindex="-1" data-testid=${testId} ?disabled=${disabled} @click=${act}>
    ${icon(shape)}<span>${label}</span>
  </button>`;
}

function walk(event: KeyboardEvent): void {
  const items = Array.from((event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>('.menu-item:not(:disabled)'));
  const at = items.indexOf(event.target as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  // The bar below has arrow keys of its own.
  event.stopPropagation();
  items.at(to === items.length ? 0 : to)?.focus();
}
