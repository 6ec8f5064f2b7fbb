// Which tabs have shared data open: what a message may skip the server for must be known to everybody it is for.
//
// A tab says that it is there when it comes, and after each reconnect; those who hear it say so too, to that person alone.

export class Roster {
  /** `user id, session` of others, by both. */
  #tabs = new Map();
  #doubtful = new Set();
  #timers = new Set();
  #replies = new Set();
  #isWhole = false;
  #host;

  /**
   * @param {{isSmall: () => boolean, isWanted: () => boolean, tellAll: (note: object) => boolean, tell: (userId: string, note: object) => unknown}} host
   */
  constructor(host) {
    this.#host = host;
  }

  /** Whether all tabs are known: not in large rooms, and not before they had time to answer. */
  get isWhole() {
    return this.#isWhole && this.#tabs.size < MOST;
  }

  /** Says that this tab is there, perhaps again. */
  open() {
    this.interrupted();
    if (!this.#host.isWanted() || !this.#host.isSmall()) return;
    this.#host.tellAll({ kind: 'here', asks: true });
    this.#after(ANSWERS_MS, () => (this.#isWhole = true));
  }

  /** Whoever comes now is not seen. */
  interrupted() {
    this.#isWhole = false;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#replies.clear();
    for (const key of this.#doubtful) this.#tabs.delete(key);
    this.#doubtful.clear();
  }

  /** A tab was heard of. Whether it is new. */
  hear(userId, session) {
    const key = keyOf(userId, session);
    this.#doubtful.delete(key);
    if (this.#tabs.has(key) || this.#tabs.size >= MOST) return false;
    this.#tabs.set(key, { userId, session });
    return true;
  }

  /** Tells somebody who asks, once for many questions. */
  answer(userId) {
    if (!this.#host.isSmall() || this.#replies.has(userId) || this.#replies.size >= MOST) return;
    this.#replies.add(userId);
    this.#after(ANSWER_MS, () => {
      this.#replies.delete(userId);
      this.#host.tell(userId, { kind: 'here' });
    });
  }

  gone(userId, session) {
    this.#tabs.delete(keyOf(userId, session));
  }

  /** The server shows somebody no more. They may only be hidden: then they answer. */
  left(userId) {
    const doubtful = this.of(userId).map(({ session }) => keyOf(userId, session));
    if (!doubtful.length) return;
    for (const key of doubtful) this.#doubtful.add(key);
    this.#host.tell(userId, { kind: 'here', asks: true });
    this.#after(DOUBT_MS, () => {
      for (const key of doubtful) if (this.#doubtful.delete(key)) this.#tabs.delete(key);
    });
  }

  /** The tabs of a person, or of all. */
  of(userId) {
    return [...this.#tabs.values()].filter((tab) => userId === undefined || tab.userId === userId);
  }

  end() {
    this.interrupted();
    this.#host.tellAll({ kind: 'gone' });
  }

  #after(ms, act) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }
}

const keyOf = (userId, session) => JSON.stringify([userId, session]);

const MOST = 200;
const ANSWER_MS = 50;
const ANSWERS_MS = 1_000;
const DOUBT_MS = 5_000;
