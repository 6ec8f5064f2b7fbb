/** A box to write in, with its send button. The text lives in the drafts, not in the box. */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ArrowUp } from 'lucide';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';

export interface Composer {
  readonly draft: string;
  readonly label: string;
  readonly placeholder: string;
  /** Begins the test ids: `<name>-input`, `<name>-send`. */
  readonly name: string;
  readonly submit: () => void;
  /** Enter sends and Shift+Enter makes a line; otherwise only Ctrl or Cmd with Enter sends. */
  readonly enterSends: boolean;
  readonly typingIn?: string;
  readonly focusTarget?: boolean;
}

/** A hint under the box, for those that Enter does not send. */
export function sendHint(context: ViewContext): TemplateResult {
  const apple = /Mac|iP(?:hone|ad)/.test(navigator.userAgent);
  return html`<span class="send-hint muted">${context.strings.sendHint(apple ? '⌘' : 'Ctrl')}</span>`;
}

export function composer(context: ViewContext, box: Composer): TemplateResult {
  const { strings, drafts, actions } = context;
  const text = drafts.get(box.draft);
  return html`<div class="composer">
    <textarea
      rows="1"
      data-testid="${box.name}-input"
      aria-label=${box.label}
      placeholder=${box.placeholder}
      ?data-autofocus=${box.focusTarget ?? false}
      .value=${live(text)}
      @input=${(event: Event) => actions.setDraft(box.draft, (event.target as HTMLTextAreaElement).value, box.typingIn)}
      @keydown=${(event: KeyboardEvent) => sendOnEnter(event, box)}
    ></textarea>
    <button
      class="send"
      type="button"
      data-testid="${box.name}-send"
      aria-label=${strings.send}
      title=${strings.send}
      ?disabled=${text.trim() === ''}
      @click=${box.submit}
    >
      ${icon(ArrowUp)}
    </button>
  </div>`;
}

function sendOnEnter(event: KeyboardEvent, box: Composer): void {
  // While an input method is composing, Enter chooses a candidate.
  if (event.key !== 'Enter' || event.isComposing) return;
  const withCommand = event.ctrlKey || event.metaKey;
  if (!withCommand && (!box.enterSends || event.shiftKey)) return;
  event.preventDefault();
  box.submit();
}
