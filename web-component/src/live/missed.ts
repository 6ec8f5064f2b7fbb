/**
 * What others do, shown at once or, when the page is hidden, as it is seen again: then only the newest of each kind and
 * person, and only what would still be there.
 */
import { isSeen, neverMind, whenSeen } from '../seen.ts';

/** The oldest are forgotten when there are more. */
const MOST = 500;

interface Kept {
  readonly sinceMs: number;
  readonly lastsMs: number;
  readonly show: (ageMs: number) => void;
}

export class Missed {
  readonly #kept = new Map<string, Kept>();

  /**
   * @param key takes the place of what was kept under the same one
   * @param lastsMs how long it can be seen; `Infinity` for what changes something that stays
   */
  show(key: string, lastsMs: number, show: (ageMs: number) => void): void {
    if (isSeen()) {
      show(0);
      return;
    }
    // Behind what came before it, also in its own place.
    this.#kept.delete(key);
    this.#kept.set(key, { sinceMs: performance.now(), lastsMs, show });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
    whenSeen(this.#catchUp);
  }

  clear(): void {
    this.#kept.clear();
    neverMind(this.#catchUp);
  }

  readonly #catchUp = (): void => {
    const kept = [...this.#kept.values()];
    this.#kept.clear();
    const nowMs = performance.now();
    for (const { sinceMs, lastsMs, show } of kept) if (nowMs - sinceMs < lastsMs) show(nowMs - sinceMs);
  };
}
