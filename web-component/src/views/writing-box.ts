/** What every text box does: keeps its text among the drafts, sends by key, offers people after an `@`, takes what is pasted. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ViewContext } from '../context.ts';
import { addFiles } from './attach-button.ts';
import { refreshMentions, mentionKeys, mentionListId, mentionOptionId, mentionsFor } from './mention-list.ts';
import { pasted } from './pasted.ts';

export interface WritingBox {
  readonly draft: string;
  readonly label: string;
  readonly placeholder?: string;
  readonly testId: string;
  readonly rows: number;
  readonly submit: () => void;
  /** Enter sends and Shift+Enter makes a line; otherwise only Ctrl or Cmd with Enter sends. */
  readonly enterSends: boolean;
  readonly typingIn?: string;
  readonly focusTarget?: boolean;
  /** Pasted and dropped files join the draft. */
  readonly takesFiles?: boolean;
}

export function writingBox(context: ViewContext, box: WritingBox): TemplateResult {
  const { drafts, actions } = context;
  const list = mentionsFor(context, box.draft);
  const refresh = (event: Event): void => refreshMentions(context, box.draft, event.target as HTMLTextAreaElement);
  return html`<textarea
    rows=${box.rows}
    data-testid=${box.testId}
    aria-label=${box.label}
    placeholder=${box.placeholder ?? nothing}
    ?data-autofocus=${box.focusTarget ?? false}
    aria-autocomplete="list"
    aria-controls=${list ? mentionListId(box.draft) : nothing}
    aria-activedescendant=${list ? mentionOptionId(box.draft, list.index) : nothing}
    .value=${live(drafts.get(box.draft))}
    @input=${(event: Event) => {
      actions.setDraft(box.draft, (event.target as HTMLTextAreaElement).value, box.typingIn);
      refresh(event);
    }}
    @click=${refresh}
    @blur=${() => context.ui.mention && actions.setMention(null)}
    @paste=${(event: ClipboardEvent) => {
      if (box.takesFiles && addFiles(context, box.draft, event.clipboardData?.files)) event.preventDefault();
      else if (pasteText(event)) actions.setDraft(box.draft, (event.target as HTMLTextAreaElement).value, box.typingIn);
    }}
    @dragover=${(event: DragEvent) => box.takesFiles && event.dataTransfer?.types.includes('Files') && event.preventDefault()}
    @drop=${(event: DragEvent) => box.takesFiles && addFiles(context, box.draft, event.dataTransfer?.files) && event.preventDefault()}
    @keydown=${(event: KeyboardEvent) => {
      if (mentionKeys(context, box.draft, event)) return;
      sendOnEnter(event, box);
    }}
  ></textarea>`;
}

function sendOnEnter(event: KeyboardEvent, box: WritingBox): void {
  // While an input method is composing, Enter chooses a candidate.
  if (event.key !== 'Enter' || event.isComposing) return;
  const withCommand = event.ctrlKey || event.metaKey;
  if (!withCommand && (!box.enterSends || event.shiftKey)) return;
  event.preventDefault();
  box.submit();
}

/** Puts what was pasted into the box; false when the browser does best as it does. */
function pasteText(event: ClipboardEvent): boolean {
  const box = event.target as HTMLTextAreaElement;
  const before = box.value.slice(0, box.selectionStart);
  const words = box.value.slice(box.selectionStart, box.selectionEnd);
  const text = pasted(event.clipboardData, before, words);
  if (text === null) return false;
  event.preventDefault();
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  return true;
}
