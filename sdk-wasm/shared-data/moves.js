// Moves in a list. Yjs has none: an item is written again in its new place, and two people who move one item at a time
// would leave it in both.
//
// So each move is noted: which item became which. All clients see the same notes, and of the items that one became they
// keep the same one. Clients that know nothing of the notes see the list alone.
import * as Y from 'yjs';

export class Moves {
  #array;
  #notes;
  #settle;

  /** @param {Y.Array} array @param {Y.Map} notes */
  constructor(array, notes) {
    this.#array = array;
    this.#notes = notes;
    this.#settle = (event) => {
      if (!event.transaction.local) this.#settleNoted();
    };
    notes.observe(this.#settle);
  }

  end() {
    this.#notes.unobserve(this.#settle);
  }

  /** To be called in a transaction. */
  move(from, to) {
    const old = this.#idAt(from);
    const value = this.#array.get(from);
    this.#array.delete(from);
    this.#array.insert(to, [value]);
    this.#notes.set(`${old}>${this.#idAt(to)}`, 1);
    this.#prune();
  }

  /** Of the items that one became at a time, the first by its id stays. */
  #settleNoted() {
    const became = new Map();
    for (const note of this.#notes.keys()) {
      const [old, fresh] = note.split('>');
      if (fresh) became.set(old, [...(became.get(old) ?? []), fresh]);
    }
    const superfluous = [];
    for (const all of became.values()) if (all.length > 1) superfluous.push(...all.sort().slice(1));
    const places = superfluous.flatMap((id) => this.#placesOf(id, became, new Set()));
    if (!places.length) return;
    this.#array.doc.transact(() => {
      for (const place of [...new Set(places)].sort((one, other) => other - one)) this.#array.delete(place);
    });
  }

  /** Where an item is, or what it became since. */
  #placesOf(id, became, seen) {
    if (seen.has(id)) return [];
    seen.add(id);
    const place = this.#placeOf(id);
    const later = (became.get(id) ?? []).flatMap((one) => this.#placesOf(one, became, seen));
    return place === undefined ? later : [place, ...later];
  }

  #placeOf(id) {
    const [client, clock] = id.split(':').map(Number);
    if (!Number.isSafeInteger(client) || !Number.isSafeInteger(clock) || clock >= Y.getState(this.#array.doc.store, client)) return undefined;
    const position = new Y.RelativePosition(null, null, Y.createID(client, clock), 0);
    const found = Y.createAbsolutePositionFromRelativePosition(position, this.#array.doc);
    if (found?.type !== this.#array || found.index >= this.#array.length) return undefined;
    return this.#idAt(found.index) === id ? found.index : undefined;
  }

  #idAt(index) {
    const { item } = Y.createRelativePositionFromTypeIndex(this.#array, index);
    return `${item.client}:${item.clock}`;
  }

  /** Notes are for moves at the same time; of those long past a few are enough. */
  #prune() {
    const surplus = this.#notes.size - NOTES;
    if (surplus < NOTES) return;
    for (const note of [...this.#notes.keys()].slice(0, surplus)) this.#notes.delete(note);
  }
}

const NOTES = 200;
