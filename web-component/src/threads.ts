/** Questions about threads that several views ask. Pure. */
import type { Comment, PendingWrite, PulseNotification, Thread } from './client/contract.ts';

/** A thread carries no author: it is whoever wrote its earliest comment. */
export function creatorOf(thread: Thread): string | undefined {
  return firstComment(thread)?.userId;
}

export function firstComment(thread: Thread): Comment | undefined {
  return thread.comments.reduce<Comment | undefined>(
    (first, one) => (first === undefined || one.createdAt < first.createdAt ? one : first),
    undefined,
  );
}

/** Open threads first, within each group by newest comment. */
export function panelOrder(threads: readonly Thread[]): { open: Thread[]; resolved: Thread[] } {
  const sorted = [...threads].sort((a, b) => (lastActivity(a) < lastActivity(b) ? 1 : -1));
  return { open: sorted.filter((one) => !one.resolved), resolved: sorted.filter((one) => one.resolved) };
}

export function pinnedThreads(threads: readonly Thread[]): Thread[] {
  return threads.filter((one) => !one.resolved && one.position && one.comments.length > 0);
}

export function unreadThreads(notifications: readonly PulseNotification[]): Set<string> {
  return new Set(notifications.flatMap(({ read, threadId }) => (read || threadId === undefined ? [] : [threadId])));
}

/** Refused writes: those that belong to a thread, by its id, and those that belong to none that there is. */
export interface Failures {
  readonly inThread: ReadonlyMap<string, readonly PendingWrite[]>;
  readonly elsewhere: readonly PendingWrite[];
}

/** @param replies which thread each reply of this session was written in, by the id of the comment */
export function groupFailures(
  pending: readonly PendingWrite[],
  threads: readonly Thread[],
  replies: ReadonlyMap<string, string>,
): Failures {
  const inThread = new Map<string, PendingWrite[]>();
  const elsewhere: PendingWrite[] = [];
  for (const write of pending) {
    if (write.status !== 'failed') continue;
    const thread = threads.find(
      ({ id, comments }) =>
        id === write.targetId || id === replies.get(write.targetId) || comments.some((one) => one.id === write.targetId),
    );
    if (!thread) elsewhere.push(write);
    else inThread.set(thread.id, [...(inThread.get(thread.id) ?? []), write]);
  }
  return { inThread, elsewhere };
}

function lastActivity(thread: Thread): string {
  return thread.comments.at(-1)?.createdAt ?? thread.updatedAt;
}
