/** Questions about threads that several views ask. Pure. */
import type { Comment, PendingWrite, Thread } from './client/contract.ts';

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

/** Refused writes that no visible comment stands for, so that a list of their own has to show them. */
export function homelessFailures(pending: readonly PendingWrite[], threads: readonly Thread[]): PendingWrite[] {
  const shown = new Set(threads.flatMap((thread) => thread.comments.map((comment) => comment.opId)));
  return pending.filter((write) => write.status === 'failed' && !shown.has(write.opId));
}

function lastActivity(thread: Thread): string {
  return thread.comments.at(-1)?.createdAt ?? thread.updatedAt;
}
