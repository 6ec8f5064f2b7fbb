// Pictures of every surface in both schemes and both widths: `npm run screenshots -- <folder>`.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { BROWSER } from './browser.mjs';
import { startSite } from './site.mjs';

const folder = process.argv[2] ?? 'dist/screenshots';
const SCENES = {
  collapsed: async () => {},
  toolbar: async (page) => page.click('[data-testid=toolbar-toggle]'),
  comments: async (page) => {
    await page.click('[data-testid=toolbar-toggle]');
    await page.click('[data-testid=comments]');
  },
  notifications: async (page) => {
    await page.click('[data-testid=toolbar-toggle]');
    await page.click('[data-testid=notifications]');
  },
  thread: async (page) => {
    await page.click('[data-testid=pin][data-thread-id=t1]');
    await page.evaluate(() => window.PulseClient.made.at(-1).type('t1', ['bo']));
    await page.fill('[data-testid=reply-input]', 'Looks right to me');
    await page.hover('[data-testid=comment] >> nth=1');
  },
  'pin-form': async (page) => {
    await page.click('[data-testid=toolbar-toggle]');
    await page.click('[data-testid=pin-mode]');
    await page.mouse.click(300, 420);
  },
  'pin-mode': async (page) => {
    await page.click('[data-testid=toolbar-toggle]');
    await page.click('[data-testid=pin-mode]');
    await page.keyboard.press('Shift+ArrowUp');
  },
  cursors: async (page) => {
    await page.click('[data-testid=toolbar-toggle]');
    await page.evaluate(() => {
      const client = window.PulseClient.made.at(-1);
      client.cursor('bo', { x: 0, y: 0, pageX: 0, pageY: 0, anchor: { s: '#headline', x: 0.3, y: 0.8 } });
      client.cursor('chen', { x: 0, y: 0, pageX: 210, pageY: 520 });
      client.setStatus('reconnecting');
    });
  },
  failed: async (page) => {
    await page.click('[data-testid=pin][data-thread-id=t2]');
    await page.evaluate(() => (window.PulseClient.made.at(-1).refuseNext = 'comment is longer than 10000 characters: 10412'));
    await page.fill('[data-testid=reply-input]', 'A reply that was refused');
    await page.keyboard.press('Enter');
    await page.click('[data-testid=comment-delete] >> nth=0', { force: true });
  },
  empty: async (page) => {
    await page.evaluate(() => document.querySelector('pulse-widget').setAttribute('room', 'empty'));
    await page.click('[data-testid=toolbar-toggle]');
    await page.click('[data-testid=comments]');
  },
};

await mkdir(folder, { recursive: true });
const site = await startSite();
const browser = await chromium.launch(BROWSER);
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      const phone = width < 480;
      const context = await browser.newContext({ colorScheme, viewport: { width, height: phone ? 780 : 800 }, hasTouch: phone, isMobile: phone });
      for (const [name, act] of Object.entries(SCENES)) {
        const page = await context.newPage();
        page.setDefaultTimeout(5000);
        page.on('pageerror', (error) => console.error(name, error));
        await page.goto(site.url);
        await page.waitForFunction(() => window.PulseClient?.made.at(-1)?.status === 'connected');
        await act(page);
        await page.waitForFunction(() =>
          document.querySelector('pulse-widget').shadowRoot.getAnimations().every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity),
        );
        await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}-${width}.png`) });
        await page.close();
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  site.close();
}
