import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, live, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

test('an element made by script connects with the attributes it was given', onPage({}, async ({ page }) => {
  const options = await page.evaluate(() => {
    document.querySelector('pulse-widget')?.remove();
    const widget = document.createElement('pulse-widget');
    widget.setAttribute('api-key', 'pk_two');
    widget.setAttribute('room', '/pricing');
    widget.setAttribute('token', 'eyJ');
    widget.setAttribute('endpoint', 'https://pulse.example');
    document.body.append(widget);
    return new Promise((resolve) =>
      widget.addEventListener('pulse-status', () => resolve(window.PulseClient.made.at(-1)?.options), { once: true }),
    );
  });
  assert.deepEqual(options, { apiKey: 'pk_two', room: '/pricing', token: 'eyJ', endpoint: 'https://pulse.example', deviceType: 'desktop' });
}));

test('another token refreshes the session in place and keeps panel and draft', onPage({}, async ({ page, part, calls }) => {
  await part('toolbar-toggle').click();
  await part('comments').click();
  await part('new-thread-input').fill('half a thought');
  await page.evaluate(() => document.querySelector('pulse-widget')?.setAttribute('token', 'second'));
  await eventually(async () => assert.deepEqual(await calls('setToken'), [['second']]));
  assert.equal(await page.evaluate(() => window.PulseClient.made.length), 1);
  assert.equal(await part('new-thread-input').inputValue(), 'half a thought');
}));

test('moving the element in the page keeps the connection and the layers', onPage({}, async ({ page, part }) => {
  await page.evaluate(() => document.querySelector('main')?.prepend(document.querySelector('pulse-widget')!));
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  assert.deepEqual(await page.evaluate(() => window.PulseClient.made.map((one) => one.destroyed)), [false]);
  await part('toolbar-toggle').click();
  await part('toolbar').waitFor();
}));

test('another room swaps the client and keeps the element', onPage({}, async ({ page, part }) => {
  await part('pin').first().waitFor();
  await page.evaluate(() => document.querySelector('pulse-widget')?.setAttribute('room', 'empty'));
  await part('pin').first().waitFor({ state: 'detached' });
  const rooms = await page.evaluate(() => window.PulseClient.made.map((one) => [one.options.room, one.destroyed]));
  assert.deepEqual(rooms, [['demo', true], ['empty', false]]);
}));

test('p2p and ice-servers are told to the client', onPage({ attributes: { p2p: '', 'ice-servers': '[]' } }, async ({ page }) => {
  const told = (): Promise<unknown[]> => page.evaluate(() => window.PulseClient.made.map(({ options }) => [options.p2p, options.iceServers]));
  assert.deepEqual(await told(), [[true, '[]']]);
  await page.evaluate(() => document.querySelector('pulse-widget')?.removeAttribute('p2p'));
  await page.waitForFunction(() => window.PulseClient.made.length === 2);
  assert.deepEqual((await told())[1], [undefined, undefined]);
}));

test('elements for one room and one person share a client, which goes with the last of them', onPage({}, async ({ page }) => {
  const made = (): Promise<boolean[]> => page.evaluate(() => window.PulseClient.made.map((one) => one.destroyed));
  await page.evaluate(() => {
    const second = document.querySelector('pulse-widget')!.cloneNode() as HTMLElement;
    second.id = 'second';
    document.body.append(second);
  });
  await page.waitForFunction(() => document.querySelector<HTMLElementTagNameMap['pulse-widget']>('#second')?.status === 'connected');
  assert.deepEqual(await made(), [false]);
  await page.evaluate(() => document.querySelectorAll('pulse-widget')[0]?.remove());
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  assert.deepEqual(await made(), [false]);
  await page.evaluate(() => document.querySelector('#second')?.remove());
  await page.waitForFunction(() => window.PulseClient.made[0]?.destroyed);
}));

test('another token may be another person, who gets a client of their own', onPage({}, async ({ page }) => {
  await page.evaluate(() => {
    const other = document.querySelector('pulse-widget')!.cloneNode() as HTMLElement;
    other.setAttribute('token', 'of somebody else');
    document.body.append(other);
  });
  await page.waitForFunction(() => window.PulseClient.made.length === 2);
  assert.deepEqual(await page.evaluate(() => window.PulseClient.made.map((one) => one.options.token)), ['preview', 'of somebody else']);
}));

test('removing the element ends the session and leaves no listener behind', onPage({}, async ({ page }) => {
  await page.evaluate(() => document.querySelector('pulse-widget')?.remove());
  await page.waitForFunction(() => window.PulseClient.made[0]?.destroyed);
  assert.equal(await page.evaluate(() => window.PulseClient.made[0]?.listeners), 0);
}));

test('a hundred elements that came and went leave no nodes and no listeners behind', onPage({}, async ({ page, part }) => {
  // What is loaded later has to be there already, as it stays.
  await page.evaluate(() => document.querySelector('pulse-widget')!.open('comments'));
  await part('comments-panel').waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const comeAndGo = (times: number): Promise<void> =>
    page.evaluate(async (count) => {
      const widget = document.querySelector('pulse-widget');
      widget?.remove();
      for (let i = 0; i < count; i += 1) {
        const one = document.createElement('pulse-widget');
        for (const [name, value] of Object.entries({ 'api-key': 'pk_1', room: 'demo', token: 't' })) one.setAttribute(name, value);
        document.body.append(one);
        await one.updateComplete;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        one.open('comments');
        await one.updateComplete;
        one.remove();
        await new Promise((resolve) => setTimeout(resolve));
      }
      window.PulseClient.made.length = 0;
    }, times);
  const left = async (): Promise<{ nodes: number; listeners: number }> => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    const value = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
    return { nodes: value('Nodes'), listeners: value('JSEventListeners') };
  };
  await comeAndGo(10);
  const before = await left();
  await comeAndGo(100);
  // The last ones have timers and frames that are still to come.
  await eventually(async () => {
    const after = await left();
    assert.ok(after.listeners <= before.listeners + 5, `listeners: ${before.listeners}, then ${after.listeners}`);
    assert.ok(after.nodes <= before.nodes * 1.1 + 50, `nodes: ${before.nodes}, then ${after.nodes}`);
  });
}));

test('the page can provide tokens by a property, set before or after', onPage({ attributes: { token: null }, waitForConnection: false }, async ({ page }) => {
  await page.evaluate(() => {
    document.querySelector('pulse-widget')!.getToken = () => 'provided';
  });
  await page.waitForFunction(() => window.PulseClient?.made.length === 1);
  assert.equal(await page.evaluate(() => window.PulseClient.made[0]?.getToken?.({ reason: 'connect' })), 'provided');
}));

test('missing attributes are said quietly on the page and exactly in the console', onPage({ attributes: { token: null, room: null }, waitForConnection: false }, async ({ part, errors }) => {
  await part('problem').waitFor();
  assert.equal(await part('problem').getAttribute('data-problem'), 'missing');
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /set room="…" and token="…"/);
}));

test('attributes that come one after another are no problem', onPage({ attributes: { token: null, room: null }, waitForConnection: false, clock: true }, async ({ page, part, errors }) => {
  await page.evaluate(() => document.querySelector('pulse-widget')?.setAttribute('room', 'demo'));
  await page.evaluate(() => document.querySelector('pulse-widget')?.setAttribute('token', 'late'));
  await page.waitForFunction(() => window.PulseClient?.made.length === 1);
  await page.clock.fastForward(5000);
  assert.equal(await part('problem').count(), 0);
  assert.deepEqual(errors, []);
}));

test('a wrong endpoint is said at once and forgotten when corrected', onPage({ attributes: { endpoint: 'localhost:4567' }, waitForConnection: false }, async ({ page, part, errors }) => {
  await part('problem').waitFor();
  assert.match(errors.join(), /endpoint="localhost:4567" is no http\(s\) or ws\(s\) address/);
  await page.evaluate(() => document.querySelector('pulse-widget')?.setAttribute('endpoint', 'http://localhost:4567'));
  await part('toolbar-toggle').waitFor();
}));

test('what the client refuses is passed on as it says it', onPage({ attributes: { 'api-key': 'sk_oops' }, waitForConnection: false }, async ({ part, errors }) => {
  await part('problem').waitFor();
  assert.match(errors.join(), /apiKey does not look like a publishable key/);
}));

const forbidWasm = (): void => {
  const message = 'WebAssembly.instantiateStreaming(): violates the following Content Security Policy directive';
  window.failPulseInit = Object.assign(new Error(message), { name: 'CompileError' });
};

test('a page that forbids WebAssembly is told which directive to add', onPage({ first: forbidWasm, waitForConnection: false }, async ({ part, errors }) => {
  await part('problem').waitFor();
  assert.equal(await part('problem').getAttribute('data-problem'), 'blocked');
  assert.match(errors.join(), /script-src 'self' 'wasm-unsafe-eval'/);
}));

test('under a strict policy with Trusted Types nothing is violated', onPage({ query: '?csp', first: collectViolations }, async ({ page, part, pin, errors }) => {
  await part('toolbar-toggle').click();
  await part('comments').click();
  await pin('t1').click();
  await part('thread-popover').waitFor();
  await live(page);
  await page.evaluate(() => window.PulseClient.made[0]?.cursor('bo', { x: 5, y: 5, pageX: 5, pageY: 5 }));
  await part('cursor').waitFor();
  assert.deepEqual(await page.evaluate(() => Reflect.get(window, 'violations')), []);
  assert.deepEqual(errors, []);
}));

function collectViolations(): void {
  const violations: string[] = [];
  Reflect.set(window, 'violations', violations);
  document.addEventListener('securitypolicyviolation', (event) => violations.push(`${event.violatedDirective} ${event.sample}`));
}

test('connection trouble is said in words with something to press, and its end for two seconds', onPage({ clock: true }, async ({ page, part, calls }) => {
  assert.equal(await part('banner').count(), 0);
  await page.evaluate(() => window.PulseClient.made[0]?.setStatus('reconnecting'));
  await part('banner').waitFor();
  assert.equal(await part('banner').getAttribute('data-notice'), 'reconnecting');
  assert.match((await part('live-region').textContent()) ?? '', /Reconnecting/);
  await part('banner-action').click();
  assert.equal((await calls('connect')).length, 2);
  assert.equal(await part('banner').getAttribute('data-notice'), 'connected');
  await page.clock.fastForward(2100);
  await part('banner').waitFor({ state: 'detached' });
}));

test('a first connect says nothing for a second', onPage({ clock: true }, async ({ page, part }) => {
  // Otherwise the clock goes on by itself, beside the steps below.
  await page.clock.pauseAt(new Date(Date.now() + 60_000));
  await page.evaluate(() => window.PulseClient.made[0]?.setStatus('connecting'));
  await page.clock.fastForward(900);
  assert.equal(await part('banner').count(), 0);
  await page.clock.fastForward(200);
  await part('banner').waitFor();
  assert.equal(await part('banner').getAttribute('data-notice'), 'connecting');
}));

test('an ended session asks to sign in again, which the page can take over', onPage({}, async ({ page, part, calls }) => {
  await page.evaluate(() => {
    document.addEventListener('pulse-sign-in', (event) => event.preventDefault());
    window.PulseClient.made[0]?.setStatus('unauthorized');
  });
  await part('banner-action').click();
  assert.equal((await calls('connect')).length, 1);
}));

test('the page hears of statuses, comments and errors by typed events', onPage({}, async ({ page }) => {
  const heard = await page.evaluate(() => {
    const said: unknown[] = [];
    document.addEventListener('pulse-status', (event) => said.push(event.status, event.previous));
    document.addEventListener('pulse-comment-created', (event) => said.push(event.threadId, event.comment.body));
    document.addEventListener('pulse-thread-created', (event) => said.push(event.thread.comments[0]?.body));
    document.addEventListener('pulse-token-expiring', (event) => said.push(event.expiresAt));
    document.addEventListener('pulse-error', (event) => said.push(event.code, event.retryable));
    const client = window.PulseClient.made[0]!;
    client.setStatus('offline');
    client.addComment(client.comment('t1', 'bo', 'hello'));
    client.createThread('new');
    client.emit('token-expiring', { expiresAt: 1 });
    client.emit('error', { code: 'rate', message: 'slow down', retryable: true });
    return said;
  });
  assert.deepEqual(heard, ['offline', 'connected', 't1', 'hello', 'new', 1, 'rate', true]);
}));
