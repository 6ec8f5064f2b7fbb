// One page for both widgets: ours by its script tag from the server, the original's module from here.
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { mint, PARAGRAPHS } from './rooms.mjs';

const WORDS = 'Cut from one piece of cloth, the shade lets through what is wanted of the evening and keeps back the rest. ';

/**
 * @param {{url: string, publishableKey: string, secretKey: string}} server
 * @param {string} original folder of the original's modules
 */
export async function startSite(server, original) {
  const scripts = new Map();
  for (const name of await readdir(original)) {
    if (name.endsWith('.js')) scripts.set(`/original/${name}`, brotliCompressSync(await readFile(path.join(original, name))));
  }
  const site = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const script = scripts.get(pathname);
    try {
      if (script) response.writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'br' }).end(script);
      else if (pathname === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(await pageOf(server, searchParams));
      else response.writeHead(404).end();
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  return {
    address: (who, room) => `http://127.0.0.1:${site.address().port}/?${new URLSearchParams({ who, room })}`,
    stop: () => new Promise((resolve) => site.close(resolve).closeAllConnections()),
  };
}

/** The token is in the page, so that both are ready to connect when they are loaded. */
async function pageOf(server, asked) {
  const token = await mint(server, 'visitor');
  const script =
    asked.get('who') === 'ours'
      ? `<script src="${server.url}/sdk/pulse.js"></script>`
      : '<script type="module" src="/original/pulse-elements.js"></script>';
  const endpoint = asked.get('who') === 'ours' ? server.url : server.url.replace('http', 'ws');
  const text = Array.from({ length: PARAGRAPHS }, (_, at) => `<p id="p${at}">${at}. ${WORDS.repeat(1 + (at % 3))}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A page to be measured</title>
<link rel="icon" href="data:,">
<style>body { max-width: 60em; margin: 2em auto; font: 16px/1.5 sans-serif }</style>
<h1 id="title">A page to be measured</h1>
${script}
<pulse-widget api-key="${server.publishableKey}" room="${asked.get('room')}" endpoint="${endpoint}" token="${token}"></pulse-widget>
${text}
</html>`;
}
