// The script-tag build: `dist/pulse.js` and, beside it, what it loads, each with the hash of its content in the name.
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleScript, bundleSurfaces } from './bundle.mjs';

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
const wasmFile = await writeHashed('pulse', 'wasm', await readFile(WASM));
const surfacesFile = await writeHashed('surfaces', 'js', await bundleSurfaces({ minify: true }));
await bundleScript({ client: CLIENT, wasmFile, surfacesFile, outfile: 'dist/pulse.js', minify: true });

for (const name of ['pulse.js', wasmFile, surfacesFile]) {
  const content = await readFile(path.join('dist', name));
  console.log(`${name}: ${content.length} bytes, ${gzipSync(content, { level: 9 }).length} bytes gzip`);
}

async function writeHashed(name, extension, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const file = `${name}-${hash}.${extension}`;
  await writeFile(path.join('dist', file), content);
  return file;
}
