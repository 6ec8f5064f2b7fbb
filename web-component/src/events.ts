/** The events of `<pulse-widget>`, each its own class, so that listeners are typed. All bubble and leave the shadow root. */
import type { Comment, ConnectionStatus, PulseNotification, Thread } from './client/contract.ts';

const LEAVES_SHADOW = { bubbles: true, composed: true } as const;

/** The connection's status changed. */
export class PulseStatusEvent extends Event {
  static readonly type = 'pulse-status';
  constructor(
    readonly status: ConnectionStatus,
    readonly previous: ConnectionStatus,
  ) {
    super(PulseStatusEvent.type, LEAVES_SHADOW);
  }
}

/** The token ends soon, and there is no provider to ask: set the `token` attribute again. */
export class PulseTokenExpiringEvent extends Event {
  static readonly type = 'pulse-token-expiring';
  /** @param expiresAt milliseconds since 1970 */
  constructor(readonly expiresAt: number) {
    super(PulseTokenExpiringEvent.type, LEAVES_SHADOW);
  }
}

/** The user pressed "Sign in again". Prevent the default to do it yourself, e.g. by going to a login page. */
export class PulseSignInEvent extends Event {
  static readonly type = 'pulse-sign-in';
  constructor() {
    super(PulseSignInEvent.type, { ...LEAVES_SHADOW, cancelable: true });
  }
}

/** A thread was created, here or elsewhere. */
export class PulseThreadCreatedEvent extends Event {
  static readonly type = 'pulse-thread-created';
  constructor(readonly thread: Thread) {
    super(PulseThreadCreatedEvent.type, LEAVES_SHADOW);
  }
}

/** A comment was added to a thread, here or elsewhere. */
export class PulseCommentCreatedEvent extends Event {
  static readonly type = 'pulse-comment-created';
  constructor(
    readonly threadId: string,
    readonly comment: Comment,
  ) {
    super(PulseCommentCreatedEvent.type, LEAVES_SHADOW);
  }
}

/** The user was notified of something. */
export class PulseNotificationEvent extends Event {
  static readonly type = 'pulse-notification';
  constructor(readonly notification: PulseNotification) {
    super(PulseNotificationEvent.type, LEAVES_SHADOW);
  }
}

/** Something failed: a refused write, a message of the server, a widget that cannot start. */
export class PulseErrorEvent extends Event {
  static readonly type = 'pulse-error';
  constructor(
    readonly code: string,
    readonly message: string,
    readonly retryable: boolean,
    readonly opId?: string,
  ) {
    super(PulseErrorEvent.type, LEAVES_SHADOW);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'pulse-status': PulseStatusEvent;
    'pulse-token-expiring': PulseTokenExpiringEvent;
    'pulse-sign-in': PulseSignInEvent;
    'pulse-thread-created': PulseThreadCreatedEvent;
    'pulse-comment-created': PulseCommentCreatedEvent;
    'pulse-notification': PulseNotificationEvent;
    'pulse-error': PulseErrorEvent;
  }
}
