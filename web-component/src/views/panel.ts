/** The frame that panels share. */
import { html, nothing, type TemplateResult } from 'lit';
import { type IconNode, X } from 'lucide';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import type { PanelName } from '../ui-state.ts';

export interface Panel {
  readonly name: PanelName;
  readonly title: string;
  readonly detail?: string;
  readonly tools?: TemplateResult | typeof nothing;
  /** Stays above what scrolls. */
  readonly head?: TemplateResult | typeof nothing;
  readonly body: TemplateResult;
  readonly foot?: TemplateResult;
}

export function panel(context: ViewContext, frame: Panel): TemplateResult {
  const { strings, actions } = context;
  return html`<section
    class="surface panel"
    part="panel"
    role="dialog"
    aria-label=${frame.title}
    tabindex="-1"
    data-testid="${frame.name}-panel"
    data-surface="panel"
  >
    <div class="bar">
      ${liveDot(context)}
      <h2>${frame.title}</h2>
      ${frame.detail ? html`<span class="bar-detail" data-testid="panel-detail">${frame.detail}</span>` : nothing}
      ${frame.tools ?? nothing}
      <button type="button" class="bar-button" data-testid="panel-close" aria-label=${strings.close}
        title=${strings.close} @click=${() => actions.closePanel()}>${icon(X)}</button>
    </div>
    ${frame.head ?? nothing} ${frame.body} ${frame.foot ? html`<div class="foot">${frame.foot}</div>` : nothing}
  </section>`;
}

/** Beside a title: whether what is below it is what the others see now. */
export function liveDot({ snapshot, strings }: ViewContext): TemplateResult {
  const state = snapshot.live ? strings.connected : strings.closed;
  return html`<span class="live-dot" role="img" data-testid="live-dot" data-live=${String(snapshot.live)} aria-label=${state} title=${state}></span>`;
}

export function emptyState(shape: IconNode, title: string, hint?: string): TemplateResult {
  return html`<div class="empty" data-testid="empty">
    <span class="empty-icon">${icon(shape)}</span>
    <strong>${title}</strong>
    ${hint ? html`<span class="muted">${hint}</span>` : nothing}
  </div>`;
}
