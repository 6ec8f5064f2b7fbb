// A tab that is not looked at does no work, and is right as soon as it is looked at.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { eventually, live, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

/** What was done while the page was hidden. */
interface Work {
  frames: number;
  timers: number;
  mutations: string[];
  renders: number;
}

interface Watched extends Window {
  work: Work;
  /** Repeating timers that run. */
  clocks: Set<unknown>;
  see(seen: boolean): void;
}

/** Counts what is asked of the browser while the page is hidden, and lets a test hide and show it. */
function watchWork(): void {
  const watched = window as unknown as Watched;
  let hidden = false;
  const work: Work = { frames: 0, timers: 0, mutations: [], renders: 0 };
  watched.work = work;
  watched.clocks = new Set();
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
  const { requestAnimationFrame: ask, setTimeout: wait, setInterval: repeat, clearInterval: end } = window;
  window.requestAnimationFrame = (act) => {
    if (hidden) work.frames += 1;
    return ask.call(window, act);
  };
  window.setTimeout = ((...timer: Parameters<typeof wait>) => {
    if (hidden) work.timers += 1;
    return wait(...timer);
  }) as typeof wait;
  window.setInterval = ((...timer: Parameters<typeof repeat>) => {
    const id = repeat(...timer);
    watched.clocks.add(id);
    return id;
  }) as typeof repeat;
  window.clearInterval = (id) => {
    watched.clocks.delete(id);
    end(id);
  };
  const observer = new MutationObserver((records) => {
    for (const { type, target, attributeName } of records) work.mutations.push(`${type} ${attributeName ?? ''} of ${target.nodeName} ${(target as Element).className ?? ''}`);
  });
  watched.see = (seen) => {
    hidden = !seen;
    if (hidden) {
      for (const element of document.querySelectorAll('*')) {
        if (!element.localName.startsWith('pulse-')) continue;
        if (element.shadowRoot) observer.observe(element.shadowRoot, { subtree: true, childList: true, attributes: true, characterData: true });
        const rendered = element as unknown as { performUpdate(): void };
        const perform = rendered.performUpdate;
        rendered.performUpdate = () => {
          work.renders += 1;
          perform.call(element);
        };
      }
    } else {
      observer.disconnect();
    }
    document.dispatchEvent(new Event('visibilitychange'));
  };
}

const hide = (page: Page): Promise<void> => page.evaluate(() => (window as unknown as Watched).see(false));
const show = (page: Page): Promise<void> => page.evaluate(() => (window as unknown as Watched).see(true));
const work = (page: Page): Promise<Work> => page.evaluate(() => (window as unknown as Watched).work);
const NONE: Work = { frames: 0, timers: 0, mutations: [], renders: 0 };

/** Everything that others may do. */
async function manyThings(page: Page, times: number): Promise<void> {
  await page.evaluate((count) => {
    const client = window.PulseClient.made[0]!;
    const headline = document.querySelector('#headline')!;
    const place = (x: number) => ({ x, y: 300, pageX: x, pageY: 300 });
    for (let round = 1; round <= count; round++) {
      for (const id of ['bo', 'chen']) client.cursor(id, place(200 + round));
      client.click('bo', place(300));
      client.fly('bo', '🎉', place(320));
      client.stroke('bo', [place(200), { x: 240, y: 340 }], '#b45309', 3);
      client.select('chen', { startSelector: '#headline', startOffset: 0, endSelector: '#headline', endOffset: 1 });
      client.look('chen', { scrollX: 0, scrollY: 3000 + round, viewportWidth: 1280, viewportHeight: 800, pageWidth: 1280, pageHeight: 4000 });
      client.type('t1', ['bo', 'chen']);
      client.addComment(client.comment('t1', 'bo', `Said behind, ${round}`));
      headline.append(' ');
    }
    const comment = client.comment('new', 'bo', 'A thread from behind');
    client.addThread({ id: 'new', roomId: 'demo', position: { x: 0.5, y: 0.5 }, resolved: false, comments: [comment], createdAt: comment.createdAt, updatedAt: comment.createdAt });
    client.leave('dana');
    client.state.notifications = [{ ...client.state.notifications[0]!, id: 'behind', read: false }, ...client.state.notifications];
    client.state.emit('notifications');
    client.setStatus('reconnecting');
    client.setStatus('connected');
  }, times);
}

test('a hidden tab renders nothing and asks for no frame or timer, and shows all when it is seen', onPage({ clock: true, first: watchWork, viewport: { width: 1280, height: 360 } }, async ({ page, part, pin, errors }) => {
  await live(page);
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const widget = document.querySelector('pulse-widget')!;
    for (const name of ['pulse-comment-created', 'pulse-thread-created', 'pulse-status']) widget.addEventListener(name, () => heard.push(name));
    widget.open('comments');
  });
  await part('comments-panel').waitFor();
  await manyThings(page, 1);
  await part('cursor').first().waitFor();
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 5000));
  await page.evaluate(() => Object.assign(window, { heard: Object.assign((window as unknown as { heard: string[] }).heard, { length: 0 }) }));
  await page.evaluate(() => window.PulseClient.made[0]!.cursor('bo', { x: 210, y: 300, pageX: 210, pageY: 300 }));

  await hide(page);
  await manyThings(page, 5);
  await page.clock.runFor(1000);
  await manyThings(page, 20);
  await page.clock.runFor(1000);
  assert.deepEqual(await work(page), NONE);
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  assert.deepEqual([heard.filter((name) => name === 'pulse-comment-created').length, heard.filter((name) => name === 'pulse-thread-created').length], [25, 2]);
  assert.ok(heard.includes('pulse-status'));

  await show(page);
  await page.clock.runFor(100);
  await part('comments-panel').getByText('Said behind, 20').waitFor();
  await part('comments-panel').getByText('A thread from behind').first().waitFor();
  await part('typing').first().waitFor();
  await pin('new').first().waitFor();
  await part('selection').waitFor({ state: 'attached' });
  await part('viewport-pill').waitFor();
  assert.ok((await part('stroke').count()) >= 25);
  // The pointer that was silent before fades for a moment longer.
  const bo = page.locator('[data-testid=cursor][data-user-id=bo]');
  await eventually(async () => assert.deepEqual(await bo.evaluateAll((all) => all.map((one) => (one as HTMLElement).style.transform)), ['translate3d(220px, 300px, 0px)']));
  assert.deepEqual(errors, []);
}));

test('a hidden tab has no clock, and what has gone meanwhile is gone when it is seen', onPage({ clock: true, first: watchWork }, async ({ page, part, errors }) => {
  await live(page);
  await page.evaluate(() => document.querySelector('pulse-widget')!.open('comments'));
  await part('comments-panel').waitFor();
  await manyThings(page, 3);
  await part('cursor').first().waitFor();
  await part('stroke').first().waitFor();
  const told = (): Promise<string> => page.locator('[data-thread-id=t3] time').first().innerText();
  const before = await told();
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 500));

  await hide(page);
  // Those that run already come to their end; none follows them, and what they would take away stays.
  await page.clock.runFor(20_000);
  await manyThings(page, 3);
  await page.clock.fastForward(30 * 60_000);
  await page.clock.fastForward(30 * 60_000);
  assert.deepEqual(await work(page), NONE);
  assert.deepEqual(await page.evaluate(() => [...(window as unknown as Watched).clocks]), []);

  await show(page);
  // All that has waited makes one rendering.
  assert.equal((await work(page)).renders, 1);
  await page.clock.runFor(1000);
  for (const gone of ['cursor', 'ripple', 'selection', 'flying-emoji']) await eventually(async () => assert.equal(await part(gone).count(), 0, gone));
  assert.notEqual(await told(), before);
  const { renders } = await work(page);
  await page.clock.runFor(31_000);
  assert.equal((await work(page)).renders, renders + 1, 'the clock goes on');
  assert.deepEqual(errors, []);
}));

test('the small elements of a hidden tab do no work, and show all when it is seen', onPage({ query: 'elements.html', clock: true, first: watchWork }, async ({ page, errors }) => {
  const inside = (tag: string, testId: string): Locator => page.locator(tag).getByTestId(testId);
  await inside('pulse-comments', 'thread').first().waitFor();
  await page.evaluate(() => window.PulseClient.made[0]!.cursor('bo', { x: 0, y: 0, pageX: 300, pageY: 240 }));
  await inside('pulse-cursors', 'cursor').waitFor();
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 2000));

  await hide(page);
  await manyThings(page, 20);
  await page.clock.runFor(1000);
  await page.evaluate(() => window.PulseClient.made[0]!.addReaction('c1', 'comment', '🦊'));
  await page.evaluate(() => window.PulseClient.made[0]!.leave('eli'));
  assert.deepEqual(await work(page), NONE);
  assert.deepEqual(await page.evaluate(() => [...(window as unknown as Watched).clocks]), []);

  await show(page);
  await page.clock.runFor(100);
  await inside('pulse-comments', 'thread').getByText('Said behind, 20').waitFor();
  await inside('pulse-reactions', 'reaction').filter({ hasText: '🦊' }).waitFor();
  assert.equal(await inside('pulse-presence', 'avatar').count(), 3);
  assert.equal(await inside('pulse-presence', 'avatar-more').count(), 0);
  await inside('pulse-cursors', 'cursor').first().waitFor();
  assert.deepEqual(errors, []);
}));

test('a hidden tab takes a new token at once, and still tells the page', onPage({ first: watchWork }, async ({ page, calls }) => {
  await live(page);
  await hide(page);
  await page.evaluate(() => document.querySelector('pulse-widget')!.setAttribute('token', 'another'));
  await eventually(async () => assert.deepEqual((await calls('setToken')).at(-1), ['another']));
}));

test('an element that is moved in a hidden tab is right when it is seen', onPage({ first: watchWork }, async ({ page, pin, errors }) => {
  await live(page);
  await pin('t1').waitFor();
  await hide(page);
  await manyThings(page, 1);
  await page.evaluate(() => document.querySelector('main')!.append(document.querySelector('pulse-widget')!));
  assert.equal(await pin('new').count(), 0);
  await show(page);
  await pin('new').waitFor();
  assert.deepEqual(errors, []);
}));

test('a tab that is opened behind another connects, and is right when it is seen', onPage({
  waitForConnection: false,
  first: () => {
    let hidden = true;
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    Object.assign(window, {
      see: () => {
        hidden = false;
        document.dispatchEvent(new Event('visibilitychange'));
      },
    });
  },
}, async ({ page, pin, errors }) => {
  await page.waitForFunction(() => window.PulseClient?.made.at(-1)?.status === 'connected');
  assert.equal(await pin('t1').count(), 0);
  await page.evaluate(() => (window as unknown as { see(): void }).see());
  await pin('t1').waitFor();
  assert.deepEqual(errors, []);
}));
