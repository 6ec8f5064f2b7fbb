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
