/** One comment: who, when, what, reactions, and what can be done with it. */
import { html, nothing, type TemplateResult } from 'lit';
import { type IconNode, Pencil, SmilePlus, Trash2 } from 'lucide';
import { draftKey } from '../controllers/drafts.ts';
import type { Comment, Thread } from '../client/contract.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { mayChange, mayWrite } from '../rights.ts';
import { fullTime, relativeTime } from '../time.ts';
import { attachmentsView } from './attachments.ts';
import { avatar } from './avatar.ts';
import { emojiPicker } from './emoji-picker.ts';
import { mentionList } from './mention-list.ts';
import { emojiRow, reactionsView } from './reactions.ts';
import { richText } from './rich-text.ts';
import { writingBox } from './writing-box.ts';

export function commentView(context: ViewContext, thread: Thread, comment: Comment): TemplateResult {
  const { strings, ui } = context;
  const state = comment.pending ? 'pending' : 'sent';
  return html`<article
    class="comment ${state}"
    part="comment"
    data-testid="comment"
    data-comment-id=${comment.id}
    data-state=${state}
  >
    ${avatar(context.userOf(comment.userId))}
    <div class="comment-main">
      <header class="comment-head">
        <span class="author">${nameOf(context, comment.userId)}</span>
        <time class="muted" datetime=${comment.createdAt} title=${fullTime(comment.createdAt, context.locale)}
          >${state === 'pending'
            ? strings.sending
            : relativeTime(comment.createdAt, context.nowMs, context.locale, strings.now)}</time
        >
        ${comment.editedAt ? html`<span class="muted" data-testid="comment-edited">${strings.edited}</span>` : nothing}
        ${state === 'sent' ? tools(context, comment) : nothing}
      </header>
      ${ui.editing === comment.id
        ? editor(context, comment)
        : comment.body === '' && comment.attachments.length > 0
          ? nothing
          : html`<div class="body" dir="auto" data-testid="comment-body">${richText(context, comment.body, comment.mentions)}</div>`}
      ${attachmentsView(context, comment)}
      ${ui.picker !== comment.id ? nothing : ui.allEmoji ? emojiPicker(context, comment) : emojiRow(context, comment)}
      ${ui.confirming === comment.id ? confirmComment(context, thread, comment) : nothing} ${reactionsView(context, comment)}
    </div>
  </article>`;
}

function tools(context: ViewContext, comment: Comment): TemplateResult {
  const { strings, actions, snapshot, ui } = context;
  return html`<span class="tools">
    ${snapshot.config.allowReactions === false || !mayWrite(snapshot)
      ? nothing
      : tool(SmilePlus, strings.addReaction, 'reaction-add', () => actions.togglePicker(comment.id), ui.picker === comment.id)}
    ${mayChange(snapshot, comment.userId)
      ? html`${tool(Pencil, strings.edit, 'comment-edit', () => actions.startEdit(comment.id, comment.body))}
        ${tool(Trash2, strings.remove, 'comment-delete', () => actions.askDelete(comment.id))}`
      : nothing}
  </span>`;
}

function tool(shape: IconNode, label: string, testId: string, act: () => void, open?: boolean): TemplateResult {
  return html`<button
    type="button"
    class="tool"
    data-testid=${testId}
    aria-label=${label}
    title=${label}
    aria-expanded=${open === undefined ? nothing : open ? 'true' : 'false'}
    @click=${act}
  >
    ${icon(shape)}
  </button>`;
}

function editor(context: ViewContext, comment: Comment): TemplateResult {
  const { strings, actions, drafts } = context;
  const key = draftKey.edit(comment.id);
  const save = (): void => actions.saveEdit(comment.id);
  return html`<div class="editor writing">
    ${mentionList(context, key)}
    ${writingBox(context, { draft: key, label: strings.editComment, testId: 'edit-input', rows: 2, submit: save, enterSends: true, focusTarget: true })}
    <span class="row end">
      <button type="button" class="button" data-testid="edit-cancel" @click=${() => actions.cancelEdit(comment.id)}>${strings.cancel}</button>
      <button type="button" class="button primary" data-testid="edit-save" ?disabled=${!drafts.get(key).trim()} @click=${save}>
        ${strings.save}
      </button>
    </span>
  </div>`;
}

function confirmComment(context: ViewContext, thread: Thread, comment: Comment): TemplateResult {
  const { strings, actions } = context;
  const question = thread.comments.length === 1 ? strings.removeLastQuestion : strings.removeQuestion;
  return confirmation(context, question, () => actions.deleteComment(comment.id));
}

/** Asks before something is deleted. */
export function confirmation(context: ViewContext, question: string, remove: () => void): TemplateResult {
  const { strings, actions } = context;
  return html`<div class="confirm" role="alertdialog" aria-label=${question} data-testid="confirm">
    <span>${question}</span>
    <span class="row end">
      <button type="button" class="button" data-autofocus data-testid="confirm-cancel" @click=${() => actions.askDelete(null)}>
        ${strings.cancel}
      </button>
      <button type="button" class="button danger" data-testid="confirm-delete" @click=${remove}>
        ${strings.remove}
      </button>
    </span>
  </div>`;
}
