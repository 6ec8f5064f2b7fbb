/** The files of a draft, above the box: each with how far it is, and what can be done about it. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { AudioLines, FileX, Film, Image, type IconNode, RotateCcw, X } from 'lucide';
import type { AttachmentKind } from '../attachments/kinds.ts';
import type { Upload } from '../attachments/uploads.ts';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';

const ICONS: Readonly<Record<AttachmentKind, IconNode>> = { image: Image, audio: AudioLines, video: Film };

export function uploadList(context: ViewContext, draft: string): TemplateResult | typeof nothing {
  const uploads = context.uploads?.of(draft) ?? [];
  if (uploads.length === 0) return nothing;
  return html`<ul class="uploads" aria-label=${context.strings.attachments} data-testid="uploads">
    ${repeat(uploads, ({ id }) => id, (one) => upload(context, draft, one))}
  </ul>`;
}

function upload(context: ViewContext, draft: string, one: Upload): TemplateResult {
  const { strings, uploads } = context;
  const { failure, attachment } = one;
  const state = failure ? 'failed' : attachment ? 'ready' : 'sending';
  return html`<li class="upload ${failure ? 'stuck' : ''}" data-testid="upload" data-state=${state}>
    ${picture(context, one)}
    <span class="upload-text">
      <span class="upload-name" dir="auto">${one.name}</span>
      ${failure
        ? html`<span class="upload-failure" role="alert">${failure.reason === 'type' ? strings.fileNotAccepted : failure.message}</span>`
        : nothing}
      ${state === 'sending'
        ? html`<progress max="1" .value=${one.progress} aria-label=${strings.uploading(one.name)}></progress>`
        : nothing}
    </span>
    ${failure?.reason === 'refused' && failure.retryable
      ? html`<button type="button" class="tool" data-testid="upload-retry" aria-label="${strings.retry}: ${one.name}" title=${strings.retry}
          @click=${() => uploads?.retry(draft, one.id)}>${icon(RotateCcw)}</button>`
      : nothing}
    <button type="button" class="tool" data-testid="upload-remove" aria-label=${strings.removeFile(one.name)} title=${strings.remove}
      @click=${() => uploads?.remove(draft, one.id)}>${icon(X)}</button>
  </li>`;
}

/** Only the server's picture: one of the file itself would need `blob:` in the page's policy. */
function picture(context: ViewContext, { attachment, kind }: Upload): TemplateResult {
  const small = attachment?.type === 'image' ? (attachment.thumbnailUrl ?? attachment.url) : undefined;
  return html`<span class="upload-picture">
    ${small === undefined ? icon(kind ? ICONS[kind] : FileX) : html`<img src=${context.fileAddress(small)} alt="" />`}
  </span>`;
}
