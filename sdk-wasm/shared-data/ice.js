// The servers that help two browsers to find a way to each other.
import { request } from './request.js';

/**
 * The page's own list, for an environment that has no relay: the option `iceServers`, or the JSON of the widget's attribute.
 * What is no list is told, and ignored.
 */
export function ownServers(servers) {
  try {
    const list = typeof servers === 'string' ? JSON.parse(servers) : (servers ?? []);
    if (Array.isArray(list)) return list;
  } catch {
    // It is said below.
  }
  console.warn('PulseClient: iceServers is no list (ice-servers: no JSON list), and is ignored');
  return [];
}

export class IceServers {
  #access;
  #own;
  #known;
  #until = 0;

  /** @param {() => object} access of the client @param {object[]} own of the page, used where the server names none */
  constructor(access, own) {
    this.#access = access;
    this.#own = own;
  }

  /** The list, asked for again when its credentials grow old. Never rejects: without a list, neighbours still find each other. */
  get() {
    if (Date.now() >= this.#until) {
      this.#until = Date.now() + AGAIN_MS;
      this.#known = this.#ask();
    }
    return this.#known;
  }

  async #ask() {
    try {
      const { iceServers } = await request(this.#access(), 'turn-credentials', { patienceMs: PATIENCE_MS });
      if (!Array.isArray(iceServers) || !iceServers.length) return this.#own;
      this.#until = Date.now() + FRESH_MS;
      return iceServers.slice(0, MOST);
    } catch {
      return this.#own;
    }
  }
}

/** A connection with these servers; without them, where the browser does not take the list. */
export function connection(iceServers) {
  try {
    return new RTCPeerConnection({ iceServers });
  } catch (error) {
    console.warn(`PulseClient: the browser does not take these iceServers: ${error.message}`);
    return new RTCPeerConnection();
  }
}

const MOST = 10;
const PATIENCE_MS = 5_000;
const AGAIN_MS = 5 * 60_000;
/** Half of the time that the server's credentials last. */
const FRESH_MS = 6 * 60 * 60_000;
