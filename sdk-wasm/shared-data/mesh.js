// Direct connections to the people of the room, as the original makes them: one to each person, to one of their tabs; the
// one with the smaller id offers it; no more than the environment's limit.
import { Peer } from './peer.js';

export class Mesh {
  #peers = new Map();
  /** What came of connecting to somebody so far, by person. */
  #tries = new Map();
  /** Those who were told that there is no place. */
  #refused = new Set();
  /** How many offers came from whom in this while. */
  #offers = new Map();
  #while = 0;
  #attempts = 0;
  #host;
  #isEnded = false;

  /**
   * @param {{ownId: () => string | undefined, session: string, limit: () => number, present: () => string[],
   *   knows: (userId: string) => boolean, isConnected: () => boolean, servers: () => Promise<object[]>, signal: (message: object) => void,
   *   tell: (userId: string, note: object) => unknown, heard: (peer: Peer, data: unknown) => void,
   *   changed: (peer: Peer) => void, lost: (peer: Peer) => void, heardOf: (userId: string, session: string) => void}} host
   */
  constructor(host) {
    this.#host = host;
  }

  get all() {
    return [...this.#peers.values()];
  }

  peer(userId) {
    return this.#peers.get(userId);
  }

  /** Connects to those who are there, while the limit allows it; but not to who leaves just now. */
  fill(leaving) {
    if (this.#isEnded) return;
    for (const userId of this.#host.present()) {
      if (userId === leaving) continue;
      if (this.#peers.size >= this.#host.limit()) return;
      this.#offer(userId);
    }
    for (const userId of this.#refused) this.#host.tell(userId, { kind: 'here' });
    this.#refused.clear();
  }

  /** The room is there again: who has left meanwhile is let go, and everybody is tried anew. */
  reconnected() {
    this.#forgetTries();
    const present = new Set(this.#host.present());
    for (const userId of this.#peers.keys()) if (!present.has(userId)) this.left(userId);
    this.fill();
  }

  /** Somebody came, or a tab of theirs. */
  came(userId) {
    this.#forget(userId);
    this.#offer(userId);
  }

  /** Somebody who had another connection, or was not heard, says that they are there. */
  isThere(userId) {
    const tries = this.#tries.get(userId);
    if (!tries || tries.timer || this.#peers.has(userId)) return;
    tries.isTaken = false;
    tries.isHeard = true;
    this.#offer(userId);
  }

  left(userId) {
    this.#forget(userId);
    this.#drop(this.#peers.get(userId));
    this.fill(userId);
  }

  /** A tab has gone, perhaps not the last one of its person. */
  gone(userId, session) {
    const peer = this.#peers.get(userId);
    if (peer?.session === session) this.#lost(peer);
  }

  /** A signal; what does not fit is ignored. */
  hear({ type, fromUserId, sdp, candidate }) {
    if (this.#isEnded || typeof fromUserId !== 'string' || fromUserId === this.#host.ownId()) return;
    const stamp = stampOf(type === 'signal:ice' ? candidate : sdp);
    if (stamp.session) this.#host.heardOf(fromUserId, stamp.session);
    if (stamp.to !== undefined && stamp.to !== this.#host.session) return;
    const peer = this.#peers.get(fromUserId);
    if (type === 'signal:offer') {
      if (isDescription(sdp, type)) this.#hearOffer(fromUserId, stamp, plainSdp(sdp));
    } else if (stamp.session && stamp.attempt !== peer?.attempt) {
      // It is about a connection that was given up.
    } else if (type === 'signal:ice') {
      if (isCandidate(candidate)) peer?.candidate(plain(candidate), stamp.session);
    } else if (isDescription(sdp, type)) this.#hearAnswer(fromUserId, stamp.session, plainSdp(sdp));
  }

  /** Somebody's tab has another connection, or enough of them. */
  refused(userId, session) {
    const peer = this.#peers.get(userId);
    if (!peer || peer.isOpen || (peer.session && peer.session !== session)) return;
    const tries = this.#tries.get(userId);
    if (tries) tries.isTaken = true;
    this.#lost(peer);
  }

  end() {
    this.#isEnded = true;
    this.#forgetTries();
    for (const peer of this.all) this.#drop(peer);
  }

  #offer(userId) {
    const ownId = this.#host.ownId();
    const tries = this.#tries.get(userId);
    if (this.#isEnded || !this.#host.isConnected() || !(ownId < userId) || this.#peers.has(userId)) return;
    if (this.#peers.size >= this.#host.limit() || tries?.timer || tries?.isTaken || tries?.count >= this.#most(userId)) return;
    if (!tries && this.#tries.size >= MOST_TRIES) return;
    this.#tries.set(userId, { ...tries, count: (tries?.count ?? 0) + 1 });
    this.#attempts += 1;
    this.#add(userId, { attempt: this.#attempts }).offer();
  }

  /** Most people who do not answer have no shared data open. They say so when they have. */
  #most(userId) {
    return this.#tries.get(userId)?.isHeard || this.#host.knows(userId) ? TRIES : 1;
  }

  #hearOffer(userId, { session, attempt, restarts }, sdp) {
    if (!(userId < this.#host.ownId()) || this.#isTooMuch(userId)) return;
    const known = this.#peers.get(userId);
    if (restarts) {
      if (session && known?.session === session && known.attempt === attempt) known.answer(sdp);
      return;
    }
    // The same tab begins anew; so does the original’s client, which has one connection to a person.
    const replaces = known && known.session === session;
    if (known && !replaces && (known.isOpen || session === undefined || known.state === 'connecting')) return this.#refuse(userId, session);
    if (!known && this.#peers.size >= this.#host.limit()) return this.#refuse(userId, session);
    this.#drop(known);
    this.#add(userId, { session, attempt }).answer(sdp);
  }

  #isTooMuch(userId) {
    const now = Math.floor(performance.now() / WHILE_MS);
    if (now !== this.#while) this.#offers.clear();
    this.#while = now;
    const heard = (this.#offers.get(userId) ?? 0) + 1;
    this.#offers.set(userId, heard);
    return heard > OFFERS;
  }

  #hearAnswer(userId, session, sdp) {
    const peer = this.#peers.get(userId);
    if (!peer) return this.isThere(userId);
    if (!peer.offers) return;
    if (peer.isAnswered && peer.session !== session) return this.#refuse(userId, session);
    peer.answered(sdp, session);
  }

  #refuse(userId, session) {
    if (!session) return;
    this.#host.tell(userId, { kind: 'taken', to: session });
    if (this.#refused.size < MOST_TRIES) this.#refused.add(userId);
  }

  #add(userId, about) {
    const peer = new Peer(userId, about, {
      servers: this.#host.servers,
      signal: (one, message) => this.#signal(one, message),
      changed: this.#host.changed,
      heard: this.#host.heard,
      lost: (one) => this.#lost(one),
    });
    this.#peers.set(userId, peer);
    return peer;
  }

  /** Says which tab it is, and for which: the server brings signals to all tabs of a person. */
  #signal(peer, { type, sdp, candidate }) {
    const { session: to, attempt } = peer;
    const pulse = { session: this.#host.session, to, attempt, restarts: (peer.isMending && type === 'signal:offer') || undefined };
    const about = sdp ? { sdp: { ...sdp, pulse } } : { candidate: { ...candidate, pulse } };
    this.#host.signal({ type, targetUserId: peer.userId, ...about });
  }

  #drop(peer) {
    if (!peer || this.#peers.get(peer.userId) !== peer) return;
    this.#peers.delete(peer.userId);
    peer.end();
    this.#host.lost(peer);
  }

  /** The person may still be there: they are tried again, ever later. */
  #lost(peer) {
    this.#drop(peer);
    if (this.#isEnded) return;
    const { userId, connectedAt } = peer;
    const tries = this.#tries.get(userId);
    if (connectedAt !== undefined && performance.now() - connectedAt > LASTED_MS) this.#forget(userId);
    else if (tries && !tries.isTaken && (connectedAt !== undefined || tries.count < this.#most(userId))) {
      if (connectedAt !== undefined) tries.isHeard = true;
      const wait = BACKOFF_MS * 2 ** (tries.count - 1) * (0.75 + Math.random() / 2);
      tries.timer = setTimeout(() => {
        tries.timer = undefined;
        if (this.#host.present().includes(userId)) this.#offer(userId);
      }, wait);
    }
    // Another tab of theirs may take its place.
    if (peer.session && !peer.offers && this.#host.present().includes(userId)) this.#host.tell(userId, { kind: 'here' });
    this.fill();
  }

  #forget(userId) {
    clearTimeout(this.#tries.get(userId)?.timer);
    this.#tries.delete(userId);
  }

  #forgetTries() {
    for (const userId of [...this.#tries.keys()]) this.#forget(userId);
  }
}

/** What clients of this kind add to what the original's say. */
function stampOf(said) {
  const { session, to, attempt, restarts } = said?.pulse ?? {};
  return { session: isShort(session) ? session : undefined, to, attempt, restarts: restarts === true };
}

function isCandidate(candidate) {
  return typeof candidate === 'object' && candidate !== null && typeof candidate.candidate === 'string' && candidate.candidate.length <= CANDIDATE_CHARACTERS;
}

function isDescription(sdp, type) {
  return typeof sdp === 'object' && sdp !== null && `signal:${sdp.type}` === type && typeof sdp.sdp === 'string';
}

const isShort = (text) => typeof text === 'string' && text.length > 0 && text.length <= 64;
const plain = ({ candidate, sdpMid, sdpMLineIndex, usernameFragment }) => ({ candidate, sdpMid, sdpMLineIndex, usernameFragment });
const plainSdp = ({ type, sdp }) => ({ type, sdp });

const CANDIDATE_CHARACTERS = 1_000;
const TRIES = 5;
const MOST_TRIES = 1_000;
/** More offers than a client makes in such a while. */
const OFFERS = 20;
const WHILE_MS = 10_000;
const BACKOFF_MS = 1_000;
/** A connection that held so long is no failure. */
const LASTED_MS = 60_000;
