/** Every word the widget says. A page replaces any of them through the `strings` property. */
import type { Problem } from './client/problem.ts';

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
  readonly resolve: string;
  readonly reopen: string;
  readonly addReaction: string;
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

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

const NOTIFICATION_TEXT: Readonly<Record<string, string>> = {
  'comment:created': 'left a comment',
  'comment:mention': 'mentioned you',
  'comment:reply': 'replied to your comment',
  'thread:resolved': 'resolved a thread',
  'reaction:added': 'reacted to your comment',
};

const FAILED_TEXT: Readonly<Record<string, string>> = {
  'thread:create': 'New comment',
  'comment:create': 'Reply',
  'comment:edit': 'Edit',
  'comment:delete': 'Deletion',
  'thread:resolve': 'Resolving',
  'thread:move': 'Moving a pin',
  'reaction:add': 'Reaction',
  'reaction:remove': 'Reaction',
};

export const ENGLISH: Strings = {
  widget: 'Collaboration',
  open: (unread) => (unread > 0 ? `Open collaboration toolbar, ${unread} unread` : 'Open collaboration toolbar'),
  collapse: 'Collapse toolbar',
  you: 'You',
  close: 'Close',
  cancel: 'Cancel',
  collaborate: 'Collaborate',

  people: (count) => `${many(count, 'person', 'people')} here`,
  morePeople: (count) => `${count} more`,
  person: (name, idle) => (idle ? `${name} (away)` : name),
  onMobile: 'on a phone',
  onTablet: 'on a tablet',
  someone: 'Someone',

  addPin: 'Pin a comment',
  leavePinMode: 'Stop pinning',
  pinHint: 'Click where your comment belongs, or use the arrow keys and Enter',
  pinHintTouch: 'Tap where your comment belongs',
  moveHint: 'Click the new place, or use the arrow keys and Enter',
  moveHintTouch: 'Tap the new place of the pin',
  pinTarget: 'Choose a place: arrow keys move, Shift moves further, Enter places, Escape leaves',
  newPin: 'New comment',
  pinPlaceholder: 'What about this?',
  pinBy: (name, comments) => `Thread by ${name}, ${many(comments, 'comment', 'comments')}`,
  movePin: 'Move pin',
  placeAgain: 'Place again',

  comments: 'Comments',
  openThreads: (count) => `${count} open`,
  commentsButton: (open) => (open > 0 ? `Comments, ${open} open` : 'Comments'),
  noThreads: 'No comments yet',
  noThreadsHint: 'Start here, or pin a comment to something on the page.',
  resolvedThreads: (count) => `Resolved (${count})`,
  newThread: 'Start a thread',
  newThreadPlaceholder: 'Start a thread…',
  pinned: 'Pinned',
  showPin: 'Show on the page',
  detached: 'Its place is gone',
  thread: 'Thread',
  threadBy: (name) => `Thread by ${name}`,

  reply: 'Reply',
  replyPlaceholder: 'Reply…',
  send: 'Send',
  sendHint: (key) => `${key} + Enter sends`,
  edit: 'Edit',
  editComment: 'Edit comment',
  save: 'Save',
  edited: '(edited)',
  remove: 'Delete',
  removeQuestion: 'Delete this comment?',
  removeLastQuestion: 'Delete the last comment, and its thread with it?',
  resolve: 'Resolve',
  reopen: 'Reopen',
  addReaction: 'Add reaction',
  reaction: (emoji, names) => `${emoji} ${names.length}: ${names.join(', ')}`,
  typing: (names) => (names.length === 1 ? `${names[0]} is typing` : `${names.join(', ')} are typing`),
  now: 'now',

  sending: 'Sending',
  notSent: 'Not sent',
  retry: 'Try again',
  discard: 'Discard',
  failedWrites: (count) => `${many(count, 'change', 'changes')} could not be saved`,
  failedKind: (kind) => FAILED_TEXT[kind] ?? 'Change',
  review: 'Review',
  notLoaded: 'A part of the comments could not be loaded',

  notifications: 'Notifications',
  notificationsButton: (unread) => (unread > 0 ? `Notifications, ${unread} unread` : 'Notifications'),
  noNotifications: 'You are all caught up',
  markAllRead: 'Mark all read',
  notification: (type) => NOTIFICATION_TEXT[type] ?? type,
  unread: 'unread',

  connecting: 'Connecting…',
  reconnecting: 'Connection lost. Reconnecting…',
  offline: 'You are offline. What you write is sent when you are back.',
  unauthorized: 'Your session has ended.',
  closed: 'Disconnected.',
  connected: 'Connected',
  reconnectNow: 'Reconnect now',
  signInAgain: 'Sign in again',

  commentAnnounced: (name) => `New comment by ${name}`,
  problem: (kind) =>
    ({
      missing: 'Comments are not set up yet',
      endpoint: 'Comments: wrong server address',
      options: 'Comments are not set up correctly',
      blocked: 'Comments are blocked by this page’s security policy',
      unavailable: 'Comments could not be loaded',
    })[kind],
};
