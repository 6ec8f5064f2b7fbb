/** A write that the server refused: what it was, why, and what to do about it. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { TriangleAlert } from 'lucide';
import type { PendingWrite } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';

export function failedWrites(context: ViewContext, writes: readonly PendingWrite[]): TemplateResult {
  return html`${repeat(writes, (write) => write.opId, (write) => failedWrite(context, write))}`;
}

function failedWrite(context: ViewContext, { opId, kind, body, error }: PendingWrite): TemplateResult {
  const { strings, actions } = context;
  return html`<div class="failed" role="alert" data-testid="failed-write" data-op-id=${opId}>
    <span class="muted">${strings.failedKind(kind)}</span>
    ${body ? html`<p class="body" dir="auto">${body}</p>` : nothing}
    <span class="reason">${icon(TriangleAlert)}<span>${strings.notSent}${error ? html`: ${error.message}` : nothing}</span></span>
    <span class="row">
      <button type="button" class="link" data-testid="retry" @click=${() => actions.retry(opId)}>${strings.retry}</button>
      <button type="button" class="link quiet" data-testid="discard" @click=${() => actions.discard(opId)}>${strings.discard}</button>
    </span>
  </div>`;
}
