/** English, as far as it is needed before anything is opened. */
import type { Strings } from '../strings.ts';
import { many } from './many.ts';

export const FIRST = {
  open: (unread) => (unread > 0 ? `Open collaboration toolbar, ${unread} unread` : 'Open collaboration toolbar'),
  collaborate: 'Collaborate',
  someone: 'Someone',
  pinBy: (name, comments) => `Thread by ${name}, ${many(comments, 'comment', 'comments')}`,
  retry: 'Try again',
  failedWrites: (count) => `${many(count, 'change', 'changes')} could not be saved`,
  review: 'Review',
  notLoaded: 'A part of the comments could not be loaded',
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
} satisfies Partial<Strings>;
