// Requests about shared data, in the name of the person.
import { fetchToken, pulseError } from '../js/browser.js';

/**
 * Asks the server; a token that it does not take any more is replaced once. Rejects with a `PulseError`.
 *
 * @param {{url: string, token?: string, source?: object}} access of the client, `url` being where it uploads to
 * @param {string} path below `/api/v1/`
 */
export async function request({ url, token, source }, path, { method = 'GET', body, patienceMs = PATIENCE_MS, ...more } = {}) {
  const ask = async (authorization) => {
    const headers = { authorization: `Bearer ${authorization}`, ...(body && { 'content-type': 'application/json' }) };
    try {
      const response = await fetch(url.replace(/upload$/, path), { method, headers, body, cache: 'no-store', signal: AbortSignal.timeout(patienceMs), ...more });
      return { status: response.status, ok: response.ok, text: await response.text() };
    } catch {
      throw pulseError({ code: 'unavailable', message: 'the saved shared data could not be reached', retryable: true });
    }
  };
  let answer = await ask(token ?? (await another(source, 'connect')));
  if (answer.status === 401 && source) answer = await ask(await another(source, 'rejected'));
  const said = parse(answer.text);
  if (answer.ok) return said;
  const { status } = answer;
  const code = said.code ?? CODES[status] ?? 'unavailable';
  const message = said.error ?? `the shared data was answered with ${status}`;
  throw pulseError({ code, message, retryable: status === 401 || status === 429 || status >= 500, ...(said.retryAfterMs && { retryAfterMs: said.retryAfterMs }) });
}

async function another(source, reason) {
  if (!source) throw pulseError({ code: 'unauthorized', message: 'a token is needed for shared data, and there is none', retryable: true });
  return fetchToken(source, reason).catch(({ refused, message }) => {
    throw pulseError({ code: refused ? 'unauthorized' : 'token_unavailable', message, retryable: !refused });
  });
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const CODES = { 401: 'unauthorized', 403: 'forbidden', 413: 'too_large', 429: 'rate_limited' };
const PATIENCE_MS = 30_000;
