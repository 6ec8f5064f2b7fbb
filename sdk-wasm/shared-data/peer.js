// A direct connection to one tab of somebody else, from the first offer to its end.
import { connection } from './ice.js';

export class Peer {
  userId;
  /** Which tab it is; unknown of clients of the original. Of an offer, until it is answered. */
  session;
  /** `connecting`, `connected` while messages may go, `disconnected` while it is tried to be mended. */
  state = 'connecting';
  /** When it became connected last. */
  connectedAt;
  /** Whether a tab has answered its offer. */
  isAnswered = false;
  /** Tells the offers to one person apart; unknown of clients of the original. */
  attempt;
  raw;
  #host;
  #offers;
  #connection;
  #queue = Promise.resolve();
  /** Candidates that came before what they are for. */
  #candidates = [];
  #heardCandidates = 0;
  #isDescribed = false;
  #restarts = 0;
  #timer;
  #isEnded = false;

  /**
   * @param {string} userId @param {{session?: string, attempt?: number}} about
   * @param {{servers: () => Promise<object[]>, signal: (peer: Peer, message: object) => void, changed: (peer: Peer) => void,
   *   heard: (peer: Peer, data: unknown) => void, lost: (peer: Peer) => void}} host
   */
  constructor(userId, { session, attempt }, host) {
    this.userId = userId;
    this.session = session;
    this.attempt = attempt;
    this.#host = host;
    this.#do(async () => {
      const servers = await host.servers();
      if (this.#isEnded) return;
      this.#listen(connection(servers));
      this.#patience(this.#offers ? ANSWER_MS : CONNECT_MS);
    });
  }

  get isOpen() {
    return this.state === 'connected';
  }

  /** Whether this side has offered. */
  get offers() {
    return this.#offers;
  }

  /** Whether another way is looked for. */
  get isMending() {
    return this.#restarts > 0;
  }

  offer() {
    this.#offers = true;
    this.#do(async () => {
      // What goes through `crdt` in the original goes through the server here: see the README.
      this.#connection.createDataChannel('crdt', { ordered: true });
      this.#take(this.#connection.createDataChannel('raw', { ordered: false }));
      await this.#describe(await this.#connection.createOffer());
    });
  }

  /** Takes an offer: the first one, or one that mends the connection. */
  answer(sdp) {
    this.#do(async () => {
      await this.#hearDescription(sdp);
      await this.#describe(await this.#connection.createAnswer());
      this.#lookAgain();
    });
  }

  /** Takes the answer of a tab. */
  answered(sdp, session) {
    this.isAnswered = true;
    this.session ??= session;
    this.#do(async () => {
      if (this.state === 'connecting') this.#patience(CONNECT_MS);
      if (this.#connection.signalingState === 'have-local-offer') await this.#hearDescription(sdp);
      this.#lookAgain();
    });
  }

  /** A candidate of a tab; of another one, it is ignored. */
  candidate(candidate, session) {
    this.#heardCandidates += 1;
    if (this.#heardCandidates > CANDIDATES) return;
    this.#candidates.push({ candidate, session });
    if (this.#isDescribed) this.#do(() => this.#takeCandidates());
  }

  end() {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.state = 'disconnected';
    this.#candidates = [];
    const ended = this.#connection;
    if (!ended) return;
    ended.onicecandidate = ended.onconnectionstatechange = ended.ondatachannel = null;
    if (this.raw) this.raw.onopen = this.raw.onclose = this.raw.onmessage = null;
    ended.close();
  }

  #listen(fresh) {
    this.#connection = fresh;
    fresh.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) this.#host.signal(this, { type: 'signal:ice', candidate: candidate.toJSON() });
    };
    fresh.onconnectionstatechange = () => this.#look();
    fresh.ondatachannel = ({ channel }) => channel.label === 'raw' && !this.raw && this.#take(channel);
  }

  #take(channel) {
    this.raw = channel;
    channel.binaryType = 'arraybuffer';
    channel.onopen = () => this.#look();
    channel.onclose = () => this.#lose();
    channel.onmessage = ({ data }) => {
      if ((data.length ?? data.byteLength) <= MESSAGE_BYTES) this.#host.heard(this, data);
    };
    this.#look();
  }

  async #describe(description) {
    await this.#connection.setLocalDescription(description);
    if (this.#isEnded) return;
    const { type, sdp } = this.#connection.localDescription;
    this.#host.signal(this, { type: `signal:${type}`, sdp: { type, sdp } });
  }

  async #hearDescription(sdp) {
    this.#isDescribed = false;
    await this.#connection.setRemoteDescription(sdp);
    this.#isDescribed = true;
    await this.#takeCandidates();
  }

  async #takeCandidates() {
    for (const { candidate, session } of this.#candidates.splice(0)) {
      if (session !== this.session) continue;
      // One that cannot be used leaves the others.
      await this.#connection.addIceCandidate(candidate).catch(() => undefined);
      if (this.#isEnded) return;
    }
  }

  #look() {
    if (this.#isEnded) return;
    const { connectionState } = this.#connection;
    if (connectionState === 'closed') this.#lose();
    else if (connectionState === 'connected' && this.raw?.readyState === 'open') this.#become('connected');
    else if (connectionState === 'failed' || connectionState === 'disconnected') this.#breaks(connectionState);
  }

  /** What was mended before it broke for good says nothing of itself. */
  #lookAgain() {
    if (this.state === 'disconnected' && this.#connection.connectionState === 'connected') this.#look();
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    if (state === 'connected') {
      clearTimeout(this.#timer);
      this.#restarts = 0;
      this.#heardCandidates = 0;
      this.connectedAt = performance.now();
    }
    this.#host.changed(this);
  }

  /** Some breaks mend by themselves; for the others there is another way, perhaps. */
  #breaks(how) {
    // The original’s client has given it up already.
    if (this.state === 'connecting' || !this.session) return this.#lose();
    this.#become('disconnected');
    clearTimeout(this.#timer);
    if (this.#offers) this.#timer = setTimeout(() => this.#restart(), how === 'failed' ? 0 : MEND_MS);
    else this.#patience(RESTARTS * RESTART_MS);
  }

  #restart() {
    if (this.#restarts >= RESTARTS) return this.#lose();
    this.#restarts += 1;
    this.#timer = setTimeout(() => this.#restart(), RESTART_MS);
    this.#do(async () => {
      // One that nobody has answered is not waited for.
      if (this.#connection.signalingState === 'have-local-offer') await this.#connection.setLocalDescription({ type: 'rollback' });
      await this.#describe(await this.#connection.createOffer({ iceRestart: true }));
    });
  }

  #patience(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(), ms);
  }

  /** One after the other: descriptions and candidates build on each other. */
  #do(act) {
    this.#queue = this.#queue.then(() => (this.#isEnded ? undefined : act())).catch(() => this.#lose());
  }

  #lose() {
    if (this.#isEnded) return;
    this.end();
    this.#host.lost(this);
  }
}

/** More than a client of this kind sends; and more than one has candidates. */
export const MESSAGE_BYTES = 65_536;
const CANDIDATES = 200;
const ANSWER_MS = 5_000;
const CONNECT_MS = 15_000;
const MEND_MS = 3_000;
const RESTARTS = 3;
const RESTART_MS = 8_000;
