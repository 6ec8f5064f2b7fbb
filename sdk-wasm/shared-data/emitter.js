// Who listens to what in shared data.

export class Emitter {
  #listeners = new Map();

  /** Adds a listener, once, and returns the function that removes it. */
  on(event, listener) {
    if (typeof listener !== 'function') throw new TypeError('PulseClient: a listener must be a function');
    const off = () => this.off(event, listener);
    this.#listeners.set(event, new Set([...(this.#listeners.get(event) ?? []), listener]));
    return off;
  }

  off(event, listener) {
    const others = new Set(this.#listeners.get(event));
    others.delete(listener);
    this.#listeners.set(event, others);
  }

  /** One that throws keeps no other from hearing, and no change from being made. */
  say(event, payload) {
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        listener(payload);
      } catch (error) {
        if (typeof reportError === 'function') reportError(error);
        else console.error(error);
      }
    }
  }

  clear() {
    this.#listeners.clear();
  }
}
