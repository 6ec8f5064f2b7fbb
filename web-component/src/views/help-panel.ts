/** The keys that the widget knows. */
import { html, type TemplateResult } from 'lit';
import type { ViewContext } from '../context.ts';
import { panel } from './panel.ts';

export function helpPanel(context: ViewContext): TemplateResult {
  const { strings } = context;
  const apple = /Mac|iP(?:hone|ad)/.test(navigator.userAgent);
  return panel(context, {
    name: 'help',
    title: strings.shortcuts,
    body: html`<div class="scroll help" tabindex="0" role="group" aria-label=${strings.shortcuts}>
      ${strings.shortcutList(apple ? '⌘' : 'Ctrl').map(
        ({ title, keys }) => html`<p class="setting-group muted">${title}</p>
          <dl>
            ${keys.map(([key, meaning]) => html`<div class="shortcut"><dt>${alternatives(key)}</dt><dd>${meaning}</dd></div>`)}
          </dl>`,
      )}
    </div>`,
  });
}

/** Two blanks separate keys of one meaning. */
function alternatives(keys: string): TemplateResult[] {
  return keys.split('  ').map((key) => html`<kbd>${key}</kbd>`);
}
