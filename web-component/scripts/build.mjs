// The script-tag build: `dist/pulse.js` and, beside it, what it loads, each with the hash of its content in the name.
// `dist/pulse.json` says which is which.
import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';

const CLIENT = path.resolve('../sdk-wasm/shared-data/client.js');
const COMPILED = path.resolve('../sdk-wasm/pkg/pulse_client.js');
const WASM = path.resolve('../sdk-wasm/pkg/pulse_client_bg.wasm');

for (const file of [COMPILED, WASM]) {
  await access(file).catch(() => {
    console.error(`${path.relative('..', file)} is missing: build the client first (cargo xtask wasm)`);
    process.exit(1);
  });
}

const { script, parts, legal } = await bundle({ client: CLIENT, wasm: await readFile(WASM), minify: true });
// The same script under a name that never changes its content, for pages that check what they load.
const hash = createHash('sha384').update(script.contents).digest();
const pinned = { name: `pulse-${hash.toString('hex').slice(0, 16)}.js`, contents: script.contents };
const { start, wasm, ...later } = parts;
const listing = {
  script: script.name,
  pinned: pinned.name,
  integrity: `sha384-${hash.toString('base64')}`,
  first: [script, start, wasm].map(({ name }) => name),
  later: Object.values(later).map(({ name }) => name),
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
for (const { name, contents } of [script, pinned, ...Object.values(parts)]) {
  const file = path.join('dist', name);
  await writeFile(file, contents);
  // As small as they get: nobody waits for it here, as one would for a server.
  await writeFile(`${file}.br`, brotliCompressSync(contents));
  await writeFile(`${file}.gz`, gzipSync(contents, { level: 9 }));
}
await writeFile('dist/pulse.json', `${JSON.stringify(listing, null, 2)}\n`);
const emoji = await readFile('node_modules/emojibase-data/LICENSE', 'utf8');
const yjs = await Promise.all(['yjs', 'lib0'].map(async (name) => `\nBundled: ${name}\n\n${await readFile(`node_modules/${name}/LICENSE`, 'utf8')}`));
await writeFile('dist/pulse.js.LEGAL.txt', `${legal}\nBundled data: emojibase-data\n\n${emoji}${yjs.join('')}`);

// Not part of the widget: the server takes it from here and serves it to its own pages.
await mkdir('dist/panel', { recursive: true });
await copyFile('node_modules/htmx.org/dist/htmx.min.js', 'dist/panel/htmx.min.js');

for (const [when, files] of [['first', [script, start, wasm]], ['later', Object.values(later)]]) {
  for (const { name, contents } of files) {
    console.log(`${when} ${name}: ${contents.length} bytes, ${gzipSync(contents, { level: 9 }).length} bytes gzip`);
  }
}
