// The script-tag build: `dist/pulse.js` and, beside it, what it loads, each with the hash of its content in the name.
import { createHash } from 'node:crypto';
import { access, appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundlePart, bundleScript, PARTS } from './bundle.mjs';

const CLIENT = path.resolve('../sdk-wasm/pkg/pulse_client.js');
const WASM = path.resolve('../sdk-wasm/pkg/pulse_client_bg.wasm');

for (const file of [CLIENT, WASM]) {
  await access(file).catch(() => {
    console.error(`${path.relative('..', file)} is missing: build the client first (cargo xtask wasm)`);
    process.exit(1);
  });
}

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
const files = { wasm: await writeHashed('pulse', 'wasm', await readFile(WASM)) };
for (const [name, entry] of Object.entries(PARTS)) {
  files[name] = await writeHashed(name, 'js', await bundlePart({ entry, minify: true }));
}
await bundleScript({ client: CLIENT, files, outfile: 'dist/pulse.js', minify: true });
const licence = await readFile('node_modules/emojibase-data/LICENSE', 'utf8');
await appendFile('dist/pulse.js.LEGAL.txt', `\nBundled data: emojibase-data\n\n${licence}`);

for (const name of ['pulse.js', ...Object.values(files)]) {
  const content = await readFile(path.join('dist', name));
  console.log(`${name}: ${content.length} bytes, ${gzipSync(content, { level: 9 }).length} bytes gzip`);
}

async function writeHashed(name, extension, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const file = `${name}-${hash}.${extension}`;
  await writeFile(path.join('dist', file), content);
  return file;
}
