// The shared vectors, which the Rust types read and write without loss, fit the
// TypeScript types that are generated from them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '../../..');

for (const [file, type] of [
  ['client-messages.json', 'ClientFrame'],
  ['server-messages.json', 'ServerFrame'],
] as const) {
  test(`every vector of ${file} is a ${type}`, () => {
    const vectors = readVectors(file);
    assert.ok(vectors.length > 30);
    assert.equal(compile(type, vectors.map((vector) => vector.json)), '');
  });
}

test('a vector with a wrong field does not fit', () => {
  const [vector] = readVectors('client-messages.json');
  assert.match(compile('ClientFrame', [{ ...(vector?.json as object), room: 7 }]), /TS\d+/);
});

function readVectors(file: string): { name: string; json: unknown }[] {
  return JSON.parse(readFileSync(join(root, 'tests/vectors', file), 'utf8'));
}

/** What the compiler says to the values as literals of the type. */
function compile(type: string, values: unknown[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-vectors-'));
  try {
    const bindings = join(root, 'protocol/bindings/protocol.ts');
    const lines = values.map((value, n) => `export const v${n}: ${type} = ${JSON.stringify(value)};`);
    const source = join(folder, 'vectors.ts');
    writeFileSync(source, `import type { ${type} } from ${JSON.stringify(bindings)};\n${lines.join('\n')}\n`);
    const tsc = join(root, 'web-component/node_modules/.bin/tsc');
    const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'];
    const run = spawnSync(tsc, [...flags, '--ignoreConfig', '--allowImportingTsExtensions', source], { encoding: 'utf8' });
    if (run.error) throw run.error;
    return run.status === 0 ? '' : run.stdout + run.stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
