// What the original does wrong and no other test shows to be right. The list of all is in `docs/CURES.md`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually, live, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

/** Two frames, in which whatever was asked for has been drawn. */
const drawn = (page: Page): Promise<unknown> => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

test('what an environment switches off is not offered', onPage({}, async ({ page, part, pin }) => {
  await part('toolbar-toggle').click();
  await pin('t1').click();
  await page.evaluate(() => window.PulseClient.made[0]!.type('t1', ['bo']));
  for (const name of ['people', 'reaction-add', 'typing']) await part(name).first().waitFor({ state: 'attached' });
  await page.evaluate(() => {
    const { state } = window.PulseClient.made[0]!;
    state.config = { showPresence: false, allowReactions: false, showTypingIndicators: false, allowDrawing: false };
    state.emit('auth');
    state.emit('threads', state.threads);
  });
  for (const name of ['people', 'reaction-add', 'typing']) await part(name).first().waitFor({ state: 'detached' });
  await part('popover-close').click();
  await part('more').click();
  await part('activity').waitFor();
  assert.equal(await part('draw').count(), 0);
  assert.equal(await part('drop-emoji').count(), 0);
}));

test('a setting does not bring back what the environment switched off', onPage({}, async ({ page, part, calls }) => {
  await live(page);
  await page.evaluate(() => (window.PulseClient.made[0]!.state.config = { showCursors: false }));
  await part('toolbar-toggle').click();
  await part('more').click();
  await part('settings').click();
  for (let press = 0; press < 2; press += 1) await page.locator('[data-testid=setting][data-setting=showOthersCursors]').click();
  await page.evaluate(() => window.PulseClient.made[0]!.cursor('bo', { x: 9, y: 9, pageX: 9, pageY: 9 }));
  await page.mouse.move(300, 300);
  await drawn(page);
  assert.equal(await part('cursor').count(), 0);
  assert.deepEqual(await calls('moveCursor'), []);
}));

test('what others do makes no work for the pins', onPage({}, async ({ page, part, pin }) => {
  await live(page);
  await pin('t1').waitFor();
  // Each layout of the pins measures the page once.
  await page.evaluate(() => {
    const root = document.documentElement;
    Reflect.set(window, 'layouts', 0);
    Object.defineProperty(root, 'scrollHeight', {
      configurable: true,
      get: () => {
        Reflect.set(window, 'layouts', Reflect.get(window, 'layouts') + 1);
        return Object.getOwnPropertyDescriptor(Element.prototype, 'scrollHeight')!.get!.call(root);
      },
    });
  });
  const layouts = (): Promise<number> => page.evaluate(() => Reflect.get(window, 'layouts'));
  await page.evaluate(async () => {
    const client = window.PulseClient.made[0]!;
    for (let step = 0; step < 20; step += 1) {
      client.cursor('bo', { x: step, y: step, pageX: 10 * step, pageY: 10 * step });
      client.click('chen', { x: step, y: step, pageX: 300, pageY: 300 });
      client.stroke('chen', [{ x: 1, y: 1 }, { x: 40, y: 40 }], '#112233', 3);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
  await part('cursor').waitFor();
  assert.equal(await layouts(), 0);
  await page.evaluate(() => document.body.prepend('A change of the page, so that the count is seen to count.'));
  await eventually(async () => assert.ok((await layouts()) > 0));
}));

test('theming reaches pins, popovers and what is in them', onPage({}, async ({ page, pin, part }) => {
  await page.evaluate(() => {
    const { style } = document.querySelector('pulse-widget')!;
    style.setProperty('--pulse-surface-solid', 'rgb(1, 2, 3)');
    style.setProperty('--pulse-font', 'Papyrus');
    style.setProperty('--pulse-primary-hover', 'rgb(200, 0, 100)');
  });
  await pin('t1').click();
  await part('reply-input').fill('One moment');
  const computed = (testId: string, property: string): Promise<string> =>
    part(testId).first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  assert.equal(await computed('thread-popover', 'background-color'), 'rgb(1, 2, 3)');
  for (const name of ['pin', 'thread-popover', 'reply-input']) assert.match(await computed(name, 'font-family'), /Papyrus/, name);
  await eventually(async () => assert.match(await computed('reply-send', 'background'), /200, 0, 100/));
}));

test('whoever clears takes away their own lines, and nobody else’s', onPage({}, async ({ page, part }) => {
  await live(page);
  await page.evaluate(() => {
    const client = window.PulseClient.made[0]!;
    for (const userId of ['bo', 'chen', 'chen']) client.stroke(userId, [{ x: 1, y: 1 }, { x: 90, y: 90 }], '#112233', 3);
    client.state.emit('draw-clear', { userId: 'chen' });
  });
  assert.equal(await part('stroke').count(), 1);
  assert.equal(await part('stroke').getAttribute('data-user-id'), 'bo');
}));
