/** Keeps the end of an open conversation in view while it grows, unless the reader has scrolled up to read. */
import type { Thread } from '../client/contract.ts';

const NEAR_END_PX = 24;

export class Conversation {
  #thread = '';
  #count = 0;

  /** Call after rendering. */
  follow(list: Element | null, thread: Thread | undefined, self: string | undefined): void {
    const before = this.#count;
    const grew = thread !== undefined && thread.id === this.#thread && thread.comments.length > before;
    this.#thread = thread?.id ?? '';
    this.#count = thread?.comments.length ?? 0;
    if (!grew || !list) return;
    const newest = thread.comments.at(-1);
    // Several, where the page was hidden meanwhile.
    const last = Array.from(list.querySelectorAll('.comment')).slice(before - thread.comments.length);
    const added = last.reduce((sum, { clientHeight }) => sum + clientHeight, 0);
    const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < added + NEAR_END_PX;
    if (wasAtEnd || newest?.userId === self) list.scrollTop = list.scrollHeight;
  }
}
