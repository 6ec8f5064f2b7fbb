/** The files of a comment: pictures that open large, sounds and films that play in place. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Attachment, Comment } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import { player } from './player.ts';

export function attachmentsView(context: ViewContext, comment: Comment): TemplateResult | typeof nothing {
  const { attachments } = comment;
  if (attachments.length === 0) return nothing;
  const pictures = picturesOf(comment);
  return html`<div class="attachments" data-testid="attachments">
    ${repeat(attachments, ({ id }) => id, (one) =>
      one.type === 'image' ? thumbnail(context, comment, one, pictures.indexOf(one)) : player(context, one),
    )}
  </div>`;
}

export function picturesOf(comment: Comment): Attachment[] {
  return comment.attachments.filter(({ type }) => type === 'image');
}

function thumbnail(context: ViewContext, comment: Comment, one: Attachment, index: number): TemplateResult {
  const { strings, actions } = context;
  return html`<button
    type="button"
    class="thumbnail"
    data-testid="attachment"
    data-kind="image"
    aria-label=${strings.openPicture(one.filename)}
    title=${one.filename}
    @click=${() => actions.openPicture(comment.id, index)}
  >
    <img src=${context.fileAddress(one.thumbnailUrl ?? one.url)} alt="" loading="lazy" decoding="async" />
  </button>`;
}
