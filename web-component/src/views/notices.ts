/** What the widget says about itself: trouble with the connection, refused writes, a page it cannot start on. */
import { html, nothing, type TemplateResult } from 'lit';
import { Check, type IconNode, LogIn, TriangleAlert, WifiOff } from 'lucide';
import type { Problem } from '../client/problem.ts';
import type { ViewContext } from '../context.ts';
import type { Notice } from '../controllers/connection-notice.ts';
import { icon } from '../icons.ts';
import type { Strings } from '../strings.ts';

const LOOKS: Readonly<Record<Notice, { readonly tone: string; readonly icon: IconNode | null }>> = {
  connecting: { tone: 'neutral', icon: null },
  reconnecting: { tone: 'warning', icon: null },
  offline: { tone: 'warning', icon: WifiOff },
  unauthorized: { tone: 'danger', icon: LogIn },
  closed: { tone: 'danger', icon: WifiOff },
  connected: { tone: 'success', icon: Check },
};

export function banner(context: ViewContext): TemplateResult | typeof nothing {
  const { notice, strings, reload } = context;
  if (notice) return connectionBanner(context, notice);
  if (reload) {
    return html`<div class="banner danger" part="banner" data-testid="banner" data-notice="not-loaded">
      ${icon(TriangleAlert)}<span>${strings.notLoaded}</span>
      <button type="button" class="banner-button" data-testid="banner-action" @click=${reload}>${strings.retry}</button>
    </div>`;
  }
  const failed = failuresOutOfSight(context);
  if (failed === 0) return nothing;
  return html`<div class="banner danger" part="banner" data-testid="banner" data-notice="failed-writes">
    ${icon(TriangleAlert)}<span>${strings.failedWrites(failed)}</span>
    <button type="button" class="banner-button" data-testid="banner-action" @click=${() => context.actions.showPanel('comments')}>
      ${strings.review}
    </button>
  </div>`;
}

/** Refused writes are shown where they belong; the banner counts those that are not on screen. */
function failuresOutOfSight({ failures, ui }: ViewContext): number {
  if (ui.panel === 'comments') return 0;
  let count = failures.elsewhere.length;
  for (const [thread, writes] of failures.inThread) if (thread !== ui.thread) count += writes.length;
  return count;
}

/** The small sign in the widget's place when it cannot start. What to change is in the console. */
export function problemHint(problem: Problem, strings: Strings): TemplateResult {
  return html`<div class="problem" part="problem" role="note" data-testid="problem" data-problem=${problem.kind}>
    ${icon(TriangleAlert)}<span>${strings.problem(problem.kind)}</span>
  </div>`;
}

function connectionBanner(context: ViewContext, notice: Notice): TemplateResult {
  const { strings, actions } = context;
  const { tone, icon: name } = LOOKS[notice];
  const action = { label: strings.reconnectNow, act: () => actions.reconnect() };
  const shown = {
    connecting: null,
    connected: null,
    reconnecting: action,
    offline: action,
    closed: action,
    unauthorized: { label: strings.signInAgain, act: () => actions.signIn() },
  }[notice];
  return html`<div class="banner ${tone}" part="banner" data-testid="banner" data-notice=${notice}>
    ${name ? icon(name) : html`<span class="spinner" aria-hidden="true"></span>`}<span>${strings[notice]}</span>
    ${shown
      ? html`<button type="button" class="banner-button" data-testid="banner-action" @click=${shown.act}>${shown.label}</button>`
      : nothing}
  </div>`;
}
