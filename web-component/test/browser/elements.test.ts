// The small elements, on a page that composes its own interface.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { eventually, onPage, useBrowser } from '../support/harness.ts';
import { violations } from '../support/axe.ts';

useBrowser();

const composed = { query: 'elements.html' };
const inside = (page: Page, tag: string, testId: string): Locator => page.locator(tag).getByTestId(testId);

test('a provider opens one connection for all that is in it', onPage(composed, async ({ page, errors }) => {
  await inside(page, 'pulse-presence', 'people').waitFor();
  await inside(page, 'pulse-comments', 'thread').first().waitFor();
  assert.deepEqual(await page.evaluate(() => window.PulseClient.made.map(({ calls }) => calls.filter(({ name }) => name === 'connect').length)), [1]);
  assert.deepEqual(errors, []);
}));

test('attributes of a provider that come one after another make one client', onPage({}, async ({ page, errors }) => {
  await page.evaluate(() => {
    const before = window.PulseClient.made.length;
    const provider = document.createElement('pulse-provider');
    document.body.append(provider);
    for (const [name, value] of [['api-key', 'pk_preview'], ['room', 'later'], ['token', 'preview']] as const) provider.setAttribute(name, value);
    Reflect.set(window, 'before', before);
  });
  await page.waitForFunction(() => document.querySelector('pulse-provider')?.client?.status === 'connected');
  assert.equal(await page.evaluate(() => window.PulseClient.made.length - (Reflect.get(window, 'before') as number)), 1);
  assert.deepEqual(errors, []);
}));

test('<pulse-presence> shows as many people as it is told, and counts the rest', onPage(composed, async ({ page }) => {
  const people = inside(page, 'pulse-presence', 'avatar');
  await eventually(async () => assert.equal(await people.count(), 3));
  assert.equal(await inside(page, 'pulse-presence', 'avatar-more').innerText(), '+2\n2 more');
  await page.locator('pulse-presence').evaluate((element) => element.setAttribute('max-visible', '5'));
  await eventually(async () => assert.equal(await people.count(), 5));
  await page.evaluate(() => window.PulseClient.made[0]?.leave('bo'));
  await eventually(async () => assert.equal(await people.count(), 4));
}));

test('<pulse-cursors> shows the pointers of others and tells one’s own', onPage(composed, async ({ page, calls }) => {
  await eventually(async () => {
    await page.mouse.move(200 + Math.random() * 50, 200);
    assert.ok((await calls('moveCursor')).length > 0);
  });
  const [[point] = []] = await calls('moveCursor');
  assert.ok((point as { anchor?: unknown }).anchor, 'what is in a provider is the page’s own');
  await page.evaluate(() => window.PulseClient.made[0]?.cursor('bo', { x: 0, y: 0, pageX: 300, pageY: 240 }));
  const box = await inside(page, 'pulse-cursors', 'cursor').boundingBox();
  assert.deepEqual([Math.round(box?.x ?? 0), Math.round(box?.y ?? 0)], [300, 240]);
}));

test('<pulse-comments> starts a thread, replies, resolves and reopens', onPage(composed, async ({ page, calls, errors }) => {
  const part = (testId: string): Locator => inside(page, 'pulse-comments', testId);
  await part('new-thread-input').fill('From the page itself');
  await page.keyboard.press('Enter');
  const thread = part('thread').filter({ hasText: 'From the page itself' });
  await thread.getByTestId('thread-reply').click();
  await part('reply-input').fill('And a reply');
  await page.keyboard.press('Enter');
  await thread.getByText('And a reply').waitFor();
  await page.keyboard.press('Escape');
  await thread.getByTestId('thread-resolve').click();
  await eventually(async () => assert.equal(await thread.getAttribute('data-resolved'), 'true'));
  await thread.getByTestId('thread-reopen').click();
  await eventually(async () => assert.equal(await thread.getAttribute('data-resolved'), 'false'));
  assert.deepEqual((await calls('createThread')).map(([body]) => body), ['From the page itself']);
  assert.equal(await part('thread-show-pin').count(), 0);
  assert.deepEqual(errors, []);
}));

test('<pulse-comments> leaves out what is resolved unless it is asked for', onPage(composed, async ({ page }) => {
  await inside(page, 'pulse-comments', 'resolved-section').waitFor();
  await page.locator('pulse-comments').evaluate((element) => element.removeAttribute('show-resolved'));
  await inside(page, 'pulse-comments', 'resolved-section').waitFor({ state: 'detached' });
}));

test('<pulse-notifications> tells the page which one was pressed, and reads it', onPage(composed, async ({ page, calls }) => {
  await page.evaluate(() => {
    document.addEventListener('pulse-notification-click', ({ detail }) => Reflect.set(window, 'pressed', detail.id));
  });
  const list = inside(page, 'pulse-notifications', 'notification');
  await list.first().click();
  assert.equal(await page.evaluate(() => Reflect.get(window, 'pressed')), 'n1');
  await eventually(async () => assert.equal(await list.first().getAttribute('data-read'), 'true'));
  await inside(page, 'pulse-notifications', 'mark-all-read').click();
  await inside(page, 'pulse-notifications', 'mark-all-read').waitFor({ state: 'detached' });
  assert.equal((await calls('markAllRead')).length, 1);
}));

test('<pulse-reactions> counts, adds and takes back', onPage(composed, async ({ page, calls, errors }) => {
  const part = (testId: string): Locator => inside(page, 'pulse-reactions', testId);
  await part('reaction').waitFor();
  assert.equal(await part('reaction').getByText('2').count(), 1);
  await part('reaction').click();
  await eventually(async () => assert.equal(await part('reaction').getByText('1').count(), 1));
  await part('reaction-add').click();
  await part('reaction-option').nth(3).click();
  await eventually(async () => assert.equal(await part('reaction').count(), 2));
  await page.locator('pulse-reactions').evaluate((element) => {
    element.setAttribute('target-type', 'thread');
    element.setAttribute('target-id', 't1');
  });
  await part('reaction').first().waitFor({ state: 'detached' });
  await part('reaction-add').click();
  await part('reaction-option').first().click();
  await eventually(async () => assert.deepEqual((await calls('addReaction')).map((args) => args.slice(0, 2)), [['c1', 'comment'], ['t1', 'thread']]));
  // The original's threw at each connect, as reactions come with an event that says null.
  await page.evaluate(() => window.PulseClient.made[0]?.state.emit('reactions', null));
  assert.deepEqual(errors, []);
}));

test('an element takes a client that is given to it, without a provider', onPage({}, async ({ page, errors }) => {
  await page.evaluate(() => {
    const presence = document.createElement('pulse-presence');
    // Before the file that defines the element has come.
    Reflect.set(presence, 'client', document.querySelector('pulse-widget')?.client);
    document.body.append(presence);
  });
  await eventually(async () => assert.equal(await inside(page, 'pulse-presence', 'avatar').count(), 5));
  const listeners = await page.evaluate(() => window.PulseClient.made[0]?.listeners);
  await page.evaluate(() => document.querySelector('pulse-presence')?.remove());
  assert.ok((await page.evaluate(() => window.PulseClient.made[0]?.listeners) ?? 0) < (listeners ?? 0));
  assert.deepEqual(errors, []);
}));

test('a Lit element of the page gets the client by its context key', onPage(composed, async ({ page }) => {
  await inside(page, 'pulse-presence', 'people').waitFor();
  const got = await page.evaluate(() => {
    const element = document.createElement('div');
    document.querySelector('main')?.append(element);
    let client: unknown;
    const request = new Event('context-request', { bubbles: true, composed: true });
    Object.assign(request, { context: 'pulse-client', contextTarget: element, callback: (value: unknown) => (client = value) });
    element.dispatchEvent(request);
    return client === document.querySelector('pulse-provider')?.client;
  });
  assert.ok(got);
}));

test('another room of the provider reaches all its elements', onPage(composed, async ({ page, errors }) => {
  await inside(page, 'pulse-comments', 'thread').first().waitFor();
  await page.locator('pulse-provider').evaluate((element) => element.setAttribute('room', 'empty'));
  await inside(page, 'pulse-comments', 'empty').waitFor();
  await eventually(async () => assert.equal(await inside(page, 'pulse-presence', 'avatar').count(), 1));
  assert.equal(await page.evaluate(() => window.PulseClient.made[0]?.destroyed), true);
  assert.deepEqual(errors, []);
}));

test('a page without small elements does not load them', onPage({}, async ({ page, part }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await part('toolbar-toggle').click();
  await part('toolbar').waitFor();
  await page.evaluate(() => document.body.append(document.createElement('p')));
  assert.equal(await page.evaluate(() => customElements.get('pulse-provider')), undefined);
  assert.ok(!asked.some((url) => url.includes('elements')), asked.join());
}));

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the small elements are accessible in the ${colorScheme} scheme`, onPage({ ...composed, colorScheme }, async ({ page }) => {
    await inside(page, 'pulse-comments', 'thread').first().waitFor();
    await inside(page, 'pulse-reactions', 'reaction-add').click();
    assert.deepEqual(await violations(page, 'pulse-provider'), []);
  }));
}
