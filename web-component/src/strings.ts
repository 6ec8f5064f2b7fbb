/** Every word the widget says, by its meaning: `words/` has them. A page replaces any of them through the `strings` property. */
import type { NoteKind } from './attachments/recording.ts';
import type { Problem } from './client/problem.ts';
import type { GroupKey } from './emoji/data.ts';
import type { SettingName } from './settings.ts';
import type { ThreadFilter } from './ui-state.ts';

export interface ShortcutGroup {
  readonly title: string;
  readonly keys: readonly (readonly [key: string, meaning: string])[];
}

export interface Strings {
  readonly widget: string;
  readonly open: (unread: number) => string;
  readonly collapse: string;
  readonly you: string;
  readonly close: string;
  readonly cancel: string;
  readonly collaborate: string;

  readonly people: (count: number) => string;
  readonly morePeople: (count: number) => string;
  readonly person: (name: string, idle: boolean) => string;
  readonly onMobile: string;
  readonly onTablet: string;
  readonly someone: string;

  readonly addPin: string;
  readonly leavePinMode: string;
  readonly pinHint: string;
  readonly pinHintTouch: string;
  readonly moveHint: string;
  readonly moveHintTouch: string;
  readonly pinTarget: string;
  readonly newPin: string;
  readonly pinPlaceholder: string;
  readonly pinBy: (name: string, comments: number) => string;
  readonly movePin: string;
  readonly placeAgain: string;

  readonly comments: string;
  readonly openThreads: (count: number) => string;
  readonly commentsButton: (open: number) => string;
  readonly noThreads: string;
  readonly noThreadsHint: string;
  readonly resolvedThreads: (count: number) => string;
  readonly newThread: string;
  readonly newThreadPlaceholder: string;
  readonly pinned: string;
  readonly showPin: string;
  readonly detached: string;
  readonly thread: string;
  readonly threadBy: (name: string) => string;

  readonly reply: string;
  readonly replyPlaceholder: string;
  readonly send: string;
  readonly sendHint: (key: string) => string;
  readonly edit: string;
  readonly editComment: string;
  readonly save: string;
  readonly edited: string;
  readonly remove: string;
  readonly removeQuestion: string;
  readonly removeLastQuestion: string;
  readonly removeThread: string;
  readonly removeThreadQuestion: string;
  /** Instead of a box to write in. */
  readonly readOnly: string;
  readonly resolve: string;
  readonly reopen: string;
  readonly addReaction: string;
  readonly reactions: string;
  readonly reaction: (emoji: string, names: readonly string[]) => string;
  readonly typing: (names: readonly string[]) => string;
  readonly now: string;

  readonly sending: string;
  readonly notSent: string;
  readonly retry: string;
  readonly discard: string;
  readonly failedWrites: (count: number) => string;
  readonly failedKind: (kind: string) => string;
  readonly review: string;
  readonly notLoaded: string;

  readonly notifications: string;
  readonly notificationsButton: (unread: number) => string;
  readonly noNotifications: string;
  readonly markAllRead: string;
  readonly notification: (type: string) => string;
  readonly unread: string;

  readonly attach: string;
  readonly attachments: string;
  readonly uploading: (name: string) => string;
  readonly removeFile: (name: string) => string;
  readonly fileNotAccepted: string;
  readonly tooManyFiles: (left: number) => string;
  readonly record: (kind: NoteKind) => string;
  readonly recording: string;
  readonly recordAsking: string;
  readonly recordRefused: (kind: NoteKind) => string;
  readonly recordFinish: string;
  readonly openPicture: (name: string) => string;
  readonly previousPicture: string;
  readonly nextPicture: string;

  readonly mentionSomebody: string;
  readonly isHere: string;
  readonly moreEmoji: string;
  readonly searchEmoji: string;
  readonly noEmoji: string;
  readonly emojiGroup: (key: GroupKey) => string;
  readonly loading: string;

  readonly searchThreads: string;
  readonly filterThreads: string;
  readonly filter: (filter: ThreadFilter) => string;
  readonly noneFound: string;
  readonly copyLink: string;
  readonly linkCopied: string;
  readonly linkNotCopied: string;

  readonly more: string;
  readonly draw: string;
  readonly drawHint: string;
  readonly stopDrawing: string;
  readonly dropEmoji: string;
  readonly stopDropping: string;
  readonly activity: string;
  readonly noActivity: string;
  readonly settings: string;
  readonly setting: (name: SettingName) => string;
  readonly settingGroup: (key: 'mine' | 'others') => string;
  readonly shortcuts: string;
  /** @param command the name of the Ctrl or Cmd key */
  readonly shortcutList: (command: string) => readonly ShortcutGroup[];

  readonly follow: (name: string) => string;
  readonly following: (name: string) => string;
  readonly stopFollowing: string;
  readonly isAbove: (name: string) => string;
  readonly isBelow: (name: string) => string;

  readonly connecting: string;
  readonly reconnecting: string;
  readonly offline: string;
  readonly unauthorized: string;
  readonly closed: string;
  readonly connected: string;
  readonly reconnectNow: string;
  readonly signInAgain: string;

  readonly commentAnnounced: (name: string) => string;
  readonly problem: (kind: Problem['kind']) => string;
}
