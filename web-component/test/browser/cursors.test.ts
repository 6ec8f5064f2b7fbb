import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { Point } from '../../src/client/contract.ts';
import { eventually, live, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

test('the pointer is sent with the element under it and the place inside that element', onPage({}, async ({ page, calls }) => {
  await live(page);
  const title = await page.locator('#headline').boundingBox();
  assert.ok(title);
  await page.mouse.move(title.x + title.width / 2, title.y + title.height / 4);
  await eventually(async () => {
    const point = (await calls('moveCursor')).at(-1)?.[0] as Point | undefined;
    assert.equal(point?.anchor?.s, '#headline');
    assert.ok(Math.abs((point?.anchor?.x ?? 0) - 0.5) < 0.01 && Math.abs((point?.anchor?.y ?? 0) - 0.25) < 0.02);
    assert.equal(point?.pageY, point?.y);
  });
}));

test('a pointer that rests is sent again when the page scrolls under it', onPage({}, async ({ page, calls }) => {
  await live(page);
  await page.mouse.move(300, 300);
  await eventually(async () => assert.ok((await calls('moveCursor')).length > 0));
  await page.evaluate(() => window.scrollTo(0, 150));
  await eventually(async () => {
    const point = (await calls('moveCursor')).at(-1)?.[0] as Point | undefined;
    assert.equal(point?.pageY, 450);
  });
}));

test('touches are not sent', onPage({ hasTouch: true }, async ({ page, calls }) => {
  await live(page);
  await page.touchscreen.tap(200, 200);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.ok((await calls('moveCursor')).every(([point]) => (point as Point).x !== 200));
}));

test('a cursor stands on the element it points at, however wide the window', onPage({ viewport: { width: 700, height: 800 } }, async ({ page, part }) => {
  await live(page);
  await page.evaluate(() => {
    const anchor = { s: '#plans > article:nth-of-type(3)', x: 0.5, y: 0.5 };
    window.PulseClient.made[0]?.cursor('bo', { x: 1010, y: 560, pageX: 1010, pageY: 560, anchor });
  });
  const card = await page.locator('#plans article').nth(2).boundingBox();
  assert.ok(card);
  await eventually(async () => {
    const cursor = await part('cursor').boundingBox();
    assert.ok(cursor && Math.abs(cursor.x - (card.x + card.width / 2)) < 3 && Math.abs(cursor.y - (card.y + card.height / 2)) < 3);
  });
}));

test('a cursor without an element is placed by the page, not by the sender’s window', onPage({}, async ({ page, part }) => {
  await live(page);
  await page.evaluate(() => {
    window.scrollTo(0, 100);
    window.PulseClient.made[0]?.cursor('chen', { x: 5, y: 6, pageX: 205, pageY: 506 });
  });
  await eventually(async () => {
    const cursor = await part('cursor').boundingBox();
    assert.ok(cursor && Math.abs(cursor.x - 205) < 3 && Math.abs(cursor.y - 406) < 3);
  });
}));

test('a cursor goes after three seconds of silence, or when its owner leaves', onPage({ clock: true }, async ({ page, part }) => {
  await live(page);
  const point = { x: 5, y: 6, pageX: 205, pageY: 306 };
  await page.evaluate((at) => window.PulseClient.made[0]?.cursor('bo', at), point);
  await part('cursor').waitFor();
  await page.clock.fastForward(3100);
  await part('cursor').waitFor({ state: 'detached' });
  await page.evaluate((at) => window.PulseClient.made[0]?.cursor('bo', at), point);
  await part('cursor').waitFor();
  await page.evaluate(() => window.PulseClient.made[0]?.leave('bo'));
  await part('cursor').waitFor({ state: 'detached' });
}));

test('nonsense positions draw nothing and break nothing', onPage({}, async ({ page, part, errors }) => {
  await live(page);
  await page.evaluate(() => {
    const client = window.PulseClient.made[0]!;
    for (const position of [{}, { x: 'a' }, { anchor: { s: '>>>', x: 0, y: 0 } }, { anchor: { s: 5 } }]) {
      client.state.emit('cursor', { userId: 'bo', position });
    }
  });
  assert.equal(await part('cursor').count(), 0);
  assert.deepEqual(errors, []);
}));

test('an environment without cursors neither sends nor shows any', onPage({}, async ({ page, part, calls }) => {
  await live(page);
  await page.evaluate(() => {
    const client = window.PulseClient.made[0]!;
    client.state.config = { showCursors: false };
    client.state.emit('config');
    client.cursor('bo', { x: 9, y: 9, pageX: 9, pageY: 9 });
  });
  await page.mouse.move(300, 300);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.equal(await part('cursor').count(), 0);
  assert.deepEqual(await calls('moveCursor'), []);
}));

test('names that are too long are cut, and short ones fit however wide their letters are', onPage({}, async ({ page, part }) => {
  await live(page);
  const names = ['Bo', 'WWWWWWWWW', '清水健太郎左衛門', 'Wolfeschlegelsteinhausenbergerdorff'];
  await page.evaluate((all) => {
    const client = window.PulseClient.made[0]!;
    client.state.users = all.map((name, index) => ({ id: `named-${index}`, name, color: '#0f766e' }));
    for (const [index] of all.entries()) client.cursor(`named-${index}`, { x: 200, y: 90 * (index + 1), pageX: 200, pageY: 90 * (index + 1) });
  }, names);
  await eventually(async () => assert.equal(await part('cursor').count(), names.length));
  const labels = await part('cursor').locator('.cursor-name').evaluateAll((found) =>
    found.map((label) => ({ name: label.textContent, width: label.getBoundingClientRect().width, cut: label.scrollWidth > label.clientWidth, hidden: getComputedStyle(label).overflowX === 'hidden' })));
  assert.deepEqual(labels.map(({ name }) => name), names);
  for (const { name, width, cut, hidden } of labels) {
    assert.ok(width <= 140, `${name} is ${width} pixels wide`);
    assert.equal(cut, hidden, `${name}`);
  }
  assert.deepEqual(labels.map(({ cut }) => cut), [false, false, false, true]);
}));

test('who is far from what is in view is drawn when one scrolls there', onPage({ viewport: { width: 900, height: 700 } }, async ({ page, errors }) => {
  await live(page);
  const point = (id: string, pageY: number): Promise<void> =>
    page.evaluate(([who, y]) => window.PulseClient.made[0]!.cursor(who, { x: 5, y: 6, pageX: 205, pageY: y }), [id, pageY] as const);
  const cursor = (id: string): Locator => page.locator(`[data-testid=cursor][data-user-id=${id}]`);
  const stands = (id: string, y: number): Promise<void> =>
    eventually(async () => {
      const box = await cursor(id).boundingBox();
      assert.ok(box && Math.abs(box.x - 205) < 3 && Math.abs(box.y - y) < 3, `${id} at ${JSON.stringify(box)}`);
    });
  /** It is there, and not drawn: who is silent for long is not there any more. */
  const rests = (id: string): Promise<void> =>
    eventually(async () => assert.equal(await cursor(id).evaluateAll((all) => all.map((one) => one.checkVisibility()).join()), 'false'));
  await page.evaluate(() => document.body.style.setProperty('min-height', '6000px'));
  await point('bo', 3000);
  await point('chen', 300);
  await stands('chen', 300);
  await rests('bo');
  await point('bo', 3100);

  await page.evaluate(() => window.scrollTo(0, 2700));
  await stands('bo', 400);
  await rests('chen');

  // Across what is in view, and away again.
  await point('chen', 3200);
  await stands('chen', 500);
  await point('bo', 300);
  await rests('bo');
  await point('bo', 3050);
  await stands('bo', 350);
  assert.deepEqual(errors, []);
}));
