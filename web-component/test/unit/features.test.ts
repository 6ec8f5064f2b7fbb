// The README and the list of cures promise nothing that no test shows.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

const FOLDERS = ['test/unit', 'test/browser', 'fixtures', '../tests/tests/stories', '../client-core', '../sdk-wasm/tests', '../sdk-wasm/fixtures/harness'];
const SKIPPED = /(?:^|\/)(?:node_modules|target|dist|out)\//;
/** How a test has its name: in TypeScript, in Rust, in a list of what to test. */
const DEFINITIONS = [/\b(?:test|shared)\((['`])(.+?)\1,/g, /\bfn (())?(\w+)\(/g, /^ +\['\w+', (')(.+)'\],$/gm];

test('every test that the list of features names is there', async () => {
  const table = (await readFile('README.md', 'utf8')).split('## What works')[1]?.split('\n## ')[0] ?? '';
  const rows = rowsOf(table).filter(([feature]) => !feature?.startsWith('**'));
  assert.ok(rows.length > 40);
  await eachIsShown(rows);
});

test('every test that the list of cures names is there, and no weakness is left out', async () => {
  const rows = rowsOf(await readFile('docs/CURES.md', 'utf8'));
  await eachIsShown(rows);
  const numbers = new Set(rows.map(([number]) => number));
  const all = [...Array.from({ length: 29 }, (_, at) => at + 1), 41, 42].map((number) => `L-${number}`);
  assert.deepEqual(all.filter((number) => !numbers.has(number)), []);
});

/** The cells of a table without its head. */
function rowsOf(text: string): string[][] {
  const lines = text.split('\n').filter((line) => /^\|.*\|$/.test(line));
  return lines.slice(2).map((line) => line.slice(1, -1).split(' | ').map((cell) => cell.trim()));
}

async function eachIsShown(rows: string[][]): Promise<void> {
  const known = await allTests();
  for (const row of rows) {
    const names = [...(row.at(-1) ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
    assert.ok(names.length > 0, row.join(' | '));
    for (const name of names) assert.ok(known.has(name), name);
  }
}

async function allTests(): Promise<Set<string>> {
  const sources = await Promise.all(
    FOLDERS.map(async (folder) => {
      const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(?:ts|rs|mjs)$/.test(name) && !SKIPPED.test(name));
      return Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
    }),
  );
  const names = sources.flat().flatMap((source) => DEFINITIONS.flatMap((definition) => [...source.matchAll(definition)].map((match) => match.at(-1) ?? '')));
  // Tests of both kinds of notes are made in a loop.
  return new Set(names.flatMap((name) => [name, ...['audio', 'video'].map((kind) => name.replaceAll('${kind}', kind))]));
}
