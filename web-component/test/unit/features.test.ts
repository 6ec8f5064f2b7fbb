// The README promises nothing that no test shows.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

const FOLDERS = ['test/unit', 'test/browser', '../tests/tests/stories'];

test('every test that the list of features names is there', async () => {
  const sources = await Promise.all(
    FOLDERS.map(async (folder) => {
      const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(?:ts|rs)$/.test(name));
      return Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
    }),
  );
  const written = [...sources.flat(), await readFile('fixtures/run.mjs', 'utf8')].join('\n');
  // Tests of both kinds of notes are made in a loop.
  const all = ['audio', 'video'].map((kind) => written.replaceAll('${kind}', kind)).join('\n');
  const table = (await readFile('README.md', 'utf8')).split('## What works')[1]?.split('\n## ')[0] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| **') && !line.startsWith('| Feature'));
  assert.ok(rows.length > 40);
  for (const row of rows) {
    const proof = row.split(' | ')[1]?.replace(/ \|$/, '') ?? '';
    if (proof === 'not yet') continue;
    const names = [...proof.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
    assert.ok(names.length > 0, row);
    for (const name of names) assert.ok(all.includes(name), name);
  }
});
