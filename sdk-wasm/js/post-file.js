// Posts a file. `fetch` cannot say how far an upload is, so `XMLHttpRequest` does it where there is one.

/**
 * Resolves with whatever the server answered; rejects when there was no answer, or with the reason of an aborted signal.
 *
 * @param {{url: string, headers: Record<string, string>, file: Blob, signals: AbortSignal[],
 *   onProgress?: (progress: {loaded: number, total: number}) => void}} request
 * @returns {Promise<{status: number, text: string}>}
 */
export async function postFile({ url, headers, file, signals, onProgress }) {
  const body = new FormData();
  body.append('file', file);
  const stopped = new AbortController();
  const stop = ({ target }) => stopped.abort(target.reason);
  for (const signal of signals) {
    if (signal.aborted) throw signal.reason;
    signal.addEventListener('abort', stop);
  }
  try {
    const post = typeof XMLHttpRequest === 'undefined' ? byFetch : byRequest;
    const answer = await post({ url, headers, body, signal: stopped.signal, onProgress });
    if (post === byFetch) onProgress?.({ loaded: file.size, total: file.size });
    return answer;
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', stop);
  }
}

async function byFetch({ url, headers, body, signal }) {
  const response = await fetch(url, { method: 'POST', headers, body, signal });
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
