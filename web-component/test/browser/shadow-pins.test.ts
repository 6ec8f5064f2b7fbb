// Pins in the shadow roots of the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

const NOTE = 'A note that is only in here.';

/** Puts an element with a shadow root of its own over the start of the page. */
const addNote = (page: Page, text: string): Promise<void> =>
  page.evaluate((words) => {
    const note = document.createElement('page-note');
    note.style.cssText = 'position: absolute; inset: 20px auto auto 20px; width: 300px; background: #fff';
    const root = note.attachShadow({ mode: 'open' });
    for (const one of ['Another line.', words]) root.append(Object.assign(document.createElement('p'), { textContent: one }));
    document.body.append(note);
  }, text);

test('what is in an open shadow root of the page is pinned itself, and found when it changes in there', onPage({}, async ({ page, part, calls }) => {
  await addNote(page, NOTE);
  const box = (): Promise<DOMRect> => page.evaluate((words) => {
    const lines = document.querySelector('page-note')!.shadowRoot!.querySelectorAll('p');
    return [...lines].find((one) => one.textContent === words)!.getBoundingClientRect().toJSON();
  }, NOTE);
  const { x, y, height } = await box();
  await part('toolbar-toggle').click();
  await part('pin-mode').click();
  await page.mouse.click(x + 40, y + height / 2);
  await part('pin-form-input').fill('Says who?');
  await part('pin-form-send').click();
  await eventually(async () => assert.equal((await calls('createThread')).length, 1));
  const [[, options]] = (await calls('createThread')) as [[string, { position: { selector: string; inside: { selectors: string[]; quote: string } } }]];
  assert.equal(options.position.inside.quote, NOTE);
  assert.deepEqual(options.position.inside.selectors, ['p:nth-of-type(2)']);
  const id = await page.evaluate(() => window.PulseClient.made.at(-1)!.state.threads.at(-1)!.id);
  const pin = page.locator(`[data-testid=pin][data-thread-id="${id}"]`);
  const isThere = async (): Promise<void> => {
    const [place, line] = [(await pin.boundingBox())!, await box()];
    const [tipX, tipY] = [place.x, place.y + place.height];
    assert.ok(Math.abs(tipX - line.x - 40) < 4 && tipY > line.y && tipY < line.y + line.height, JSON.stringify({ place, line }));
  };
  await eventually(isThere);
  // No observer of the document sees this.
  await page.evaluate(() => {
    const root = document.querySelector('page-note')!.shadowRoot!;
    root.prepend(root.lastChild!, ...['One', 'Two', 'Three'].map((textContent) => Object.assign(document.createElement('p'), { textContent })));
  });
  await eventually(isThere);
  await page.evaluate((words) => [...document.querySelector('page-note')!.shadowRoot!.querySelectorAll('p')].find((one) => one.textContent === words)!.remove(), NOTE);
  await pin.waitFor({ state: 'hidden' });
  await page.evaluate((words) => document.querySelector('page-note')!.shadowRoot!.append(Object.assign(document.createElement('p'), { textContent: words })), NOTE);
  await pin.waitFor();
  await eventually(isThere);
}));

test('a pin waits for the element that has the shadow root it is in', onPage({}, async ({ page }) => {
  await page.evaluate((quote) => {
    document.body.append(document.createElement('late-note'));
    const client = window.PulseClient.made.at(-1)!;
    const createdAt = new Date().toISOString();
    const position = { x: 0.1, y: 0.1, selector: 'late-note', tag: 'late-note', elementOffsetX: 0.5, elementOffsetY: 0.5, path: '{"v":2,"landmarks":[],"weights":[]}', inside: { selectors: ['p'], tag: 'p', quote, x: 0.1, y: 0.5 } };
    client.addThread({ id: 'late', roomId: 'demo', position, resolved: false, comments: [client.comment('late', 'bo', 'Here?')], createdAt, updatedAt: createdAt });
  }, NOTE);
  const pin = page.locator('[data-testid=pin][data-thread-id=late]');
  await pin.waitFor({ state: 'attached' });
  assert.ok(await pin.isHidden());
  await page.evaluate((words) => {
    customElements.define('late-note', class extends HTMLElement {
      constructor() {
        super();
        this.style.display = 'block';
        this.attachShadow({ mode: 'open' }).append(Object.assign(document.createElement('p'), { textContent: words }));
      }
    });
  }, NOTE);
  await pin.waitFor();
}));

test('an inner place that makes no sense detaches the pin and breaks nothing', onPage({}, async ({ page, errors }) => {
  await page.evaluate(() => {
    const client = window.PulseClient.made.at(-1)!;
    const createdAt = new Date().toISOString();
    const odd: unknown[] = [null, 7, {}, { selectors: [] }, { selectors: ['p', 7], tag: 'p', x: 0, y: 0 }, { selectors: ['>>> ]['], tag: 'p', x: 0, y: 0 }, { selectors: ['p'], tag: 'p', x: 'NaN', y: 0 }];
    odd.forEach((inside, at) => {
      const position = { x: 0.1, y: 0.1, selector: '#headline', tag: 'h1', inside } as never;
      client.addThread({ id: `odd-${at}`, roomId: 'demo', position, resolved: false, comments: [client.comment(`odd-${at}`, 'bo', 'Here?')], createdAt, updatedAt: createdAt });
    });
  });
  for (let at = 0; at < 7; at += 1) {
    const pin = page.locator(`[data-testid=pin][data-thread-id=odd-${at}]`);
    await pin.waitFor({ state: 'attached' });
    await pin.waitFor({ state: 'hidden' });
  }
  assert.deepEqual(errors, []);
}));
