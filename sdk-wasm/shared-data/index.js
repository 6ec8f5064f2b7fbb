// Shared data: what the people of a room have in common beside their conversation. A Yjs document, carried by the
// server to everybody who is there, and kept by it for who comes later; and messages, which go directly where they can.
import * as Y from 'yjs';
import { pulseError } from '../js/browser.js';
import { Direct } from './direct.js';
import { Emitter } from './emitter.js';
import { ownServers } from './ice.js';
import { Relay } from './relay.js';
import { Saved } from './saved.js';
import { SharedCounter, SharedList, SharedMap } from './structures.js';
import { checkedName } from './values.js';

export class SharedData {
  /** Resolves to this once the saved document is there; rejects with a `PulseError`. */
  ready;

  #client;
  #forget;
  #document = new Y.Doc();
  #listeners = new Emitter();
  /** By kind and name: the same name gives the same object. */
  #structures = new Map();
  #relay;
  #direct;
  #saved;
  #bytes = 0;
  #silence = [];
  #waiting;
  #isOpen = false;
  #isConnected = false;
  #ended = false;

  constructor(client, { room, iceServers }, forget) {
    this.#client = client;
    this.#forget = forget;
    const { state } = client;
    this.#saved = new Saved(this.#document, {
      access: () => client._access(),
      isConnected: () => this.#isConnected,
      room,
      intervalMs: () => Math.max(state.p2pConfig?.persistIntervalMs ?? 5000, 250),
      limitBytes: () => this.#limitBytes(),
      report: (error) => this.#listeners.say('error', error),
      kept: () => this.#relay.kept(),
    });
    this.#relay = new Relay(this.#document, {
      carry: (message) => this.#carry(message),
      changedHere: () => this.#saved.changed(),
      changedElsewhere: () => this.#saved.changedElsewhere(),
      look: () => this.#saved.soon(),
      tooLarge: () => this.#saved.now(),
      kept: () => this.#saved.keptElsewhere(),
      note: (note, fromUserId) => this.#direct.hearNote(note, fromUserId),
    });
    this.#direct = new Direct({
      client,
      session: this.#relay.session,
      servers: ownServers(iceServers),
      carry: (message) => this.#carry(message),
      tellAll: (note) => this.#relay.tell(note),
      isConnected: () => this.#isConnected,
      say: (event, payload) => this.#listeners.say(event, payload),
    });
    this.#document.on('update', (update) => (this.#bytes += update.length));
    this.listen();
    this.ready = this.#open();
    this.ready.catch(() => this.end());
  }

  /** A map of values under keys. */
  sharedMap(name) {
    return this.#structure('map', name, (ended) => new SharedMap(this.#type('getMap', name), this.#change, ended));
  }

  /** A list of values. */
  sharedList(name) {
    const make = (ended) => new SharedList(this.#type('getArray', name), this.#type('getMap', `__moves_${name}`), this.#change, ended);
    return this.#structure('list', name, make);
  }

  /** A number that everybody may add to. */
  sharedCounter(name) {
    const key = `${this.#client.state.user?.id}:${this.#document.clientID}`;
    return this.#structure('counter', name, (ended) => new SharedCounter(this.#type('getMap', `__counter_${name}`), key, this.#change, ended));
  }

  /** Tells everybody else who is there. False when there was no connection to the server: nothing is kept for later. */
  send(data) {
    return this.#direct.send(data);
  }

  /** Tells one person, in all their tabs. */
  sendTo(userId, data) {
    return this.#direct.sendTo(userId, data);
  }

  on(event, listener) {
    return this.#listeners.on(event, listener);
  }

  off(event, listener) {
    this.#listeners.off(event, listener);
  }

  /** Direct connections, by person. */
  get peers() {
    return this.#direct.peers;
  }

  /** `p2p` while there is a direct connection, else `websocket`. */
  get transport() {
    return this.#direct.transport;
  }

  /** Hears the client, also after it was told to forget all listeners. */
  listen() {
    for (const silence of this.#silence) silence();
    const client = this.#client;
    this.#silence = [
      client.on('status', () => this.#look()),
      client.on('p2p:sync', (message) => this.#hearSync(message)),
      ...['signal:offer', 'signal:answer', 'signal:ice'].map((type) => client.on(type, (message) => this.#direct.hearSignal({ ...message, type }))),
      client.on('presence:join', ({ user }) => this.#direct.came(user.user.id)),
      client.on('presence:leave', ({ userId }) => this.#direct.left(userId)),
      client.state.on('config', (config) => this.#isOpen && config.allowP2P === false && this.#switchedOff()),
    ];
    this.#unlistenToPage();
    globalThis.addEventListener?.('pagehide', this.#hurry);
    globalThis.addEventListener?.('pageshow', this.#return);
  }

  /** Saves what is not saved, and lets go of everything. */
  end() {
    if (this.#ended) return;
    let isSaved;
    if (this.#isOpen) {
      this.#direct.end();
      this.#relay.end();
      isSaved = this.#saved.end();
      this.#forget();
    }
    this.#ended = true;
    this.#waiting?.();
    for (const silence of this.#silence.splice(0)) silence();
    this.#unlistenToPage();
    for (const structure of [...this.#structures.values()]) structure.destroy();
    // Who listens is told when the last save fails.
    void Promise.resolve(isSaved).then(() => this.#listeners.clear());
  }

  async #open() {
    await new Promise((resolve, reject) => {
      this.#waiting = () => {
        const hindrance = this.#hindrance();
        if (hindrance) reject(hindrance);
        else if (this.#isConnected) resolve();
      };
      this.#look();
    });
    this.#waiting = undefined;
    await this.#saved.load();
    if (this.#ended) throw GONE();
    this.#bytes = 0;
    this.#isOpen = true;
    this.#relay.ask();
    this.#direct.open();
    return this;
  }

  #hindrance() {
    if (this.#ended) return GONE();
    const { status, state } = this.#client;
    if (status === 'closed') return GONE();
    if (status === 'unauthorized') return pulseError({ code: 'unauthorized', message: 'shared data needs a token that the server takes', retryable: true });
    return status === 'connected' && !state.p2pConfig ? OFF() : undefined;
  }

  #look() {
    const wasConnected = this.#isConnected;
    this.#isConnected = this.#client.status === 'connected';
    if (this.#waiting) this.#waiting();
    if (!this.#isOpen || wasConnected === this.#isConnected) return;
    if (!this.#isConnected) return this.#direct.interrupted();
    if (!this.#client.state.p2pConfig) return this.#switchedOff();
    this.#relay.reconnected({ changed: this.#saved.isBehind, vector: this.#saved.vector });
    this.#saved.soon();
    this.#direct.open();
  }

  #switchedOff() {
    this.#listeners.say('error', OFF());
    this.end();
  }

  #hearSync(message) {
    if (typeof message.update === 'string') this.#relay.hear(message);
  }

  #carry(message) {
    return this.#ended ? undefined : this.#client._carry(JSON.stringify(message));
  }

  #hurry = () => {
    if (!this.#isOpen) return;
    this.#saved.hurry();
    this.#direct.goodbye();
  };

  /** The browser may have kept the page as it was. */
  #return = ({ persisted }) => persisted && this.#isOpen && this.#isConnected && this.#direct.open();

  #unlistenToPage() {
    globalThis.removeEventListener?.('pagehide', this.#hurry);
    globalThis.removeEventListener?.('pageshow', this.#return);
  }

  /** Makes a change, in one piece for everybody. */
  #change = (act) => {
    if (this.#ended) throw GONE();
    if (this.#bytes > this.#limitBytes()) {
      // Most of it may have been overwritten since.
      this.#bytes = Y.encodeStateAsUpdate(this.#document).length;
      if (this.#bytes > this.#limitBytes()) throw tooLarge(`the shared data is larger than ${this.#limitBytes()} bytes (p2pMaxStateBytes)`);
    }
    this.#document.transact(act);
  };

  #limitBytes() {
    return this.#client.state.config.p2pMaxStateBytes ?? 5_242_880;
  }

  #structure(kind, name, make) {
    if (this.#ended) throw GONE();
    const key = `${kind} ${checkedName(name, 'the name of shared data')}`;
    const known = this.#structures.get(key);
    if (known) return known;
    const most = this.#client.state.p2pConfig?.maxSharedObjects ?? 20;
    if (this.#structures.size >= most) throw tooLarge(`there are ${most} shared objects already, the most that this environment allows (maxSharedObjects)`);
    const structure = make(() => this.#structures.delete(key));
    this.#structures.set(key, structure);
    return structure;
  }

  #type(get, name) {
    try {
      return this.#document[get](name);
    } catch {
      throw new TypeError(`PulseClient: "${name}" is shared data of another kind already`);
    }
  }
}

function tooLarge(message) {
  return pulseError({ code: 'too_large', message, retryable: false });
}

const GONE = () => pulseError({ code: 'unavailable', message: 'the client was stopped: there is no shared data any more', retryable: true });
const OFF = () => pulseError({ code: 'feature_disabled', message: 'shared data is switched off in this environment (allowP2P)', retryable: true });
