/**
 * A sound or film that plays in place. What browsers record may not say how long it is; players then show no length, or
 * guess, until they have played it to the end. So the length that the server measured is beside those that say another.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { Attachment } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import { playingTime } from '../time.ts';

export function player(context: ViewContext, one: Attachment): TemplateResult {
  const address = context.fileAddress(one.url);
  const { durationMs } = one;
  return html`<div class="player ${one.type}">
    ${one.type === 'audio'
      ? html`<audio controls preload="metadata" data-testid="attachment" data-kind="audio" aria-label=${one.filename} src=${address} @durationchange=${measured}></audio>`
      : html`<video controls playsinline preload="metadata" data-testid="attachment" data-kind="video" aria-label=${one.filename} src=${address} @durationchange=${measured}></video>`}
    ${durationMs === undefined || !(durationMs > 0)
      ? nothing
      : html`<span class="length" data-testid="attachment-length" data-seconds=${durationMs / 1000}>${playingTime(Math.round(durationMs / 1000))}</span>`}
  </div>`;
}

/** It is not said twice. */
function measured({ target }: Event): void {
  const media = target as HTMLMediaElement;
  const length = media.parentElement?.querySelector<HTMLElement>('.length');
  if (length) length.hidden = Math.abs(media.duration - Number(length.dataset['seconds'])) < NEAR_S;
}

/** Players show whole seconds. */
const NEAR_S = 1;
