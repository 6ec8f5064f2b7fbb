// Measures the browser client beside the published original in one run of one Chromium, by turns, and prints a table:
// `node run.mjs <work folder> <pulse-server>`. `PULSE_CHROMIUM` names the browser.
import { cp, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { run } from '../fixtures/harness/project.mjs';
import { startServer, startSite } from '../fixtures/harness/service.mjs';

const ORIGINAL = '@gamention/pulse-elements@0.4.6';
const ROUNDS = 5;
const ROWS = {
  cursors: { what: 'cursor messages applied a second', ours: 'cursors' },
  gathered: { what: 'cursors applied a second, as each one’s server sends them', ours: 'gathered', original: 'cursors' },
  comments: { what: 'new comments applied a second, list read after each' },
  snapshot: { what: '1,000 threads with 10,000 comments to the first event, ms', lessIsBetter: true },
  memory: { what: 'memory after 10,000 comments, MB', lessIsBetter: true },
  connect: { what: 'connect() to being let in, ms', lessIsBetter: true },
};

const HERE = path.dirname(fileURLToPath(import.meta.url));
const WIDGET = path.join(HERE, '../../web-component');
const { chromium } = createRequire(path.join(WIDGET, 'package.json'))('playwright-core');
const { BROWSER } = await import(pathToFileURL(path.join(WIDGET, 'scripts/browser.mjs')));
const [work, program] = process.argv.slice(2).map((argument) => path.resolve(argument));

await mkdir(work, { recursive: true });
const folder = await mkdtemp(path.join(work, 'run-'));
const files = path.join(folder, 'site');
await mkdir(files);
await cp(path.join(HERE, '../pkg'), path.join(files, 'ours'), { recursive: true });
await cp(path.join(await published(), 'dist'), path.join(files, 'original'), { recursive: true });
await cp(path.join(HERE, 'page.js'), path.join(files, 'page.js'));
await writeFile(path.join(files, 'index.html'), '<!doctype html><title>bench</title><link rel="icon" href="data:,"><script type="module" src="page.js"></script>');

const server = await startServer(program, folder);
const site = await startSite(files, server, 'bench');
const browser = await chromium.launch(BROWSER);
try {
  console.log('| Measure | pulse-client | original 0.4.6 | ratio |\n|---|---:|---:|---:|');
  for (const [name, row] of Object.entries(ROWS)) {
    const values = { ours: [], original: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const client of Object.keys(values)) values[client].push(await measured(client, row[client] ?? name));
    }
    const [ours, original] = [median(values.ours), median(values.original)];
    const ratio = row.lessIsBetter ? original / ours : ours / original;
    console.log(`| ${row.what} | ${shown(ours)} | ${shown(original)} | ${ratio.toFixed(2)} |`);
  }
  console.log(`\nMedians of ${ROUNDS} rounds; a ratio above 1 is in our favour. Chromium ${browser.version()}.`);
} finally {
  await browser.close();
  await site.stop();
  await server.stop();
  await rm(folder, { recursive: true });
}

/** One measure in a page of its own. */
async function measured(client, name) {
  const page = await browser.newPage();
  try {
    await page.goto(site.url);
    await page.waitForFunction(() => globalThis.measure);
    const before = name === 'memory' ? await heap(page) : 0;
    const value = await page.evaluate(([client, name]) => globalThis.measure(client, name), [client, name]);
    // What is outside of the heap was measured inside the page.
    return name === 'memory' ? (value + (await heap(page)) - before) / 1_000_000 : value;
  } finally {
    await page.close();
  }
}

async function heap(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize;
}

/** The original's files, fetched once: neither dependencies nor scripts. */
async function published() {
  const kept = path.join(work, 'original');
  if (await stat(kept).catch(() => undefined)) return kept;
  await run('npm', ['pack', ORIGINAL, '--silent', '--ignore-scripts'], folder);
  await run('tar', ['-xzf', 'gamention-pulse-elements-0.4.6.tgz'], folder);
  await rename(path.join(folder, 'package'), kept);
  return kept;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function shown(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}
