// Panels are loaded apart from `pulse.js`: late, or not at all, is said and can be tried again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

test('what could not be loaded is said, and opens after another try', onPage({}, async ({ page, part, errors }) => {
  let allowed = false;
  await page.route('**/surfaces.js*', (route) => (allowed ? route.continue() : route.abort()));
  await page.reload();
  await part('toolbar-toggle').click();
  const banner = page.locator('[data-testid=banner][data-notice=not-loaded]');
  await banner.waitFor();
  assert.ok(errors.some((line) => line.includes('could not load its panels')), errors.join('\n'));
  allowed = true;
  await part('banner-action').click();
  await part('toolbar').waitFor();
  await banner.waitFor({ state: 'detached' });
}));

test('a panel opened before its code is there takes the focus when it comes', onPage({}, async ({ page, part }) => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.route('**/surfaces.js*', async (route) => { await held; await route.continue(); });
  await page.reload();
  await page.evaluate(async () => {
    await customElements.whenDefined('pulse-widget');
    document.querySelector('pulse-widget')?.open('comments');
  });
  assert.equal(await part('comments-panel').count(), 0);
  release();
  await part('comments-panel').waitFor();
  const inPanel = (): Promise<boolean> =>
    page.evaluate(() => Boolean(document.querySelector('pulse-widget')?.shadowRoot?.activeElement?.closest('[data-surface="panel"]')));
  await eventually(async () => assert.ok(await inPanel()));
}));

/** The page as it is, but for its script's `integrity`. */
async function checkScript(page: Page): Promise<void> {
  const script = Buffer.from(await (await page.request.get(new URL('pulse.js', page.url()).href)).body());
  const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`;
  await page.route('**/', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace('<script src="pulse.js">', `<script src="pulse.js" integrity="${integrity}" crossorigin>`);
    await route.fulfill({ response, body });
  });
}

test('a page that checks the script has all its files checked', onPage({}, async ({ page, part, errors }) => {
  await checkScript(page);
  await page.reload();
  await part('toolbar-toggle').click();
  await part('toolbar').waitFor();
  assert.deepEqual(errors, []);
}));

for (const file of ['start.js', 'surfaces.js']) {
  test(`with a checked script, a ${file} that somebody changed does not run`, onPage({}, async ({ page, errors }) => {
    await checkScript(page);
    await page.route(`**/${file}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `window.changed = true;${await response.text()}` });
    });
    await page.reload();
    await eventually(() => assert.ok(errors.some((line) => line.includes(`${file} could not be fetched, or is not what was built`)), errors.join('\n')));
    assert.equal(await page.evaluate(() => 'changed' in window), false);
  }));
}

test('an element that cannot be loaded at all is explained in the console', onPage({}, async ({ page, errors }) => {
  await page.route('**/start.js', (route) => route.abort());
  await page.reload();
  await eventually(() => assert.ok(errors.some((line) => line.includes('Check that all files are served beside pulse.js')), errors.join('\n')));
}));

test('without an element on the page, the WebAssembly file is not fetched', onPage({}, async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.route('**/', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/<pulse-widget[^>]*><\/pulse-widget>/, '') });
  });
  await page.reload();
  await page.waitForFunction(() => customElements.get('pulse-widget'));
  // A timer set after that of the script fires after it.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  assert.deepEqual(asked.filter((path) => path.endsWith('.wasm')), []);
  await page.evaluate(() => document.body.append(document.createElement('pulse-widget')));
  await eventually(() => assert.deepEqual(asked.filter((path) => path.endsWith('.wasm')), ['/pulse.wasm']));
}));
