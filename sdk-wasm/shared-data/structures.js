// What people share: maps, lists and counters, each under a name of its own in the room's document.
import { Emitter } from './emitter.js';
import { Moves } from './moves.js';
import { checked, checkedIndex, checkedName, isSame } from './values.js';

/** What all of them have. */
class Structure {
  #listeners = new Emitter();
  #observer;
  #type;
  #ended;

  constructor(type, ended) {
    this.#type = type;
    this.#ended = ended;
    this.#observer = (event) => this.#listeners.say('change', this._read(event));
    type.observe(this.#observer);
  }

  /** Listens to changes, one's own included; the answer ends it. */
  on(event, listener) {
    return this.#listeners.on(event, listener);
  }

  off(event, listener) {
    this.#listeners.off(event, listener);
  }

  /** Ends this handle. What is shared stays. */
  destroy() {
    this.#type.unobserve(this.#observer);
    this.#listeners.clear();
    this.#ended();
  }
}

export class SharedMap extends Structure {
  #map;
  #change;

  /** @param {(act: () => void) => void} change makes a change, where there may be one */
  constructor(map, change, ended) {
    super(map, ended);
    this.#map = map;
    this.#change = change;
  }

  get size() {
    return this.#map.size;
  }

  get(key) {
    return this.#map.get(key);
  }

  has(key) {
    return this.#map.has(key);
  }

  set(key, value) {
    checkedName(key, 'a key');
    const copy = checked(value, `the value of ${key}`);
    this.#change(() => this.#map.set(key, copy));
  }

  /** Whether it was there. */
  delete(key) {
    if (!this.#map.has(key)) return false;
    this.#change(() => this.#map.delete(key));
    return true;
  }

  keys() {
    return this.#map.keys();
  }

  values() {
    return this.#map.values();
  }

  entries() {
    return this.#map.entries();
  }

  forEach(act) {
    for (const [key, value] of this.#map.entries()) act(value, key);
  }

  toJSON() {
    return this.#map.toJSON();
  }

  _read(event) {
    return [...event.changes.keys].map(([key, { action, oldValue }]) => ({
      action,
      key,
      ...(action !== 'delete' && { value: this.#map.get(key) }),
      ...(action !== 'add' && { oldValue }),
    }));
  }
}

export class SharedList extends Structure {
  #array;
  #change;
  #moves;

  constructor(array, moves, change, ended) {
    const settling = new Moves(array, moves);
    super(array, () => {
      settling.end();
      ended();
    });
    this.#array = array;
    this.#change = change;
    this.#moves = settling;
  }

  get length() {
    return this.#array.length;
  }

  get(index) {
    return this.#array.get(index);
  }

  push(...values) {
    const copies = values.map((value) => checked(value, 'a value'));
    if (copies.length) this.#change(() => this.#array.push(copies));
  }

  insert(index, value) {
    checkedIndex(index, this.length, 'index');
    const copy = checked(value, 'a value');
    this.#change(() => this.#array.insert(index, [copy]));
  }

  delete(index, count = 1) {
    checkedIndex(index, this.length, 'index');
    checkedIndex(count, this.length - index, 'count');
    if (count) this.#change(() => this.#array.delete(index, count));
  }

  /** Puts an item at another index. When several people move one at a time, one of the places is kept. */
  move(from, to) {
    checkedIndex(from, this.length - 1, 'from');
    checkedIndex(to, this.length - 1, 'to');
    if (from !== to) this.#change(() => this.#moves.move(from, to));
  }

  indexOf(value) {
    return this.#array.toArray().findIndex((one) => isSame(one, value));
  }

  toArray() {
    return this.#array.toArray();
  }

  toJSON() {
    return this.#array.toJSON();
  }

  _read(event) {
    const changes = [];
    let index = 0;
    for (const { retain, insert, delete: count } of event.changes.delta) {
      if (retain) index += retain;
      else if (insert) {
        changes.push({ action: 'insert', index, values: insert });
        index += insert.length;
      } else changes.push({ action: 'delete', index, count });
    }
    return changes;
  }
}

export class SharedCounter extends Structure {
  #map;
  #key;
  #change;

  /** @param {string} key of this client alone: two tabs of a person count apart */
  constructor(map, key, change, ended) {
    super(map, ended);
    this.#map = map;
    this.#key = key;
    this.#change = change;
  }

  get value() {
    let sum = 0;
    for (const part of this.#map.values()) if (Number.isFinite(part)) sum += part;
    return sum;
  }

  increment(by = 1) {
    if (!Number.isFinite(by)) throw new TypeError(`PulseClient: a counter counts by a finite number: ${by}`);
    const own = this.#map.get(this.#key);
    this.#change(() => this.#map.set(this.#key, (Number.isFinite(own) ? own : 0) + by));
  }

  decrement(by = 1) {
    this.increment(-by);
  }

  _read() {
    return this.value;
  }
}
