// The room's document as the server keeps it. Whoever saves takes in first what others have saved.
import * as Y from 'yjs';
import { pulseError } from '../js/browser.js';
import { fromBase64, toBase64 } from './bytes.js';
import { request } from './request.js';

export class Saved {
  /** What the server has for certain. */
  vector;
  #document;
  #host;
  #timer;
  #dueAt = Infinity;
  #running;
  #next;
  #failures = 0;
  #dirty = false;
  #ended = false;
  #readOnly = false;

  /**
   * @param {Y.Doc} document
   * @param {{access: () => object, isConnected: () => boolean, room: string, intervalMs: () => number, limitBytes: () => number,
   *   report: (error: Error) => void, kept: () => void}} host
   */
  constructor(document, host) {
    this.#document = document;
    this.#host = host;
  }

  /** Takes in what is saved. Rejects with a `PulseError`. */
  async load(access = this.#host.access()) {
    const { state } = await this.#request('GET', undefined, access);
    const bytes = state ? fromBase64(state) : new Uint8Array([0, 0]);
    Y.applyUpdate(this.#document, bytes, this);
    this.vector = Y.encodeStateVectorFromUpdate(bytes);
    return bytes;
  }

  /** Something was changed here: it is saved within the interval. */
  changed() {
    this.#dirty = true;
    this.#runIn(this.#host.intervalMs() * (1 + Math.random() / 5));
  }

  /** Whether something was changed here that the server may not have. */
  get isBehind() {
    return this.#dirty;
  }

  /** Somebody else changed something, and saves it. Should they not, this client does. */
  changedElsewhere() {
    if (this.#dueAt === Infinity) this.#runIn(this.#host.intervalMs() * (4 + 4 * Math.random()));
  }

  /** Somebody has saved all that this client knows. */
  keptElsewhere() {
    if (this.#dirty) return;
    clearTimeout(this.#timer);
    this.#dueAt = Infinity;
  }

  /** Takes in and saves soon, as after an interruption. */
  soon() {
    this.#runIn(1000 * Math.random());
  }

  /** Takes in and saves at once. */
  now() {
    clearTimeout(this.#timer);
    this.#dueAt = Infinity;
    if (!this.#running) {
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    // What is under way may have begun before the change.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.now();
    });
    return this.#next;
  }

  /** The page may be gone in a moment: what is small enough is sent even then. */
  hurry() {
    // One that was away might save less than there is.
    if (!this.#dirty || this.#readOnly || !this.#host.isConnected()) return;
    const body = JSON.stringify({ state: toBase64(Y.encodeStateAsUpdate(this.#document)) });
    if (body.length > HURRIED_BYTES) return;
    this.#request('PUT', body, this.#host.access(), { keepalive: true }).catch(() => undefined);
  }

  /** The last save. It goes on after the client has gone; the promise is for its end. */
  async end() {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    if (!this.#dirty || this.#readOnly) return;
    const access = this.#host.access();
    for (let failures = 0; this.#dirty; failures += 1) {
      try {
        await this.#store(access);
      } catch (error) {
        if (!error.retryable || failures === LAST_TRIES) return this.#host.report(error);
        const wait = Math.min(error.retryAfterMs ?? 1000 * 2 ** failures, LONGEST_BACKOFF_MS);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  #runIn(ms) {
    if (this.#ended) return;
    const dueAt = Date.now() + ms;
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => void this.now(), ms);
  }

  async #run() {
    // Once it is connected again, the client saves by itself.
    if (this.#ended || !this.#host.isConnected()) return;
    try {
      await this.#store(this.#host.access());
      this.#failures = 0;
    } catch (error) {
      if (this.#ended) return;
      this.#host.report(error);
      if (error.code === 'forbidden' || error.code === 'feature_disabled') {
        this.#readOnly = true;
        this.#dirty = false;
        return;
      }
      const backoff = error.retryable ? Math.min(1000 * 2 ** this.#failures, LONGEST_BACKOFF_MS) : LONGEST_BACKOFF_MS;
      this.#failures += 1;
      this.#runIn(Math.max(backoff * (0.5 + Math.random() / 2), error.retryAfterMs ?? 0));
    }
  }

  async #store(access) {
    const saved = await this.load(access);
    // Changes from here on are for the next time.
    this.#dirty = false;
    const state = Y.encodeStateAsUpdate(this.#document);
    try {
      if (this.#readOnly || sameContent(saved, state)) return;
      const limit = this.#host.limitBytes();
      if (state.length > limit) {
        throw pulseError({ code: 'too_large', message: `the shared data is larger than ${limit} bytes (p2pMaxStateBytes): ${state.length}`, retryable: false });
      }
      await this.#request('PUT', JSON.stringify({ state: toBase64(state) }), access);
      this.vector = Y.encodeStateVectorFromUpdate(state);
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
    this.#host.kept();
  }

  #request(method, body, access, more) {
    return request(access, `rooms/${encodeURIComponent(this.#host.room)}/p2p/state`, { method, body, ...more });
  }
}

/** Whether two updates of whole documents say the same: what was written, and what was deleted. */
function sameContent(one, other) {
  return Y.equalSnapshots(snapshotOf(one), snapshotOf(other));
}

function snapshotOf(update) {
  const document = new Y.Doc();
  Y.applyUpdate(document, update);
  const snapshot = Y.snapshot(document);
  document.destroy();
  return snapshot;
}

const LONGEST_BACKOFF_MS = 60_000;
/** How often the last save is tried again: for some fifteen seconds. */
const LAST_TRIES = 4;
/** Browsers let so much outlive a page. */
const HURRIED_BYTES = 60_000;
