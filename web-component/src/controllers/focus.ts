/** Moves the focus into what opens, and back to what it was opened from when that closes. */
import type { UiState } from '../ui-state.ts';

/** Call after rendering. `before` and `after` are what was and is open. */
export function moveFocus(root: ShadowRoot, before: UiState, after: UiState): void {
  const target = opened(before, after);
  if (target) {
    focusIn(root, target);
    return;
  }
  // A press elsewhere in the page has taken the focus on purpose.
  const host = root.host as HTMLElement;
  const lost = document.activeElement === document.body || document.activeElement === host;
  const opener = closed(before, after);
  if (opener && lost && !root.activeElement) focusOn(root, opener);
}

function opened(before: UiState, after: UiState): string | null {
  if (after.picture && !before.picture) return '.lightbox';
  if (after.confirming && after.confirming !== before.confirming) return '.confirm';
  if (after.editing && after.editing !== before.editing) return '.editor';
  if (after.allEmoji && !before.allEmoji) return '.emoji-picker';
  if (after.dropping && !before.dropping) return '.drop-bar';
  if (after.menu && !before.menu) return '.menu';
  if (after.picker && after.picker !== before.picker) return '.emoji-row';
  if (after.replying && after.replying !== before.replying) return thread(after.replying);
  if (after.pinDraft && !before.pinDraft) return '[data-surface="pin-form"]';
  if (after.pinMode && !before.pinMode) return '.veil';
  if (after.thread && after.thread !== before.thread) return '[data-surface="thread"]';
  if (after.panel && after.panel !== before.panel) return '[data-surface="panel"]';
  if (after.expanded && !before.expanded) return '.pill .toolbar-button';
  return null;
}

function closed(before: UiState, after: UiState): string | null {
  if (before.picture && !after.picture) return comment(before.picture.commentId, 'attachment');
  if (before.confirming && !after.confirming) {
    return `${comment(before.confirming, 'comment-delete')}, [data-thread-id="${CSS.escape(before.confirming)}"] [data-testid="thread-delete"]`;
  }
  if (before.editing && !after.editing) return comment(before.editing, 'comment-edit');
  if (before.menu && !after.menu && !after.panel && !after.drawing && !after.dropping) return '[data-testid="more"]';
  if (before.dropping && !after.dropping) return '[data-testid="more"]';
  if (before.drawing && !after.drawing) return '[data-testid="more"]';
  if (before.picker && !after.picker) return comment(before.picker, 'reaction-add');
  if (before.replying && !after.replying) return `${thread(before.replying)} [data-testid="thread-reply"]`;
  if (before.thread && !after.thread) return `.pin[data-thread-id="${CSS.escape(before.thread)}"]`;
  if ((before.pinDraft || before.pinMode) && !after.pinDraft && !after.pinMode) return '[data-testid="pin-mode"], .fab';
  if (before.panel && !after.panel) return after.expanded ? `[data-testid="${before.panel}"], [data-testid="more"]` : '.fab';
  if (before.expanded && !after.expanded) return '.fab';
  return null;
}

function focusIn(root: ShadowRoot, selector: string): void {
  const surface = root.querySelector<HTMLElement>(selector);
  if (!surface) return;
  if (surface instanceof HTMLDialogElement) {
    // Keeps the focus inside, and the rest from being reached, by itself.
    surface.showModal();
    return;
  }
  if (surface.matches('.emoji-picker')) surface.scrollIntoView({ block: 'nearest' });
  // On touch screens the keyboard would cover what was just opened.
  const touch = matchMedia('(pointer: coarse)').matches;
  const inner = surface.querySelector<HTMLElement>('[data-autofocus]');
  const choice = inner && (!touch || !(inner instanceof HTMLTextAreaElement)) ? inner : surface;
  if (choice === surface && surface.tabIndex < 0 && !surface.hasAttribute('tabindex')) {
    surface.querySelector<HTMLElement>('button, textarea')?.focus({ preventScroll: true });
  } else {
    choice.focus({ preventScroll: true });
  }
}

function focusOn(root: ShadowRoot, selector: string): void {
  root.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
}

function comment(id: string, testId: string): string {
  return `[data-comment-id="${CSS.escape(id)}"] [data-testid="${testId}"]`;
}

function thread(id: string): string {
  return `.card[data-thread-id="${CSS.escape(id)}"]`;
}
