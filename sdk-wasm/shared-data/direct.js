// Messages of the page: directly to those tabs that have a connection, through the server to the others.
//
// Changes of the document never come by these connections: nobody but the server can tell whether their sender may make
// them. The channel `crdt` is there for clients of the original, and says nothing.
import { IceServers } from './ice.js';
import { Letters } from './letters.js';
import { Mesh } from './mesh.js';
import { checkedName } from './values.js';
import { packed, unpacked } from './raw.js';
import { Roster } from './roster.js';

export class Direct {
  #host;
  #session;
  #letters;
  #roster;
  #mesh;
  #transport = 'websocket';
  /** Signals that came while the document was on its way. */
  #early = [];
  /** Those that the page was told of. */
  #open = new Set();
  #isOn = false;

  /**
   * @param {{client: object, session: string, servers: object[], carry: (message: object) => number | undefined,
   *   tellAll: (note: object) => boolean, isConnected: () => boolean, say: (event: string, payload: unknown) => void}} host
   */
  constructor(host) {
    const { client, session, carry } = host;
    const { state } = client;
    this.#host = host;
    this.#session = session;
    this.#letters = new Letters((data, fromUserId) => host.say('message', { data, fromUserId }));
    const tell = (userId, note) => this.#tell(userId, { session, ...note });
    this.#roster = new Roster({ isSmall: () => this.#isShown && state.presence.length <= SMALL_ROOM, isWanted: () => this.#isPossible, tellAll: host.tellAll, tell });
    const servers = new IceServers(() => client._access(), host.servers);
    this.#mesh = new Mesh({
      ownId: () => state.user?.id,
      session,
      limit: () => (this.#isPossible ? (state.p2pConfig?.meshLimit ?? 6) : 0),
      present: () => state.presence.map(({ user }) => user.id).filter((id) => id !== state.user?.id),
      knows: (userId) => this.#roster.of(userId).length > 0,
      isConnected: host.isConnected,
      servers: () => servers.get(),
      signal: carry,
      tell,
      heard: (peer, data) => this.#heard(peer, data),
      changed: (peer) => this.#changed(peer),
      lost: (peer) => this.#lost(peer),
      heardOf: (userId, tab) => tab !== session && this.#roster.hear(userId, tab),
    });
  }

  /** Begins, or begins again after an interruption. */
  open() {
    this.#isOn = true;
    this.#roster.open();
    this.#mesh.reconnected();
    for (const message of this.#early.splice(0)) this.hearSignal(message);
  }

  interrupted() {
    this.#roster.interrupted();
  }

  came(userId) {
    if (this.#isOn && userId !== this.#host.client.state.user?.id) this.#mesh.came(userId);
  }

  left(userId) {
    if (!this.#isOn) return;
    this.#mesh.left(userId);
    this.#roster.left(userId);
  }

  /** A signal of somebody else: about a connection, or a note for this person alone. */
  hearSignal(message) {
    const { fromUserId, candidate } = message;
    if (!this.#isOn) {
      if (this.#early.length < EARLY) this.#early.push(message);
      return;
    }
    const note = candidate?.pulse;
    if (!note || candidate.candidate) this.#mesh.hear(message);
    else if (note.session !== this.#session && (note.to === undefined || note.to === this.#session)) this.hearNote(note, fromUserId);
  }

  /** A note, to all or to this person. */
  hearNote(note, fromUserId) {
    const { kind, session } = note;
    if (!this.#isOn) return;
    if (typeof session === 'string' && session.length <= 64) {
      if (kind === 'gone') return this.#gone(fromUserId, session);
      this.#met(fromUserId, session);
    }
    if (kind === 'here') {
      if (note.asks === true) this.#roster.answer(fromUserId);
      this.#mesh.isThere(fromUserId);
    } else if (kind === 'taken') this.#mesh.refused(fromUserId, session);
    else if (kind === 'raw' || kind === undefined) this.#hearMessage(note, fromUserId);
  }

  send(data) {
    const note = packed(data, this.#allowsBinary);
    if (!this.#host.isConnected()) return false;
    const peers = this.#mesh.all.filter((peer) => peer.isOpen);
    this.#tellOriginals(peers, data);
    const direct = peers.filter(({ session }) => session).filter((peer) => this.#letters.send(peer, note));
    const isHeard = ({ userId, session }) => direct.some((peer) => peer.userId === userId && peer.session === session);
    if (this.#roster.isWhole && this.#roster.of().every(isHeard)) return true;
    return this.#host.tellAll({ kind: 'raw', ...note, ...(direct.length && { except: direct.map(({ session }) => session) }) });
  }

  sendTo(userId, data) {
    checkedName(userId, 'userId');
    const note = packed(data, this.#allowsBinary);
    if (!this.#host.isConnected()) return false;
    const peer = this.#mesh.peer(userId);
    const told = this.#tellOriginals(peer?.isOpen ? [peer] : [], data);
    if (this.#roster.isWhole) {
      const tabs = this.#roster.of(userId);
      if (!tabs.length && told) return true;
      if (tabs.length === 1 && peer?.isOpen && tabs[0].session === peer.session && this.#letters.send(peer, note)) return true;
    }
    return this.#tell(userId, note);
  }

  get peers() {
    return new Map(this.#mesh.all.map(({ userId, state, isOpen }) => [userId, { userId, state, dataChannelOpen: isOpen }]));
  }

  get transport() {
    return this.#transport;
  }

  end() {
    if (!this.#isOn) return;
    this.goodbye();
    this.#isOn = false;
    this.#mesh.end();
    this.#letters.end();
  }

  /** Nobody needs to wait for this tab. */
  goodbye() {
    if (this.#isOn) this.#roster.end();
  }

  get #isPossible() {
    return typeof RTCPeerConnection === 'function' && this.#isShown;
  }

  /** A connection tells that somebody is there, and where. */
  get #isShown() {
    return this.#host.client.state.config.showPresence !== false;
  }

  get #allowsBinary() {
    return this.#host.client.state.config.allowP2PBinary;
  }

  /** Candidates are the only thing that goes to one person. Those who expect one take this for the end of them. */
  #tell(userId, pulse) {
    return this.#host.carry({ type: 'signal:ice', targetUserId: userId, candidate: { candidate: '', pulse } }) !== undefined;
  }

  /** Clients of the original hear what comes directly, and nothing else. */
  #tellOriginals(peers, data) {
    const isText = typeof data === 'string' || data instanceof ArrayBuffer || ArrayBuffer.isView(data);
    const originals = peers.filter(({ session }) => !session);
    for (const { raw } of originals) {
      if (raw.bufferedAmount <= BACKLOG_BYTES) raw.send(isText ? data : JSON.stringify(data));
    }
    return originals.length > 0;
  }

  #met(userId, session) {
    if (session === this.#session || !this.#roster.hear(userId, session)) return;
    if (userId !== this.#host.client.state.user?.id && this.#host.client.state.presence.some(({ user }) => user.id === userId)) this.#mesh.came(userId);
  }

  #gone(userId, session) {
    this.#roster.gone(userId, session);
    this.#mesh.gone(userId, session);
  }

  #hearMessage(note, fromUserId) {
    if (Array.isArray(note.except) && note.except.includes(this.#session)) return;
    if (Number.isSafeInteger(note.number)) return this.#letters.take(note, fromUserId, note.session);
    const data = unpacked(note);
    if (data !== undefined) this.#host.say('message', { data, fromUserId });
  }

  #heard(peer, data) {
    if (peer.session) return this.#letters.hear(peer, data);
    const isText = typeof data === 'string';
    if (!isText && !this.#allowsBinary) return;
    this.#host.say('message', { data: isText ? unpacked({ text: data }) : new Uint8Array(data), fromUserId: peer.userId });
  }

  #changed(peer) {
    if (!peer.isOpen) return this.#lost(peer);
    this.#open.add(peer);
    this.#host.say('peer:connected', peer.userId);
    this.#look();
  }

  /** What may not have arrived goes through the server, to the same tab. */
  #lost(peer) {
    if (!this.#open.delete(peer)) return;
    for (const note of this.#letters.takeBack(peer)) this.#tell(peer.userId, { session: this.#session, to: peer.session, ...note });
    this.#host.say('peer:disconnected', peer.userId);
    this.#look();
  }

  #look() {
    const transport = this.#mesh.all.some(({ isOpen }) => isOpen) ? 'p2p' : 'websocket';
    if (transport === this.#transport) return;
    this.#transport = transport;
    this.#host.say('transport:change', transport);
  }
}

/** In larger rooms nobody says that they are there: it would be too many who do. */
const SMALL_ROOM = 20;
const BACKLOG_BYTES = 256 * 1024;
const EARLY = 100;
