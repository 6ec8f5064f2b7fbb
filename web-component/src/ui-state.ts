/** What is open on screen, as one immutable value and the steps between values. Pure: no DOM, no client. */
import type { PinPosition } from './client/contract.ts';

export type PanelName = 'comments' | 'notifications';

/** Pin mode either makes a new pin or gives an existing thread another place. */
export type PinMode = { readonly moving: string | null };

/** A pin that has a place but no text yet. Viewport coordinates are those of the moment it was placed. */
export interface PinDraft {
  readonly position: PinPosition;
}

export interface UiState {
  readonly expanded: boolean;
  readonly panel: PanelName | null;
  readonly pinMode: PinMode | null;
  readonly pinDraft: PinDraft | null;
  /** The thread whose popover is open. */
  readonly thread: string | null;
  /** The thread the comments panel brings into view. */
  readonly highlighted: string | null;
  readonly editing: string | null;
  readonly confirming: string | null;
  /** The comment whose emoji row is open. */
  readonly picker: string | null;
  /** The thread of the comments panel whose reply box is open. */
  readonly replying: string | null;
}

export const INITIAL_UI: UiState = {
  expanded: false,
  panel: null,
  pinMode: null,
  pinDraft: null,
  thread: null,
  highlighted: null,
  editing: null,
  confirming: null,
  picker: null,
  replying: null,
};

const NOTHING_INNER = { editing: null, confirming: null, picker: null, replying: null } as const;

export function toggleExpanded(ui: UiState): UiState {
  return ui.expanded ? INITIAL_UI : { ...ui, expanded: true };
}

/** Opening a panel leaves pin mode and closes the popover, as only one of them is worked in at a time. */
export function openPanel(panel: PanelName, highlighted: string | null = null): UiState {
  return { ...INITIAL_UI, expanded: true, panel, highlighted };
}

export function closePanel(ui: UiState): UiState {
  return { ...ui, ...NOTHING_INNER, panel: null, highlighted: null };
}

export function enterPinMode(ui: UiState, moving: string | null = null): UiState {
  return { ...INITIAL_UI, expanded: ui.expanded, pinMode: { moving } };
}

export function leavePinMode(ui: UiState): UiState {
  return { ...ui, pinMode: null, pinDraft: null };
}

export function placeDraft(ui: UiState, position: PinPosition): UiState {
  return { ...ui, pinMode: null, pinDraft: { position } };
}

export function openThread(ui: UiState, thread: string): UiState {
  return { ...INITIAL_UI, expanded: ui.expanded, thread };
}

export function closeThread(ui: UiState): UiState {
  return { ...ui, ...NOTHING_INNER, thread: null };
}

/** What Escape closes: the innermost thing that is open. Null when nothing is. */
export function escape(ui: UiState): UiState | null {
  if (ui.confirming) return { ...ui, confirming: null };
  if (ui.picker) return { ...ui, picker: null };
  if (ui.editing) return { ...ui, editing: null };
  if (ui.replying) return { ...ui, replying: null };
  if (ui.pinDraft || ui.pinMode) return leavePinMode(ui);
  if (ui.thread) return closeThread(ui);
  if (ui.panel) return closePanel(ui);
  return null;
}

/** A press outside every surface closes what lies open, but never a draft pin: its text would seem lost. */
export function pressOutside(ui: UiState): UiState {
  if (ui.pinMode || ui.pinDraft) return ui;
  if (!ui.thread && !ui.panel) return ui;
  return closePanel(closeThread(ui));
}
