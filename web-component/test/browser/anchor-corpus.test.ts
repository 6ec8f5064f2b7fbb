/** Pins through the ways in which pages change, beside the original's rule. The table of `docs/ANCHORS.md` is what was measured. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { BROWSER } from '../../scripts/browser.mjs';
import type { Score } from '../support/anchor-corpus.ts';
import { MUTATIONS, PAGE } from '../support/anchor-mutations.ts';

const WIDTH = 1280;
const HEIGHT = 900;
const DOCUMENT = '../docs/ANCHORS.md';

test('pins are found again after the page changed, oftener than by the original’s rule, and none goes astray', async () => {
  const script = await bundle();
  const browser = await chromium.launch(BROWSER);
  const scores = new Map<string, Score>();
  const sum = { pins: 0, ours: 0, original: 0 };
  const astray: string[] = [];
  try {
    for (const { name, change, width } of MUTATIONS) {
      const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
      await page.setContent(PAGE);
      await page.addScriptTag({ content: script });
      await page.evaluate('window.pins = corpus.pinAll()');
      if (width) await page.setViewportSize({ width, height: HEIGHT });
      await page.evaluate(change);
      const score = await page.evaluate<Score>('corpus.score(window.pins)');
      await page.close();
      scores.set(name, score);
      astray.push(...score.astray.map((key) => `${name}: ${key}`));
      for (const part of ['pins', 'ours', 'original'] as const) sum[part] += score[part];
    }
  } finally {
    await browser.close();
  }
  assert.deepEqual(astray, []);
  const written = readTable(await readFile(DOCUMENT, 'utf8'));
  const all = `all ${sum.pins}`;
  const { ours, original } = written.get(all) ?? { ours: 0, original: 0 };
  written.delete(all);
  const measured = [...scores].map(([name, score]) => [name, score.ours]);
  assert.deepEqual(measured, [...written].map(([name, row]) => [name, row.ours]), table(scores));
  assert.equal(sum.ours, ours, table(scores));
  // Boxes are as large as the machine's fonts make them, and the original's rule goes by boxes.
  assert.ok(Math.abs(sum.original - original) < sum.pins / 20, table(scores));
  assert.ok(sum.ours > sum.original, table(scores));
});

interface Row {
  readonly ours: number;
  readonly original: number;
}

function readTable(text: string): Map<string, Row> {
  const rows = text.matchAll(/^\| \**([^|*]+?)\** \| \**(\d+)\** \| \**(\d+)\** \|$/gm);
  return new Map([...rows].map(([, name = '', ours, original]) => [name, { ours: Number(ours), original: Number(original) }]));
}

function table(scores: Map<string, Score>): string {
  return [...scores].map(([name, { ours, original }]) => `| ${name} | ${ours} | ${original} |`).join('\n');
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['test/support/anchor-corpus.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'corpus',
  });
  return outputFiles[0]?.text ?? '';
}
