/** The buttons that record a note, and what is shown in place of the box while one is recorded. */
import { html, nothing, type TemplateResult } from 'lit';
import { Check, Mic, Video, X } from 'lucide';
import { allowedKinds } from '../attachments/kinds.ts';
import { canRecord, LONGEST_S, type Note, type NoteKind } from '../attachments/recording.ts';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { playingTime } from '../time.ts';
import { levelMeter } from './level-meter.ts';

export function recordButtons(context: ViewContext, draft: string): TemplateResult | typeof nothing {
  const { recording, uploads, snapshot, strings } = context;
  if (!recording || !uploads) return nothing;
  const allowed = allowedKinds(snapshot.config);
  const button = (kind: NoteKind): TemplateResult | typeof nothing =>
    allowed.includes(kind) && canRecord(kind)
      ? html`<button
          type="button"
          class="attach"
          data-testid="record-${kind}"
          aria-label=${strings.record(kind)}
          title=${strings.record(kind)}
          ?disabled=${uploads.room(draft) === 0}
          @click=${() => void recording.start(draft, kind)}
        >
          ${icon(kind === 'audio' ? Mic : Video)}
        </button>`
      : nothing;
  return html`${button('audio')}${button('video')}`;
}

export function recorder(context: ViewContext, note: Note): TemplateResult {
  const { strings, recording } = context;
  const left = LONGEST_S[note.kind] - note.seconds;
  return html`<div class="recorder" role="group" aria-label=${strings.record(note.kind)} data-testid="recorder" data-phase=${note.phase}>
    ${note.kind === 'video' && note.stream ? html`<video class="preview" muted autoplay playsinline aria-hidden="true" .srcObject=${note.stream}></video>` : nothing}
    <div class="recorder-row">
      ${note.phase === 'refused'
        ? html`<span class="upload-failure" role="alert">${strings.recordRefused(note.kind)}</span>`
        : note.phase === 'asking'
          ? html`<span class="muted" role="status">${strings.recordAsking}</span>`
          : html`<span class="recorder-dot" aria-hidden="true"></span>
              <span class="recorder-time ${left <= HURRY_S ? 'ending' : ''}" role="timer" aria-label=${strings.recording} data-testid="recorder-time"
                >${playingTime(note.seconds)} / ${playingTime(LONGEST_S[note.kind])}</span
              >${note.kind === 'audio' && note.stream ? levelMeter(note.stream) : nothing}`}
      <button type="button" class="attach" data-testid="recorder-cancel" aria-label=${strings.cancel} title=${strings.cancel} @click=${() => recording?.cancel()}>
        ${icon(X)}
      </button>
      ${note.phase === 'recording'
        ? html`<button type="button" class="send" data-testid="recorder-finish" aria-label=${strings.recordFinish} title=${strings.recordFinish} @click=${() => recording?.finish()}>
            ${icon(Check)}
          </button>`
        : nothing}
    </div>
  </div>`;
}

/** The last seconds are shown in red. */
const HURRY_S = 10;
