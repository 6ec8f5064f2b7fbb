/** Texts that were begun and not sent. They outlive panels and popovers, and are kept per room. */

export class Drafts {
  readonly #texts = new Map<string, string>();
  #room = '';

  enter(room: string): void {
    this.#room = room;
  }

  get(key: string): string {
    return this.#texts.get(this.#full(key)) ?? '';
  }

  set(key: string, text: string): void {
    if (text) this.#texts.set(this.#full(key), text);
    else this.#texts.delete(this.#full(key));
  }

  #full(key: string): string {
    return JSON.stringify([this.#room, key]);
  }
}

/** Keys of `Drafts`. */
export const draftKey = {
  thread: 'thread',
  pin: 'pin',
  reply: (threadId: string): string => `reply:${threadId}`,
  edit: (commentId: string): string => `edit:${commentId}`,
};
