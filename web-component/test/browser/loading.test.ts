// Panels are loaded apart from `pulse.js`: late, or not at all, is said and can be tried again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  await page.evaluate(() => document.querySelector('pulse-widget')?.open('comments'));
  assert.equal(await part('comments-panel').count(), 0);
  release();
  await part('comments-panel').waitFor();
  const inPanel = (): Promise<boolean> =>
    page.evaluate(() => Boolean(document.querySelector('pulse-widget')?.shadowRoot?.activeElement?.closest('[data-surface="panel"]')));
  await eventually(async () => assert.ok(await inPanel()));
}));
