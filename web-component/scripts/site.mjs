// The preview page on a loopback port, with the stand-in client in place of the WebAssembly one. For development,
// screenshots and browser tests.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { bundle } from './bundle.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript; charset=utf-8' };
const STRICT_CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'";

/**
 * Every page can be had under a strict policy: `/?csp`.
 * @param {number} [port] 0 for a free one
 * @returns {Promise<{url: string, close: () => void}>}
 */
export async function startSite(port = 0) {
  // Before anybody waits for an answer.
  await built();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = url.pathname === '/' ? 'index.html' : path.basename(url.pathname);
    try {
      const body = (await built()).get(name) ?? (await readFile(path.join('preview', name)));
      response.setHeader('content-type', TYPES[path.extname(name)] ?? 'application/octet-stream');
      if (url.searchParams.has('csp')) response.setHeader('content-security-policy', STRICT_CSP);
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const used = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${used}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

let making;

/** What was built, by name, with the stand-in client. */
function built() {
  making ??= bundle({ client: path.resolve('test/support/fake-client.ts'), minify: false });
  return making.then(({ script, parts }) => new Map([script, ...Object.values(parts)].map(({ name, contents }) => [name, contents])));
}
