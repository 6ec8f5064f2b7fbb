/** The text somebody has selected: told to the room, and shown in their colour for a moment. */
import type { Selection as SelectedText, User } from '../client/contract.ts';
import { safeColor } from '../color.ts';
import { isPulse } from '../anchors/page.ts';
import { whenSeen } from '../seen.ts';
import { nodeAt, pathOf } from './text-path.ts';

export const SHOWN_MS = 5000;
/** A selection over half a book is not painted line by line. */
const MAX_BOXES = 200;

export class SelectionSender {
  #sent = false;

  constructor(send: (selection: SelectedText | null) => void, signal: AbortSignal) {
    document.addEventListener('selectionchange', () => {
      const selection = selectedText();
      if (!selection && !this.#sent) return;
      this.#sent = selection !== null;
      send(selection);
    }, { passive: true, signal });
  }
}

export class SelectionMarks {
  readonly #marks: () => Element | null;
  readonly #shown = new Map<string, { readonly element: Element; readonly timer: ReturnType<typeof setTimeout> }>();

  constructor(marks: () => Element | null) {
    this.#marks = marks;
  }

  /** @param ageMs how long ago it was made */
  show(userId: string, selection: SelectedText | null, user: User | undefined, ageMs = 0): void {
    this.remove(userId);
    const boxes = selection ? boxesOf(selection) : [];
    const marks = this.#marks();
    if (!marks || boxes.length === 0) return;
    const element = document.createElement('div');
    element.className = 'selection';
    element.dataset['testid'] = 'selection';
    element.dataset['userId'] = userId;
    element.style.setProperty('--tint', safeColor(user?.color));
    for (const box of boxes) element.append(tinted(box));
    marks.append(element);
    const over = (): void => {
      if (this.#shown.get(userId)?.element === element) this.remove(userId);
    };
    this.#shown.set(userId, { element, timer: setTimeout(() => whenSeen(over), SHOWN_MS - ageMs) });
  }

  remove(userId: string): void {
    const shown = this.#shown.get(userId);
    if (!shown) return;
    clearTimeout(shown.timer);
    shown.element.remove();
    this.#shown.delete(userId);
  }

  clear(): void {
    for (const userId of [...this.#shown.keys()]) this.remove(userId);
  }
}

function selectedText(): SelectedText | null {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const { startContainer, startOffset, endContainer, endOffset, commonAncestorContainer: common } = selection.getRangeAt(0);
  const within = common instanceof Element ? common : common.parentElement;
  if (!within || isPulse(within)) return null;
  const startSelector = pathOf(startContainer);
  const endSelector = pathOf(endContainer);
  return startSelector && endSelector ? { startSelector, startOffset, endSelector, endOffset } : null;
}

function boxesOf({ startSelector, startOffset, endSelector, endOffset }: SelectedText): DOMRect[] {
  const start = nodeAt(String(startSelector), document);
  const end = nodeAt(String(endSelector), document);
  if (!start || !end) return [];
  const range = document.createRange();
  range.setStart(start, within(start, startOffset));
  range.setEnd(end, within(end, endOffset));
  return Array.from(range.getClientRects()).filter(({ width }) => width > 0).slice(0, MAX_BOXES);
}

function within(node: Node, offset: number): number {
  const length = node instanceof CharacterData ? node.length : node.childNodes.length;
  return Math.min(Math.max(0, Math.trunc(offset) || 0), length);
}

function tinted({ left, top, width, height }: DOMRect): HTMLElement {
  const box = document.createElement('div');
  box.className = 'selection-box';
  box.style.setProperty('translate', `${(left + window.scrollX).toFixed(1)}px ${(top + window.scrollY).toFixed(1)}px`);
  box.style.setProperty('width', `${width.toFixed(1)}px`);
  box.style.setProperty('height', `${height.toFixed(1)}px`);
  return box;
}
