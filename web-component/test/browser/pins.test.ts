import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { PinPosition } from '../../src/client/contract.ts';
import { eventually, onPage, type Opened, useBrowser } from '../support/harness.ts';

useBrowser();

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  assert.ok(box, 'has no box');
  return box;
}

/** The viewport point that a pin's tail points at: its lower left corner. */
async function tipOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await boxOf(locator);
  return { x: box.x, y: box.y + box.height };
}

function near(actual: number, expected: number, tolerance = 2): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

async function createdPosition({ calls }: Opened): Promise<PinPosition> {
  const [call] = await calls('createThread');
  assert.ok(call, 'no thread was created');
  return (call[1] as { position: PinPosition }).position;
}

test('a click in pin mode drops a draft, and its text makes a pin at that very place', onPage({}, async (opened) => {
  const { page, part, pin } = opened;
  await part('toolbar-toggle').click();
  await part('pin-mode').click();
  const target = await boxOf(page.locator('#plans article').first().locator('p'));
  await page.mouse.click(target.x + 20, target.y + 8);
  const draft = await tipOf(part('pin-draft'));
  near(draft.x, target.x + 20);
  near(draft.y, target.y + 8);
  await part('pin-form-input').fill('Is this true?');
  await page.keyboard.press('Control+Enter');
  await part('pin-form').waitFor({ state: 'detached' });
  const created = await page.evaluate(() => window.PulseClient.made[0]?.state.threads.at(-1)?.id ?? '');
  const placed = await tipOf(pin(created));
  near(placed.x, target.x + 20);
  near(placed.y, target.y + 8);
  const position = await createdPosition(opened);
  assert.equal(position.quote, 'Three pages, one person, no expiry.');
  assert.ok(position.x > 0 && position.x < 1 && position.y > 0 && position.y < 1);
  const path = JSON.parse(position.path ?? '') as { v: number; landmarks: string[]; weights: number[]; pageWidth: number };
  assert.equal(path.v, 2);
  assert.equal(path.landmarks.length, 3);
  assert.ok(path.landmarks.every((selector) => !selector.includes('pulse')));
  near(path.weights.reduce((sum, one) => sum + one, 0), 1, 1e-9);
  assert.equal(path.pageWidth, 1280);
}));

test('the keyboard alone pins a comment, answers it and resolves it', onPage({}, async ({ page, part, calls }) => {
  await part('toolbar-toggle').focus();
  await page.keyboard.press('Enter');
  await part('pin-mode').focus();
  await page.keyboard.press('Enter');
  const before = await boxOf(part('crosshair'));
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('ArrowUp');
  await eventually(async () => {
    const after = await boxOf(part('crosshair'));
    near(after.x, before.x - 80);
    near(after.y, before.y - 10);
  });
  const target = await boxOf(part('crosshair'));
  await page.keyboard.press('Enter');
  await page.keyboard.type('From the keyboard');
  const draft = await tipOf(part('pin-draft'));
  near(draft.x, target.x + target.width / 2);
  near(draft.y, target.y + target.height / 2);
  await page.keyboard.press('Control+Enter');
  await eventually(async () => assert.equal((await calls('createThread')).length, 1));
  const created = await page.evaluate(() => window.PulseClient.made[0]?.state.threads.at(-1)?.id ?? '');
  const pin = page.locator(`[data-testid=pin][data-thread-id="${created}"]`);
  await pin.focus();
  await page.keyboard.press('Enter');
  await part('thread-popover').waitFor();
  await page.keyboard.type('And an answer');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.deepEqual(await calls('reply'), [[created, 'And an answer']]));
  await part('thread-resolve').focus();
  await page.keyboard.press('Enter');
  await pin.waitFor({ state: 'detached' });
  assert.deepEqual(await calls('resolveThread'), [[created, true]]);
}));

test('escape leaves the draft, then nothing is left open', onPage({}, async ({ page, part, calls }) => {
  await part('toolbar-toggle').click();
  await part('pin-mode').click();
  await page.mouse.click(300, 300);
  await part('pin-form').waitFor();
  await page.keyboard.press('Escape');
  await part('pin-draft').waitFor({ state: 'detached' });
  assert.equal(await part('veil').count(), 0);
  assert.deepEqual(await calls('createThread'), []);
}));

test('pins scroll with the page, and never make it longer', onPage({}, async ({ page, pin }) => {
  const before = await tipOf(pin('t2'));
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.evaluate(() => window.scrollTo(0, 120));
  near((await tipOf(pin('t2'))).y, before.y - 120);
  await page.evaluate(() => {
    const client = window.PulseClient.made[0]!;
    client.createThread('far away', { position: { x: 40, y: 40, path: '{"v":2,"landmarks":[],"weights":[]}' } });
  });
  await eventually(async () => assert.equal(await page.locator('[data-testid=pin]').count(), 4));
  assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), height);
}));

test('a pin stays on its element when the page changes around it', onPage({}, async ({ page, pin }) => {
  const before = await tipOf(pin('t2'));
  await page.evaluate(() => {
    const space = document.createElement('div');
    space.textContent = 'An announcement';
    space.style.height = '140px';
    document.querySelector('main')?.before(space);
  });
  await eventually(async () => near((await tipOf(pin('t2'))).y, before.y + 140));
}));

test('a pin follows its text to another place among its siblings', onPage({}, async ({ page, pin }) => {
  await page.evaluate(() => {
    const plans = document.querySelector('#plans')!;
    plans.append(plans.children[1]!);
  });
  const team = await boxOf(page.locator('#plans article', { hasText: 'Team' }));
  await eventually(async () => near((await tipOf(pin('t2'))).x, team.x + 0.86 * team.width));
}));

test('a pin whose place is gone is listed as detached and can be placed again', onPage({}, async ({ page, part, pin, calls }) => {
  assert.equal(await pin('t4').isVisible(), false);
  // Whoever began a thread may place it.
  await page.evaluate(() => {
    const { state } = window.PulseClient.made[0]!;
    state.threads = state.threads.map((one) => (one.id === 't4' ? { ...one, comments: one.comments.map((comment) => ({ ...comment, userId: 'ada' })) } : one));
    state.emit('threads', state.threads);
  });
  await part('toolbar-toggle').click();
  await part('comments').click();
  await part('thread-detached').waitFor();
  await part('thread-place-again').click();
  await page.mouse.click(400, 330);
  await eventually(async () => assert.equal((await calls('updateThreadPosition'))[0]?.[0], 't4'));
  await pin('t4').waitFor();
}));

test('a pin in a box that scrolls is hidden while its place is scrolled away', onPage({}, async ({ page, part }) => {
  await page.evaluate(() => {
    const position = { x: 0, y: 0, tag: 'p', selector: 'p[data-testid="inner"]', quote: 'The last line inside the box.', elementOffsetX: 0.2, elementOffsetY: 0.5 };
    window.PulseClient.made[0]?.createThread('in the box', { position });
  });
  const inner = part('pin').last();
  await inner.waitFor({ state: 'hidden' });
  await page.evaluate(() => document.querySelector('.scroller')?.scrollTo(0, 1000));
  await inner.waitFor({ state: 'visible' });
}));

test('one drags one’s own pin, and only that', onPage({}, async ({ page, part, pin, calls }) => {
  const drag = async (id: string): Promise<{ x: number; y: number }> => {
    const box = await boxOf(pin(id));
    await page.mouse.move(box.x + 16, box.y + 16);
    await page.mouse.down();
    await page.mouse.move(box.x + 60, box.y + 40, { steps: 4 });
    await page.mouse.up();
    return { x: box.x + 44, y: box.y + 24 + box.height };
  };
  const expected = await drag('t2');
  await eventually(async () => assert.equal((await calls('updateThreadPosition')).length, 1));
  await eventually(async () => {
    const tip = await tipOf(pin('t2'));
    near(tip.x, expected.x);
    near(tip.y, expected.y);
  });
  assert.equal(await part('thread-popover').count(), 0);
  await drag('t1');
  assert.equal((await calls('updateThreadPosition')).length, 1);
}));

test('a transformed ancestor does not move what lies over the page', onPage({}, async ({ page, part, pin }) => {
  await pin('t2').waitFor();
  const middleOf = async (): Promise<number[]> => {
    const box = await boxOf(part('toolbar-toggle'));
    return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  };
  const before = await middleOf();
  await page.evaluate(() => {
    const box = document.createElement('div');
    box.style.cssText = 'transform: translate(40px, 40px); overflow: hidden; width: 10px; height: 10px; z-index: -1; position: relative';
    document.body.append(box);
    box.append(document.querySelector('pulse-widget')!);
  });
  await eventually(async () => assert.deepEqual(await middleOf(), before));
  await pin('t2').click();
  await part('thread-popover').waitFor();
}));

test('pin mode says how to go on with a finger where there is no mouse', onPage({ hasTouch: true, isMobile: true }, async ({ page, part }) => {
  await part('toolbar-toggle').tap();
  await part('pin-mode').tap();
  await page.getByText('Tap where your comment belongs').waitFor();
}));
