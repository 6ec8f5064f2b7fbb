// The script-tag build: `dist/pulse.js` and, beside it, its WebAssembly file with the hash of its content in the name.
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleScript } from './bundle.mjs';

const CLIENT = path.resolve('../sdk-wasm/pkg/pulse_client.js');
const WASM = path.resolve('../sdk-wasm/pkg/pulse_client_bg.wasm');

for (const file of [CLIENT, WASM]) {
  await access(file).catch(() => {
    console.error(`${path.relative('..', file)} is missing: build the client first (cargo xtask wasm)`);
    process.exit(1);
  });
}

const wasm = await readFile(WASM);
const wasmFile = `pulse-${createHash('sha256').update(wasm).digest('hex').slice(0, 16)}.wasm`;
await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await writeFile(path.join('dist', wasmFile), wasm);
await bundleScript({ client: CLIENT, wasmFile, outfile: 'dist/pulse.js', minify: true });

for (const name of ['pulse.js', wasmFile]) {
  const content = await readFile(path.join('dist', name));
  console.log(`${name}: ${content.length} bytes, ${gzipSync(content, { level: 9 }).length} bytes gzip`);
}
