// Files on their way to the server, before a comment takes them along.
import { pulseError } from './pulse-error.js';
import { fetchToken } from './token.js';

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
