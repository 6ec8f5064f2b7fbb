/** Tells the page, as DOM events of the element, what happens in its client. */
import type { Client, Comment, ConnectionStatus, PulseNotification, Thread, Unsubscribe, WriteFailure } from '../client/contract.ts';
import {
  PulseCommentCreatedEvent,
  PulseErrorEvent,
  PulseNotificationEvent,
  PulseStatusEvent,
  PulseThreadCreatedEvent,
  PulseTokenExpiringEvent,
} from '../events.ts';

export function forwardEvents(client: Client, target: EventTarget): Unsubscribe[] {
  const send = (event: Event): void => void target.dispatchEvent(event);
  return [
    client.on('status', ({ status, previous }: { status: ConnectionStatus; previous: ConnectionStatus }) =>
      send(new PulseStatusEvent(status, previous)),
    ),
    client.on('token-expiring', ({ expiresAt }: { expiresAt: number }) => send(new PulseTokenExpiringEvent(expiresAt))),
    client.on('thread:created', ({ thread }: { thread: Thread }) => send(new PulseThreadCreatedEvent(thread))),
    client.on('comment:created', ({ threadId, comment }: { threadId: string; comment: Comment }) =>
      send(new PulseCommentCreatedEvent(threadId, comment)),
    ),
    client.on('notification', ({ notification }: { notification: PulseNotification }) =>
      send(new PulseNotificationEvent(notification)),
    ),
    // Refused writes are among them, and have an `opId`.
    client.on('error', ({ code, message, retryable, opId }: WriteFailure & { opId?: string }) =>
      send(new PulseErrorEvent(code, message, retryable, opId)),
    ),
  ];
}
