// What of the client only calls the browser: errors, tokens, uploads, kept writes.

/** An `Error` named `PulseError`, with a problem's fields on it. */
export function pulseError({ message, ...fields }) {
  return Object.assign(new Error(message), { name: 'PulseError' }, fields);
}

// Where tokens come from: the host's function, or an address that answers with one.

/**
 * @param {Function | string} source
 * @param {'connect' | 'refresh' | 'rejected'} reason
 * @returns {Promise<string>} Rejects with `{refused, message}`: a status of 401 or 403 is a no, everything else may pass.
 */
export async function fetchToken(source, reason) {
  try {
    const answer = await (typeof source === 'function' ? source({ reason }) : ask(source));
    const token = answer?.token ?? answer;
    if (typeof token !== 'string' || !token.trim()) throw new Error('the token provider gave no token: a string is needed');
    return token;
  } catch (error) {
    const message = typeof error === 'string' ? error : (error?.message ?? 'the token provider failed');
    throw { refused: error?.status === 401 || error?.status === 403, message: String(message) };
  }
}

/** The same for who waits with a function: called with a token, or with none and whether that was a no and why. */
export function tellToken(source, reason, told) {
  fetchToken(source, reason).then(
    (token) => told(token, false, ''),
    ({ refused, message }) => told(undefined, refused, message),
  );
}

async function ask(address) {
  const response = await fetch(address, { credentials: 'same-origin', cache: 'no-store', headers: { accept: 'application/json' } });
  if (!response.ok) throw { status: response.status, message: `the token endpoint answered ${response.status}` };
  return response.json();
}

// Files on their way to the server, before a comment takes them along.

/**
 * Uploads a file. A token that the server does not take any more is replaced once.
 *
 * @param {{url: string, key: string, token?: string, source?: Function | string, largestMb: number, ended: AbortSignal}} client
 * @param {Blob} file
 * @param {{onProgress?: (progress: {loaded: number, total: number}) => void, signal?: AbortSignal}} [options]
 * @returns {Promise<object>} the attachment
 */
export async function uploadFile({ url, key, token, source, largestMb, ended }, file, options) {
  if (typeof file?.size !== 'number') throw new TypeError('PulseClient: uploadFile takes a File or Blob');
  // Nobody should wait for minutes to hear this.
  if (file.size > largestMb * 1_048_576) throw problem('too_large', `the file is larger than ${largestMb} MB`);
  const post = async (token) => answerOf({ url, headers: { 'x-pulse-key': key, 'x-pulse-token': token }, file, ended, ...options });
  let answer = await post(token ?? (await another(source, 'connect')));
  if (answer.status === 401 && source) answer = await post(await another(source, 'rejected'));
  const body = parse(answer.text);
  if (answer.status >= 200 && answer.status < 300 && body) return body;
  const retryable = answer.status === 429 || answer.status >= 500;
  const { code = CODES[answer.status] ?? (answer.status >= 500 ? 'unavailable' : 'unknown'), error, retryAfterMs } = body ?? {};
  throw problem(code, error ?? `the upload was answered with ${answer.status}`, retryable, retryAfterMs);
}

async function another(source, reason) {
  if (!source) throw problem('unauthorized', 'a token is needed to upload a file, and there is none');
  return fetchToken(source, reason).catch(({ refused, message }) => {
    throw problem(refused ? 'unauthorized' : 'token_unavailable', message, !refused);
  });
}

/** Whatever the server says. Rejects when it says nothing, and as `fetch` does when the caller's signal is aborted. */
async function answerOf({ url, headers, file, ended, signal, onProgress }) {
  const body = new FormData();
  body.append('file', file);
  const signals = signal ? [ended, signal] : [ended];
  const stopped = new AbortController();
  const stop = ({ target }) => stopped.abort(target.reason);
  for (const one of signals) one.addEventListener('abort', stop);
  try {
    for (const one of signals) one.throwIfAborted();
    // `fetch` cannot say how far it is.
    const post = typeof XMLHttpRequest === 'undefined' ? byFetch : byRequest;
    return await post({ url, headers, body, signal: stopped.signal, onProgress });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw problem('unavailable', 'the upload did not reach the server', true);
  } finally {
    for (const one of signals) one.removeEventListener('abort', stop);
  }
}

async function byFetch({ url, headers, body, signal, onProgress }) {
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  const { size } = body.get('file');
  onProgress?.({ loaded: size, total: size });
  return { status: response.status, text: await response.text() };
}

function byRequest({ url, headers, body, signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (onProgress) request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total });
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(new TypeError('the server could not be reached'));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}

function problem(code, message, retryable = false, retryAfterMs) {
  return pulseError({ code, message, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** For servers and proxies that name no reason. */
const CODES = { 401: 'unauthorized', 403: 'forbidden', 413: 'too_large', 415: 'unsupported_media', 429: 'rate_limited' };

/**
 * Unsent writes in a storage of the host, so that a reload loses none.
 *
 * An entry has the writes of one person in one client; its key names room and person, so that nobody gets another's
 * writes. A client takes over what earlier ones have left. When one of those still lives, in another tab, a write is sent
 * by both, and has one effect by its `opId`.
 */
export class Kept {
  #storage;
  #prefix;
  #client;
  #entries = [];
  /** Entries of earlier clients, until this one has kept what was in them. */
  #left = [];
  #author;
  #failed = false;

  constructor(storage, key, room, client) {
    this.#storage = storage;
    // Encoded, the parts have no colon, which separates them.
    this.#prefix = `pulse:outbox:${encodeURIComponent(key)}:${encodeURIComponent(room)}:`;
    this.#client = client;
  }

  /**
   * Replaces what is kept by these lists of author, time and frame. A write whose author is not known yet stays in
   * memory.
   *
   * @returns {boolean} false at the moment when the storage begins to refuse
   */
  save(authors, times, frames) {
    const entries = new Map();
    authors.forEach((author, at) => {
      if (author === undefined) return;
      const key = this.#entriesOf(author) + this.#client;
      entries.set(key, `${entries.get(key) ?? ''}${times[at]} ${frames[at]}\n`);
    });
    try {
      for (const [key, text] of entries) this.#storage.setItem(key, text);
    } catch {
      const failedBefore = this.#failed;
      this.#failed = true;
      return failedBefore;
    }
    this.#failed = false;
    for (const key of [...this.#entries, ...this.#left.splice(0)]) if (!entries.has(key)) this.#storage.removeItem(key);
    this.#entries = [...entries.keys()];
    return true;
  }

  /**
   * What earlier clients of this person have left, oldest first; nothing when that was asked before.
   *
   * @returns {string[]} times and frames by turns
   */
  takeOver(author) {
    if (this.#author === author) return [];
    this.#author = author;
    const prefix = this.#entriesOf(author);
    const keys = Array.from({ length: this.#storage.length }, (_, at) => this.#storage.key(at));
    const writes = [];
    for (const key of keys.filter((key) => key?.startsWith(prefix) && key !== prefix + this.#client)) {
      this.#left.push(key);
      for (const line of this.#storage.getItem(key).split('\n')) {
        const [, time, frame] = /^(\d+) (.+)$/.exec(line) ?? [];
        if (frame) writes.push([time, frame]);
      }
    }
    return writes.sort(([a], [b]) => a - b).flat();
  }

  #entriesOf(author) {
    return `${this.#prefix}${encodeURIComponent(author)}:`;
  }
}
