// What is measured: each scene is played by both widgets, and gives a number for each of its rows. Less is better.
import { crowd, PARAGRAPHS, PINS, THREADS } from './rooms.mjs';
import { traced } from './trace.mjs';

const WATCHED_MS = 4_000;
const PEOPLE = 50;
const CURSOR_HZ = 20;
/** How many of the page's paragraphs are in view at its top. */
const PARAGRAPHS_IN_VIEW = 10;
const SCROLL = { distance: 30_000, speed: 3_000 };
/** An everyday connection: 10 Mbit/s, answers after 40 ms. */
const SLOW = { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 2e6 / 8 };

/** Where the two have the same things. */
const WHERE = {
  ours: { ready: '[data-testid=toolbar-toggle]', cursors: '.cursors > .cursor', comments: '[data-testid=comments]', thread: '[data-testid=thread]', pins: '.pin:not([hidden])' },
  original: { ready: '.toolbar.collapsed', cursors: '#pulse-widget-cursors > *', comments: "[title='View comments']", thread: '.thread-actions', pins: '#pulse-widget-pins > *' },
};

export const SCENES = [
  {
    room: 'quiet',
    rows: [{ name: 'workPerSecond', what: 'nobody does anything: main thread, ms a second' }],
    play: async ({ browser, page, who, address }) => {
      await ready(page, who, address);
      return traced(browser, page, () => page.waitForTimeout(WATCHED_MS));
    },
  },
  {
    room: 'crowded',
    rows: [
      { name: 'workPerFrame', what: `${PEOPLE} cursors at ${CURSOR_HZ} Hz, all over the page: main thread, ms a frame, median` },
      { name: 'workPerFrame95', what: 'the same, 95th percentile' },
      { name: 'workPerSecond', what: 'the same, ms a second' },
    ],
    play: (scene) => withCursors(scene, PARAGRAPHS),
  },
  {
    room: 'crowded',
    rows: [
      { name: 'workPerFrame', what: `${PEOPLE} cursors at ${CURSOR_HZ} Hz, all in view: main thread, ms a frame, median` },
      { name: 'workPerSecond', what: 'the same, ms a second' },
    ],
    play: (scene) => withCursors(scene, PARAGRAPHS_IN_VIEW),
  },
  {
    room: 'long',
    rows: [
      { name: 'opening', what: `${THREADS} threads: main thread until the panel shows them, ms` },
      { name: 'workPerFrame', what: 'scrolling through them: main thread, ms a frame, median' },
      { name: 'workPerFrame95', what: 'the same, 95th percentile' },
      { name: 'longestTask', what: 'the same, longest task, ms' },
    ],
    play: scrollThreads,
  },
  {
    room: 'pinned',
    rows: [{ name: 'firstPins', what: `from the address to ${PINS} pins, nothing cached, ms` }],
    play: (scene) => untilPins(scene),
  },
  {
    room: 'pinned',
    rows: [{ name: 'firstPins', what: 'the same at 10 Mbit/s and 40 ms, ms' }],
    play: (scene) => untilPins(scene, SLOW),
  },
];

async function ready(page, who, address) {
  await page.goto(address);
  const button = page.locator(WHERE[who].ready);
  await button.waitFor();
  await button.click();
  // What loads in the background is not what is measured.
  await page.waitForLoadState('networkidle');
}

/** @param {number} among over how many paragraphs they are spread, from the top */
async function withCursors({ browser, page, who, address, server, room }, among) {
  await ready(page, who, address);
  const people = await crowd(server, room, PEOPLE);
  const shares = 10;
  let tick = 0;
  // A tenth of them at a time, as people are not in step with each other.
  const moving = setInterval(() => {
    for (let at = tick % shares; at < PEOPLE; at += shares) people[at].send(moved(at, tick, among));
    tick += 1;
  }, 1_000 / CURSOR_HZ / shares);
  try {
    await page.waitForFunction(({ selector, count }) => globalThis.everywhere(selector).length >= count, await seen(page, who, 'cursors', PEOPLE));
    return await traced(browser, page, async () => {
      await page.waitForTimeout(WATCHED_MS);
      const shown = await page.evaluate((selector) => globalThis.everywhere(selector).length, WHERE[who].cursors);
      if (shown < PEOPLE) throw new Error(`${who} shows ${shown} cursors of ${PEOPLE}`);
    });
  } finally {
    clearInterval(moving);
    people.forEach((socket) => socket.terminate());
  }
}

/** One step of one person's pointer, over one paragraph after another. */
function moved(at, tick, among) {
  const angle = (tick / 100 + at) % (2 * Math.PI);
  const [x, y] = [640 + 500 * Math.cos(angle), 450 + 380 * Math.sin(angle * 1.3)].map(Math.round);
  const anchor = { s: `#p${(at + Math.floor(tick / 400)) % among}`, x: (1 + Math.cos(angle)) / 2, y: (1 + Math.sin(angle)) / 2 };
  return JSON.stringify({ type: 'cursor:move', position: { x, y, pageX: x, pageY: y, anchor } });
}

async function scrollThreads({ browser, page, who, address }) {
  await ready(page, who, address);
  const opened = await traced(browser, page, async () => {
    await page.locator(WHERE[who].comments).click();
    await page.waitForFunction(({ selector, count }) => globalThis.everywhere(selector).length >= count, await seen(page, who, 'thread', THREADS));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  });
  const box = await page.locator(WHERE[who].thread).first().boundingBox();
  const devtools = await page.context().newCDPSession(page);
  const scrolled = await traced(browser, page, () =>
    devtools.send('Input.synthesizeScrollGesture', { x: box.x + 60, y: box.y + 8, yDistance: -SCROLL.distance, speed: SCROLL.speed, gestureSourceType: 'mouse' }),
  );
  const distance = await page.evaluate((selector) => globalThis.scrolledBy(selector), WHERE[who].thread);
  if (distance < SCROLL.distance / 2) throw new Error(`${who} was scrolled by ${distance} pixels only`);
  return { ...scrolled, opening: opened.work };
}

async function untilPins({ page, who, address }, network) {
  if (network) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', network);
  }
  await seen(page, who, 'pins', PINS);
  await page.addInitScript(({ selector, count }) => {
    const look = (nowMs) => {
      if (globalThis.everywhere(selector).length >= count) globalThis.firstPins = nowMs;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { selector: WHERE[who].pins, count: PINS });
  await page.goto(address);
  const found = await page.waitForFunction(() => globalThis.firstPins);
  return { firstPins: await found.jsonValue() };
}

/** Gives the page eyes for what is in the shadow root and beside it. */
async function seen(page, who, what, count) {
  const eyes = () => {
    // The original's panels have roots of their own.
    const within = (root) => [root, ...[...root.querySelectorAll('*')].flatMap(({ localName, shadowRoot }) => (shadowRoot && localName.startsWith('pulse-') ? within(shadowRoot) : []))];
    globalThis.everywhere = (selector) => within(document).flatMap((root) => [...root.querySelectorAll(selector)]);
    globalThis.scrolledBy = (selector) => {
      for (let one = globalThis.everywhere(selector)[0]; one; one = one.parentElement ?? one.getRootNode().host) if (one.scrollTop > 0) return one.scrollTop;
      return 0;
    };
  };
  if (page.url() === 'about:blank') await page.addInitScript(eyes);
  else await page.evaluate(eyes);
  return { selector: WHERE[who][what], count };
}
