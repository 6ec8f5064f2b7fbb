// Pictures of every surface in both schemes and both widths: `npm run screenshots -- <folder> [<part of a name>]`.
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { BROWSER } from './browser.mjs';
import { startSite } from './site.mjs';

const [folder = 'dist/screenshots', only = ''] = process.argv.slice(2);
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
  written: async (page) => {
    await page.click('[data-testid=pin][data-thread-id=t2]');
    await page.fill('[data-testid=reply-input]', '**Yes.** See [the plan](https://x.example) and `npm test`:\n- *yearly* is right\n- @Bo_Lindqvist agrees\n> Is the yearly price still right?');
    await page.keyboard.press('Enter');
    await page.fill('[data-testid=reply-input]', 'ask @');
  },
  emoji: async (page) => {
    await page.click('[data-testid=pin][data-thread-id=t2]');
    await page.hover('[data-testid=comment]');
    await page.click('[data-testid=reaction-add]');
    await page.click('[data-testid=reaction-more]');
    await page.waitForSelector('[data-testid=emoji]');
  },
  files: async (page) => {
    await showFiles(page);
    await page.click('[data-testid=pin][data-thread-id=t2]');
    await page.setInputFiles('[data-testid=attach-file]', [PICTURE, { ...PICTURE, name: 'a-long-name-of-a-picture-from-a-phone.png' }, { ...PICTURE, name: 'terms.pdf', mimeType: 'application/pdf' }]);
    await page.evaluate(() => {
      const [first, second] = window.PulseClient.made.at(-1).uploads;
      first.accept({ url: '/files/f0' });
      second.progress(0.6);
    });
    await page.waitForSelector('[data-state=ready]');
  },
  lightbox: async (page) => {
    await showFiles(page);
    await page.click('[data-testid=pin][data-thread-id=t2]');
    await page.click('[data-testid=attachment] >> nth=0');
    await page.waitForFunction(() => document.querySelector('pulse-widget').shadowRoot.querySelector('.large-picture')?.complete);
  },
  menu: async (page) => {
    await page.click('[data-testid=toolbar-toggle]');
    await page.click('[data-testid=more]');
  },
  activity: (page) => fromMenu(page, 'activity'),
  settings: (page) => fromMenu(page, 'settings'),
  help: (page) => fromMenu(page, 'help'),
  live: async (page) => {
    await page.waitForFunction(() => window.PulseClient.made.at(-1).calls.some(({ name }) => name === 'updateViewport'));
    await fromMenu(page, 'draw');
    await page.mouse.move(160, 470);
    await page.mouse.down();
    for (let x = 160; x < 360; x += 8) await page.mouse.move(x, 470 + 26 * Math.sin(x / 16));
    await page.mouse.up();
    await page.keyboard.press('Escape');
    await page.click('[data-user-id=bo] [data-testid=follow]');
    await page.evaluate(() => {
      const client = window.PulseClient.made.at(-1);
      document.body.style.minHeight = '2400px';
      const seen = { scrollX: 0, viewportWidth: 1280, viewportHeight: 800, pageWidth: 1280, pageHeight: 3000 };
      client.look('chen', { ...seen, scrollY: 1400 });
      client.look('dana', { ...seen, scrollY: 2200 });
      client.select('dana', { startSelector: '#headline::text(0)', startOffset: 5, endSelector: '#headline::text(0)', endOffset: 15 });
    });
    await page.waitForSelector('[data-testid=viewport-pill]');
  },
  'right-to-left-comments': async (page) => {
    await turnRightToLeft(page);
    await SCENES.comments(page);
  },
  'right-to-left-thread': async (page) => {
    await turnRightToLeft(page);
    await SCENES.thread(page);
  },
  'right-to-left-settings': async (page) => {
    await turnRightToLeft(page);
    await SCENES.settings(page);
  },
  elements: async (page) => {
    await page.goto(new URL('elements.html', page.url()).href);
    await page.locator('pulse-comments').getByTestId('thread').first().waitFor();
    await page.locator('pulse-reactions').getByTestId('reaction-add').click();
  },
  empty: async (page) => {
    await page.evaluate(() => document.querySelector('pulse-widget').setAttribute('room', 'empty'));
    await page.click('[data-testid=toolbar-toggle]');
    await page.click('[data-testid=comments]');
  },
};

const PICTURE = { name: 'plan.png', mimeType: 'image/png', buffer: await readFile('../docs/images/thread.png') };

async function turnRightToLeft(page) {
  await page.evaluate(() => {
    document.documentElement.lang = 'ar';
    document.documentElement.dir = 'rtl';
    document.querySelector('pulse-widget').requestUpdate();
  });
  await page.getByLabel('فتح شريط التعاون').waitFor();
}

async function showFiles(page) {
  await page.route('**/files/**', (route) => route.fulfill({ contentType: PICTURE.mimeType, body: PICTURE.buffer }));
  await page.evaluate(() => {
    const client = window.PulseClient.made.at(-1);
    const file = (index, type) => ({ id: `f${index}`, type, filename: `plan-${index}.png`, mimeType: '', sizeBytes: 1, url: `/files/f${index}` });
    client.addComment({ ...client.comment('t2', 'bo', 'As it looks now, and how it sounds:'), attachments: [file(1, 'image'), file(2, 'image'), file(3, 'audio')] });
  });
}

async function fromMenu(page, item) {
  await page.click('[data-testid=toolbar-toggle]');
  await page.click('[data-testid=more]');
  await page.click(`[data-testid=${item}]`);
}

await mkdir(folder, { recursive: true });
const site = await startSite();
const browser = await chromium.launch(BROWSER);
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      const phone = width < 480;
      const context = await browser.newContext({ colorScheme, viewport: { width, height: phone ? 780 : 800 }, hasTouch: phone, isMobile: phone });
      for (const [name, act] of Object.entries(SCENES).filter(([name]) => name.includes(only))) {
        const page = await context.newPage();
        await page.addInitScript(() => localStorage.clear());
        page.setDefaultTimeout(60_000);
        page.on('pageerror', (error) => console.error(name, error));
        await page.goto(site.url);
        await page.waitForFunction(() => window.PulseClient?.made.at(-1)?.status === 'connected');
        await act(page);
        await page.waitForFunction(() =>
          document.querySelector('pulse-widget, pulse-comments').shadowRoot.getAnimations().every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity || one.effect.getTiming().delay > 0),
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
