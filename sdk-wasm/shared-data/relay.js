// Changes on their way through the server to everybody else in the room, and what was missed.
//
// A client that was away, or that waits for a change which never came, asks: it tells what it knows, and one of those
// who know more answers. Whoever learns by a question that it knows less asks in turn.
import * as Y from 'yjs';
import { digest, fromBase64, toBase64 } from './bytes.js';
import { noteOf, NOTHING, withNote } from './notes.js';

export class Relay {
  #document;
  #host;
  #session;
  /** Own changes that were not sent yet. */
  #queue = [];
  #flushTimer;
  #askTimer;
  #askedAt = -Infinity;
  #gaps = 0;
  /** Questions of others that this client may answer, by session. */
  #questions = new Map();
  #digest;
  /** Bytes that waited for the network when something was sent last. */
  #backlog = 0;

  /**
   * @param {Y.Doc} document
   * @param {{carry: (message: object) => number | undefined, changedHere: () => void, changedElsewhere: () => void,
   *   look: () => void, tooLarge: () => Promise<void>, kept: () => void, note: (note: object, fromUserId: string) => void}} host
   *   `note` hears every note
   */
  constructor(document, host) {
    this.#document = document;
    this.#host = host;
    this.#session = String(document.clientID);
    document.on('update', (update, origin) => {
      this.#digest = undefined;
      if (origin === this) this.#host.changedElsewhere();
      else if (origin === null) this.#changedHere(update);
    });
  }

  /** How this client is known among the tabs of the room. */
  get session() {
    return this.#session;
  }

  /** A frame of somebody else. What cannot be read is ignored: it may be a newer client's. */
  hear({ update, fromUserId }) {
    let bytes;
    try {
      bytes = fromBase64(update);
      Y.applyUpdate(this.#document, bytes, this);
    } catch {
      return;
    }
    this.#noteWhatOthersSaid(bytes);
    const note = noteOf(bytes);
    if (note && note.session !== this.#session) this.#hearNote(note, fromUserId);
    if (this.#document.store.pendingStructs || this.#document.store.pendingDs) {
      this.ask();
    } else this.#gaps = 0;
  }

  /**
   * The connection is there, perhaps again: changes that may not have arrived go to everybody, and what others have
   * changed is asked for.
   */
  reconnected({ changed, vector }) {
    this.#queue = [];
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (changed) this.#send(Y.encodeStateAsUpdate(this.#document, vector));
    this.#askedAt = -Infinity;
    this.#gaps = 0;
    this.ask();
  }

  /** Asks the others for what this client does not know; the more often in vain, the more seldom. */
  ask() {
    if (this.#askTimer) return;
    const pause = Math.min(ASK_PAUSE_MS * 2 ** this.#gaps, LONGEST_ASK_PAUSE_MS);
    const wait = Math.max(this.#askedAt + pause - performance.now(), 0);
    this.#askTimer = setTimeout(() => {
      this.#askTimer = undefined;
      this.#askedAt = performance.now();
      this.#gaps += 1;
      const vector = toBase64(Y.encodeStateVector(this.#document));
      this.#sendNote({ kind: 'ask', vector, digest: this.#contentDigest() });
    }, wait);
  }

  /** Says that the server has all that this client knows. */
  kept() {
    this.#sendNote({ kind: 'kept', digest: this.#contentDigest() });
  }

  /** A note for everybody. Whether it was sent. */
  tell(note) {
    return this.#sendNote(note);
  }

  /** Sends at once what waits. */
  flush() {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#backlog > BACKLOG_BYTES) {
      // What waits becomes one.
      this.#backlog = 0;
      this.#flushTimer = setTimeout(() => this.flush(), PAUSE_MS);
      return;
    }
    const queue = this.#queue.splice(0);
    if (queue.length) this.#send(queue.length > 1 ? Y.mergeUpdates(queue) : queue[0]);
  }

  end() {
    this.#backlog = 0;
    this.flush();
    clearTimeout(this.#askTimer);
    for (const { timer } of this.#questions.values()) clearTimeout(timer);
    this.#questions.clear();
  }

  #changedHere(update) {
    this.#host.changedHere();
    this.#queue.push(update);
    if (this.#queue.length >= QUEUED) this.#queue = [Y.mergeUpdates(this.#queue)];
    this.#flushTimer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  #hearNote(note, fromUserId) {
    this.#host.note(note, fromUserId);
    switch (note.kind) {
      case 'ask':
        return this.#considerAnswer(note);
      case 'answer':
        return this.#hearAnswer(note);
      case 'kept':
        if (note.digest === this.#contentDigest()) this.#host.kept();
        return undefined;
      case 'look':
        return this.#host.look();
      default:
        return undefined;
    }
  }

  /** The others may answer too: the first one spares the others. */
  #considerAnswer({ session, vector, digest: asked }) {
    if (typeof session !== 'string' || typeof vector !== 'string' || asked === this.#contentDigest()) return;
    let known;
    try {
      known = Y.decodeStateVector(fromBase64(vector));
    } catch {
      return;
    }
    const mine = this.#document.store;
    if ([...known].some(([client, clock]) => clock > Y.getState(mine, client))) this.ask();
    if (this.#questions.size >= QUESTIONS && !this.#questions.has(session)) return;
    clearTimeout(this.#questions.get(session)?.timer);
    const timer = setTimeout(() => this.#answer(session), ANSWER_MS * (0.1 + Math.random()));
    this.#questions.set(session, { known, timer });
  }

  #answer(session) {
    const { known } = this.#questions.get(session);
    this.#questions.delete(session);
    const update = Y.encodeStateAsUpdate(this.#document, Y.encodeStateVector(known));
    this.#send(update, { kind: 'answer', to: session, digest: this.#contentDigest() });
  }

  #hearAnswer({ to, digest: said }) {
    const question = this.#questions.get(to);
    if (!question || said !== this.#contentDigest()) return;
    clearTimeout(question.timer);
    this.#questions.delete(to);
  }

  /** What went past everybody, those who asked know too. */
  #noteWhatOthersSaid(update) {
    if (!this.#questions.size) return;
    const { from, to } = Y.parseUpdateMeta(update);
    for (const { known } of this.#questions.values()) {
      for (const [client, clock] of to) {
        const has = known.get(client) ?? 0;
        if ((from.get(client) ?? 0) <= has && clock > has) known.set(client, clock);
      }
    }
  }

  #sendNote(note) {
    return this.#send(NOTHING, note);
  }

  /** What does not fit into a frame goes by way of the server's copy. */
  #send(update, note) {
    const bytes = note ? withNote(update, { ...note, session: this.#session }) : update;
    if (bytes.length > FRAME_BYTES) {
      this.#host.tooLarge().then(() => this.#sendNote({ kind: 'look' }));
      return true;
    }
    const backlog = this.#host.carry({ type: 'p2p:sync', update: toBase64(bytes) });
    this.#backlog = backlog ?? 0;
    return backlog !== undefined;
  }

  #contentDigest() {
    this.#digest ??= digest(Y.encodeSnapshot(Y.snapshot(this.#document)));
    return this.#digest;
  }
}

/** Less than a frame may have, in base64 and with what is around it: 64 KiB. */
export const FRAME_BYTES = 47_000;
const FLUSH_MS = 40;
const BACKLOG_BYTES = 256 * 1024;
const PAUSE_MS = 500;
/** So many changes are made one when they wait. */
const QUEUED = 200;
const QUESTIONS = 100;
const ANSWER_MS = 400;
const ASK_PAUSE_MS = 1_000;
const LONGEST_ASK_PAUSE_MS = 60_000;
