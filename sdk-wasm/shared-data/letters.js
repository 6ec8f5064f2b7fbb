// Messages of the page on direct connections. Each has a number and is confirmed, so that what a connection took with it
// when it broke can go through the server: whoever has it already knows it by its number.
import { unpacked } from './raw.js';

export class Letters {
  #number = 0;
  /** Sent and not confirmed, by peer. */
  #unconfirmed = new Map();
  /** What was heard of each tab of late. */
  #heard = new Map();
  /** What is to be confirmed, by peer. */
  #confirmations = new Map();
  #timer;
  #deliver;

  /** @param {(data: unknown, fromUserId: string) => void} deliver */
  constructor(deliver) {
    this.#deliver = deliver;
  }

  /** Sends a message to a tab. False when its connection has enough to do: then the server is the quicker way. */
  send(peer, note) {
    const waiting = this.#unconfirmed.get(peer) ?? new Map();
    if (waiting.size >= UNCONFIRMED || peer.raw.bufferedAmount > BACKLOG_BYTES) return false;
    const number = (this.#number += 1);
    if (!this.#post(peer, { number, ...note })) return false;
    waiting.set(number, note);
    this.#unconfirmed.set(peer, waiting);
    return true;
  }

  /** What came from a tab. What cannot be read is ignored. */
  hear(peer, data) {
    const said = read(data);
    if (!said) return;
    if (Array.isArray(said.heard)) {
      for (const number of said.heard) this.#unconfirmed.get(peer)?.delete(number);
    } else if (Number.isSafeInteger(said.number)) {
      this.#confirm(peer, said.number);
      this.take(said, peer.userId, peer.session);
    }
  }

  /** A message with a number, by whichever way: it is delivered once. */
  take({ number, ...note }, fromUserId, session) {
    const data = unpacked(note);
    if (data !== undefined && this.#isNew(JSON.stringify([fromUserId, session]), number)) this.#deliver(data, fromUserId);
  }

  /** What a peer has not confirmed, to be sent another way. */
  takeBack(peer) {
    const waiting = this.#unconfirmed.get(peer) ?? [];
    this.#unconfirmed.delete(peer);
    return [...waiting].map(([number, note]) => ({ number, ...note }));
  }

  end() {
    clearTimeout(this.#timer);
    this.#unconfirmed.clear();
    this.#confirmations.clear();
  }

  #isNew(tab, number) {
    const heard = this.#heard.get(tab) ?? new Set();
    if (heard.has(number)) return false;
    heard.add(number);
    // The oldest are forgotten: of numbers, and of tabs.
    if (heard.size > NUMBERS) heard.delete(heard.values().next().value);
    this.#heard.delete(tab);
    this.#heard.set(tab, heard);
    if (this.#heard.size > TABS) this.#heard.delete(this.#heard.keys().next().value);
    return true;
  }

  #confirm(peer, number) {
    const numbers = this.#confirmations.get(peer) ?? [];
    numbers.push(number);
    this.#confirmations.set(peer, numbers);
    if (numbers.length >= CONFIRMATIONS) this.#sendConfirmations();
    else this.#timer ??= setTimeout(() => this.#sendConfirmations(), CONFIRM_MS);
  }

  #sendConfirmations() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [peer, heard] of this.#confirmations) this.#post(peer, { heard });
    this.#confirmations.clear();
  }

  #post(peer, said) {
    if (!peer.isOpen) return false;
    try {
      peer.raw.send(JSON.stringify(said));
      return true;
    } catch {
      // It closes at this moment.
      return false;
    }
  }
}

function read(data) {
  try {
    const said = typeof data === 'string' ? JSON.parse(data) : undefined;
    return typeof said === 'object' && said !== null ? said : undefined;
  } catch {
    return undefined;
  }
}

const UNCONFIRMED = 200;
const BACKLOG_BYTES = 256 * 1024;
const CONFIRMATIONS = 50;
const CONFIRM_MS = 50;
const NUMBERS = 1_000;
const TABS = 50;
