// The preview page on a loopback port, with the stand-in client in place of the WebAssembly one. For development,
// screenshots and browser tests.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { bundlePart, bundleScript, PARTS } from './bundle.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript; charset=utf-8' };
const STRICT_CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'";

/**
 * Every page can be had under a strict policy: `/?csp`.
 * @param {number} [port] 0 for a free one
 * @returns {Promise<{url: string, close: () => void}>}
 */
export async function startSite(port = 0) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = url.pathname === '/' ? 'index.html' : path.basename(url.pathname);
    try {
      const body = await (BUILT[name]?.() ?? readFile(path.join('preview', name)));
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

const BUILT = { 'pulse.js': once(script) };
for (const [name, entry] of Object.entries(PARTS)) BUILT[`${name}.js`] = once(() => bundlePart({ entry, minify: false }));

async function script() {
  const client = path.resolve('test/support/fake-client.ts');
  const files = Object.fromEntries([['wasm', 'none.wasm'], ...Object.keys(PARTS).map((name) => [name, `${name}.js`])]);
  const { outputFiles } = await bundleScript({ client, files, minify: false });
  return outputFiles.find(({ path: file }) => file.endsWith('.js')).contents;
}

function once(make) {
  let made;
  return () => (made ??= make());
}
