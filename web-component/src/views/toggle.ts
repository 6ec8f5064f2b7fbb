/** The round button that opens the toolbar. All that is shown at first. */
import { html, nothing, type TemplateResult } from 'lit';
import { MessageSquareText } from 'lucide';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';

export function toggle(context: ViewContext): TemplateResult {
  const { strings, actions, snapshot, ui } = context;
  return html`<button
    type="button"
    class="fab"
    part="toggle"
    data-testid="toolbar-toggle"
    aria-expanded="false"
    aria-busy=${String(ui.expanded)}
    aria-label=${strings.open(snapshot.unreadCount)}
    title=${strings.open(snapshot.unreadCount)}
    @click=${() => actions.toggleToolbar()}
  >
    ${icon(MessageSquareText)} ${badge(snapshot.unreadCount, 'toggle-badge')}
  </button>`;
}

export function badge(count: number, testId: string): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  return html`<span class="badge" data-testid=${testId} aria-hidden="true">${count > 9 ? '9+' : count}</span>`;
}
