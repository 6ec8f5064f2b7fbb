/** What is open on screen, as one immutable value and the steps between values. Pure: no DOM, no client. */
import type { PinPosition } from './client/contract.ts';

export type PanelName = 'comments' | 'notifications' | 'activity' | 'settings' | 'help';

export type ThreadFilter = 'all' | 'mine' | 'unread' | 'mentions' | 'resolved';

/** The list of people under a box in which an `@` is being typed. */
export interface MentionList {
  readonly draft: string;
  /** Where the `@` is. */
  readonly start: number;
  readonly text: string;
  /** Which one Enter picks. */
  readonly index: number;
}

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
  /** Whether the full picker is open instead of the row, and what is looked for in it. */
  readonly allEmoji: boolean;
  readonly emojiSearch: string;
  /** The thread of the comments panel whose reply box is open. */
  readonly replying: string | null;
  readonly mention: MentionList | null;
  /** The comments panel shows only these. */
  readonly filter: ThreadFilter;
  readonly search: string;
  /** The picture that is shown large, among those of its comment. */
  readonly picture: { readonly commentId: string; readonly index: number } | null;
  readonly menu: boolean;
  readonly drawing: boolean;
  /** The emoji that each press on the page lets fly. */
  readonly dropping: string | null;
  /** Whose scrolling the page follows. */
  readonly following: string | null;
}

/** The id of the pin that is being made, among those of threads. */
export const DRAFT_ID = '';

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
  allEmoji: false,
  emojiSearch: '',
  replying: null,
  mention: null,
  filter: 'all',
  search: '',
  picture: null,
  menu: false,
  drawing: false,
  dropping: null,
  following: null,
};

const NOTHING_INNER = { editing: null, confirming: null, picker: null, allEmoji: false, emojiSearch: '', replying: null, mention: null } as const;

export function toggleExpanded(ui: UiState): UiState {
  return ui.expanded ? { ...INITIAL_UI, following: ui.following } : { ...ui, expanded: true };
}

/** Opening a panel leaves pin mode and closes the popover, as only one of them is worked in at a time. */
export function openPanel(ui: UiState, panel: PanelName, highlighted: string | null = null): UiState {
  return { ...nothingOpen(ui), expanded: true, panel, highlighted };
}

export function closePanel(ui: UiState): UiState {
  return { ...ui, ...NOTHING_INNER, panel: null, highlighted: null };
}

export function enterPinMode(ui: UiState, moving: string | null = null): UiState {
  return { ...nothingOpen(ui), pinMode: { moving } };
}

export function leavePinMode(ui: UiState): UiState {
  return { ...ui, pinMode: null, pinDraft: null };
}

export function placeDraft(ui: UiState, position: PinPosition): UiState {
  return { ...ui, pinMode: null, pinDraft: { position } };
}

export function openThread(ui: UiState, thread: string): UiState {
  return { ...nothingOpen(ui), thread };
}

export function closeThread(ui: UiState): UiState {
  return { ...ui, ...NOTHING_INNER, thread: null };
}

/** The menu lies where panels do, so it takes their place. */
export function toggleMenu(ui: UiState): UiState {
  return ui.menu ? { ...ui, menu: false } : { ...nothingOpen(ui), menu: true };
}

/** Drawing and pinning exclude each other, and both close what is read. */
export function enterDrawing(ui: UiState): UiState {
  return { ...nothingOpen(ui), drawing: true };
}

export function leaveDrawing(ui: UiState): UiState {
  return { ...ui, drawing: false };
}

/** Letting emoji fly, too, is a mode of its own. */
export function enterDropping(ui: UiState, emoji: string): UiState {
  return { ...nothingOpen(ui), dropping: emoji };
}

export function closePicker(ui: UiState): UiState {
  return { ...ui, picker: null, allEmoji: false, emojiSearch: '' };
}

/** What Escape closes: the innermost thing that is open. Null when nothing is. */
export function escape(ui: UiState): UiState | null {
  if (ui.picture) return { ...ui, picture: null };
  if (ui.mention) return { ...ui, mention: null };
  if (ui.confirming) return { ...ui, confirming: null };
  if (ui.picker) return closePicker(ui);
  if (ui.editing) return { ...ui, editing: null };
  if (ui.replying) return { ...ui, replying: null };
  if (ui.menu) return { ...ui, menu: false };
  if (ui.drawing) return leaveDrawing(ui);
  if (ui.dropping) return { ...ui, dropping: null };
  if (ui.following) return { ...ui, following: null };
  if (ui.pinDraft || ui.pinMode) return leavePinMode(ui);
  if (ui.thread) return closeThread(ui);
  if (ui.panel) return closePanel(ui);
  return null;
}

/** A press outside every surface closes what lies open, but never a draft pin: its text would seem lost. */
export function pressOutside(ui: UiState): UiState {
  if (ui.pinMode || ui.pinDraft || ui.drawing || ui.dropping) return ui;
  if (!ui.thread && !ui.panel && !ui.menu) return ui;
  return { ...closePanel(closeThread(ui)), menu: false };
}

/** The toolbar stays as it is, and so does following somebody. */
function nothingOpen({ expanded, following }: UiState): UiState {
  return { ...INITIAL_UI, expanded, following };
}
