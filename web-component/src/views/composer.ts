/** A box to write in, with its send button. The text lives in the drafts, not in the box. */
import { html, nothing, type TemplateResult } from 'lit';
import { ArrowUp } from 'lucide';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { mayWrite } from '../rights.ts';
import { attachButton } from './attach-button.ts';
import { mentionList } from './mention-list.ts';
import { recordButtons, recorder } from './recorder.ts';
import { uploadList } from './upload-list.ts';
import { type WritingBox, writingBox } from './writing-box.ts';

export interface Composer extends Omit<WritingBox, 'testId' | 'rows'> {
  /** Begins the test ids: `<name>-input`, `<name>-send`. */
  readonly name: string;
}

/** A hint under the box, for those that Enter does not send. */
export function sendHint(context: ViewContext): TemplateResult {
  const apple = /Mac|iP(?:hone|ad)/.test(navigator.userAgent);
  return html`<span class="send-hint muted">${context.strings.sendHint(apple ? '⌘' : 'Ctrl')}</span>`;
}

export function composer(context: ViewContext, box: Composer): TemplateResult {
  const { strings, drafts, uploads, snapshot } = context;
  if (!mayWrite(snapshot)) return html`<p class="read-only muted" data-testid="read-only">${strings.readOnly}</p>`;
  const empty = drafts.get(box.draft).trim() === '' && !uploads?.ready(box.draft).length;
  const note = context.recording?.of(box.draft);
  return html`<div class="writing">
    ${mentionList(context, box.draft)} ${uploadList(context, box.draft)}
    ${note ? recorder(context, note) : nothing}
    <div class="composer" ?hidden=${Boolean(note)}>
      ${writingBox(context, { ...box, testId: `${box.name}-input`, rows: 1, takesFiles: true })}
      ${attachButton(context, box.draft)} ${recordButtons(context, box.draft)}
      <button
        class="send"
        type="button"
        data-testid="${box.name}-send"
        aria-label=${strings.send}
        title=${strings.send}
        ?disabled=${empty || uploads?.busy(box.draft)}
        @click=${box.submit}
      >
        ${icon(ArrowUp)}
      </button>
    </div>
  </div>`;
}
