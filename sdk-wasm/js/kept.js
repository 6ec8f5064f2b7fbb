// Unsent writes in a storage of the host, so that a reload loses none.
//
// An entry has the writes of one person in one client; its key names room and person, so that nobody gets another's
// writes. A client takes over what earlier ones have left. When one of those still lives, in another tab, a write is sent
// by both, and has one effect by its `opId`.

export class Kept {
  #storage;
  #prefix;
  #client;
  #entries = [];
  /** Entries of earlier clients, until this one has kept what was in them. */
  #left = [];
  #author;
  #failed = false;

  constructor(storage, key, room, client) {
    this.#storage = storage;
    // Encoded, the parts have no colon, which separates them.
    this.#prefix = `pulse:outbox:${encodeURIComponent(key)}:${encodeURIComponent(room)}:`;
    this.#client = client;
  }

  /**
   * Replaces what is kept by these lists of author, time and frame. A write whose author is not known yet stays in
   * memory.
   *
   * @returns {boolean} false at the moment when the storage begins to refuse
   */
  save(authors, times, frames) {
    const entries = new Map();
    authors.forEach((author, at) => {
      if (author === undefined) return;
      const key = this.#entriesOf(author) + this.#client;
      entries.set(key, `${entries.get(key) ?? ''}${times[at]} ${frames[at]}\n`);
    });
    try {
      for (const [key, text] of entries) this.#storage.setItem(key, text);
    } catch {
      const failedBefore = this.#failed;
      this.#failed = true;
      return failedBefore;
    }
    this.#failed = false;
    for (const key of [...this.#entries, ...this.#left.splice(0)]) if (!entries.has(key)) this.#storage.removeItem(key);
    this.#entries = [...entries.keys()];
    return true;
  }

  /**
   * What earlier clients of this person have left, oldest first; nothing when that was asked before.
   *
   * @returns {string[]} times and frames by turns
   */
  takeOver(author) {
    if (this.#author === author) return [];
    this.#author = author;
    const prefix = this.#entriesOf(author);
    const keys = Array.from({ length: this.#storage.length }, (_, at) => this.#storage.key(at));
    const writes = [];
    for (const key of keys.filter((key) => key?.startsWith(prefix) && key !== prefix + this.#client)) {
      this.#left.push(key);
      for (const line of this.#storage.getItem(key).split('\n')) {
        const [, time, frame] = /^(\d+) (.+)$/.exec(line) ?? [];
        if (frame) writes.push([time, frame]);
      }
    }
    return writes.sort(([a], [b]) => a - b).flat();
  }

  #entriesOf(author) {
    return `${this.#prefix}${encodeURIComponent(author)}:`;
  }
}
