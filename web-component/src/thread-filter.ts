/** Which threads the comments panel shows. Pure. */
import type { Thread } from './client/contract.ts';
import type { ThreadFilter } from './ui-state.ts';

export interface ThreadQuestion {
  readonly filter: ThreadFilter;
  readonly search: string;
  readonly self: string | undefined;
  /** Threads that an unread notification is about. */
  readonly unread: ReadonlySet<string>;
  readonly nameOf: (userId: string) => string;
}

export const FILTERS: readonly ThreadFilter[] = ['all', 'unread', 'mentions', 'mine', 'resolved'];

export function filterThreads(threads: readonly Thread[], question: ThreadQuestion): Thread[] {
  const words = plain(question.search).split(/\s+/u).filter(Boolean);
  return threads.filter((thread) => belongs(thread, question) && contains(thread, words, question));
}

function belongs({ id, resolved, comments }: Thread, { filter, self, unread }: ThreadQuestion): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'resolved':
      return resolved;
    case 'unread':
      return unread.has(id);
    case 'mine':
      return comments.some((comment) => comment.userId === self);
    case 'mentions':
      return self !== undefined && comments.some((comment) => comment.mentions.includes(self));
  }
}

function contains({ comments }: Thread, words: readonly string[], { nameOf }: ThreadQuestion): boolean {
  if (words.length === 0) return true;
  const text = plain(comments.map(({ userId, body }) => `${nameOf(userId)} ${body}`).join('\n'));
  return words.every((word) => text.includes(word));
}

/** `cafe` finds Café. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
