// Measures the widget beside the published original in one run of one Chromium, by turns, against a real server and with
// the browser's own tracing, and prints a table: `node run.mjs <work folder> <pulse-server> <widget's build>
// [<part of a measure's name> [<rounds>]]`.
// `PULSE_CHROMIUM` names the browser.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { published } from '../../sdk-wasm/fixtures/harness/project.mjs';
import { startServer } from '../../sdk-wasm/fixtures/harness/service.mjs';
import { BROWSER } from '../scripts/browser.mjs';
import { median } from './numbers.mjs';
import { ROOMS, furnish } from './rooms.mjs';
import { SCENES } from './scenes.mjs';
import { startSite } from './site.mjs';

const [work, program, build] = process.argv.slice(2, 5).map((argument) => path.resolve(argument));
const [only = '', rounds = '3'] = process.argv.slice(5);
const count = Number(rounds);
await mkdir(work, { recursive: true });
const folder = await mkdtemp(path.join(work, 'run-'));
const original = await published(work);
const server = await startServer(program, folder, '--sdk-dir', build);
const site = await startSite(server, original);
const browser = await chromium.launch(BROWSER);
try {
  await furnish(server);
  console.log('| Measure | pulse-widget | original 0.4.6 | ratio |\n|---|---:|---:|---:|');
  for (const { room, rows, play } of SCENES.filter(({ rows }) => rows.some(({ what }) => what.includes(only)))) {
    const values = rows.map(() => ({ ours: [], original: [] }));
    for (let round = 0; round < count; round += 1) {
      for (const who of ['ours', 'original']) {
        const measured = await inPage(who, room, play);
        rows.forEach(({ name }, at) => values[at][who].push(measured[name]));
      }
    }
    rows.forEach(({ what }, at) => printRow(what, median(values[at].ours), median(values[at].original)));
  }
  console.log(`\nMedians of ${count} rounds; a ratio above 1 is in our favour. Chromium ${browser.version()}, headless, without a graphics card; ${machine()}.`);
} finally {
  await browser.close();
  await site.stop();
  await server.stop();
  await rm(folder, { recursive: true });
}

/** Plays a scene in a browser that has nothing of earlier ones. */
async function inPage(who, room, play) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    return await play({ browser, page, who, server, room: ROOMS[room], address: site.address(who, ROOMS[room]) });
  } finally {
    await context.close();
  }
}

/** The original's files, fetched once: neither dependencies nor scripts. */
function printRow(what, ours, original) {
  console.log(`| ${what} | ${shown(ours)} | ${shown(original)} | ${ours > 0 ? (original / ours).toFixed(2) : '–'} |`);
}

function shown(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 2 : 1);
}

function machine() {
  const cpus = os.cpus();
  const [load] = os.loadavg();
  return `${cpus.length} × ${cpus[0].model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, load ${load.toFixed(1)} at the end`;
}
