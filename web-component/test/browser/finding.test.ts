// Search, filters, unread marks, links to threads, the list of keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

test('the comments panel is searched and narrowed', onPage({}, async ({ page, part }) => {
  const shown = (): Promise<(string | null)[]> =>
    page.locator('[data-testid=thread]').evaluateAll((all) => all.map((one) => one.getAttribute('data-thread-id')));
  await part('toolbar-toggle').click();
  await part('comments').click();
  await part('thread-search').fill('legal terms');
  await eventually(async () => assert.deepEqual(await shown(), ['t3']));
  await part('thread-search').fill('nothing like this');
  await part('empty').waitFor();
  await part('thread-search').fill('');
  const filter = (name: string): Promise<void> => page.locator(`[data-testid=thread-filter][data-filter=${name}]`).click();
  await filter('unread');
  await eventually(async () => assert.deepEqual(await shown(), ['t1']));
  await filter('resolved');
  await eventually(async () => assert.deepEqual(await shown(), ['t5']));
  assert.ok(await part('thread').isVisible(), 'its section is open');
  await filter('all');
  await eventually(async () => assert.equal((await shown()).length, 5));
}));

test('threads with news are marked until they are opened', onPage({}, async ({ page, part, pin }) => {
  assert.match((await pin('t1').getAttribute('class')) ?? '', /unread/);
  await part('toolbar-toggle').click();
  await part('comments').click();
  const card = page.locator('[data-testid=thread][data-thread-id=t1]');
  assert.equal(await card.getAttribute('data-unread'), 'true');
  await card.getByTestId('thread-show-pin').click();
  await part('thread-popover').waitFor();
  await eventually(async () => assert.doesNotMatch((await pin('t1').getAttribute('class')) ?? '', /unread/));
}));

test('an address with a thread opens it at its pin', onPage({ query: '#pulse-thread=t2' }, async ({ part }) => {
  await part('thread-popover').waitFor();
  assert.equal(await part('thread-popover').getAttribute('data-thread-id'), 't2');
}));

test('an address with a thread that has no pin opens it in the panel, a resolved one too', onPage({ query: '#pulse-thread=t3' }, async ({ page, part }) => {
  await page.locator('[data-testid=thread][data-thread-id=t3].highlighted').waitFor();
  await page.evaluate(() => { location.hash = '#pulse-thread=t5'; });
  await page.locator('[data-testid=thread][data-thread-id=t5].highlighted').waitFor();
  assert.ok(await page.locator('[data-testid=thread][data-thread-id=t5]').isVisible());
  await part('comments-panel').waitFor();
}));

test('an address with a thread that is not there opens nothing', onPage({ query: '#pulse-thread=%22%3E%3Cimg%20src%3Dx%3E' }, async ({ page, part, errors }) => {
  await part('toolbar-toggle').click();
  await part('toolbar').waitFor();
  assert.equal(await part('comments-panel').count() + await part('thread-popover').count(), 0);
  assert.equal(await page.evaluate(() => document.querySelector('pulse-widget')!.shadowRoot!.querySelectorAll('img').length), 0);
  assert.deepEqual(errors, []);
}));

test('a thread’s link is copied and opens it again', onPage({ permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page, part, pin }) => {
  await pin('t1').click();
  await part('thread-link').click();
  await eventually(async () => assert.equal(await part('live-region').textContent(), 'Link copied'));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#pulse-thread=t1$/);
  await page.goto('about:blank');
  await page.goto(link);
  await part('thread-popover').waitFor();
}));

test('? lists the keys, but not where one writes', onPage({}, async ({ page, part }) => {
  await part('toolbar-toggle').click();
  await page.keyboard.press('?');
  await part('help-panel').waitFor();
  await page.keyboard.press('Escape');
  await part('help-panel').waitFor({ state: 'detached' });
  await part('comments').click();
  await part('new-thread-input').click();
  await page.keyboard.type('really?');
  assert.equal(await part('help-panel').count(), 0);
}));

test('a notification leads to its thread, and tells the page', onPage({}, async ({ page, part }) => {
  await page.evaluate(() => {
    document.addEventListener('notification-navigate', (event) => Reflect.set(window, 'led', (event as CustomEvent).detail));
    const { state } = window.PulseClient.made[0]!;
    state.notifications = [{ id: 'n9', type: 'thread:resolved', actorId: 'bo', threadId: 't5', commentId: 'c7', read: false, createdAt: new Date().toISOString() }];
    state.emit('notifications');
  });
  await part('toolbar-toggle').click();
  await part('notifications').click();
  await part('notification').click();
  await page.locator('[data-testid=thread][data-thread-id=t5].highlighted').waitFor();
  assert.deepEqual(await page.evaluate(() => Reflect.get(window, 'led')), { threadId: 't5', commentId: 'c7' });
}));

test('the activity of the room is listed', onPage({}, async ({ part }) => {
  await part('toolbar-toggle').click();
  await part('more').click();
  await part('activity').click();
  await part('activity-entry').first().waitFor();
  assert.match(await part('activity-entry').first().innerText(), /^Chen Wei replied to a thread/);
  assert.equal(await part('activity-entry').count(), 3);
}));
