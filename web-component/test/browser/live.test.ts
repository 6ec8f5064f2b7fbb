// What people do at this moment: clicks, selections, drawings, where they read; and the switches for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, live, onPage, type Opened, useBrowser } from '../support/harness.ts';

useBrowser();

async function setting({ page, part }: Opened, name: string): Promise<void> {
  if ((await part('toolbar').count()) === 0) await part('toolbar-toggle').click();
  if ((await part('settings-panel').count()) === 0) {
    await part('more').click();
    await part('settings').click();
  }
  await page.locator(`[data-testid=setting][data-setting=${name}]`).click();
}

test('a press on the page is told, one on the widget is not', onPage({}, async ({ page, part, calls }) => {
  await live(page);
  await part('toolbar-toggle').click();
  await page.mouse.click(300, 300);
  await eventually(async () => assert.equal((await calls('performClick')).length, 1));
  const [[point]] = (await calls('performClick')) as [[{ x: number; pageX: number; pageY: number }]];
  assert.deepEqual([point.x, point.pageX, point.pageY], [300, 300, 300]);
}));

test('two elements that share a client tell of a press once', onPage({}, async ({ page, calls }) => {
  await live(page);
  await page.evaluate(() => {
    const second = document.querySelector('pulse-widget')!.cloneNode() as HTMLElement;
    second.id = 'second';
    document.body.append(second);
  });
  await page.locator('#second [data-testid=pin]').first().waitFor();
  await page.mouse.click(300, 300);
  await eventually(async () => assert.ok((await calls('performClick')).length > 0));
  assert.equal((await calls('performClick')).length, 1);
}));

test('a press on another element is none on the page', onPage({}, async ({ page, calls }) => {
  await live(page);
  await page.evaluate(() => {
    const second = document.querySelector('pulse-widget')!.cloneNode() as HTMLElement;
    second.id = 'second';
    document.body.append(second);
  });
  await page.locator('#second [data-testid=pin]').first().waitFor();
  await page.locator('#second [data-testid=toolbar-toggle]').click();
  await page.locator('#second [data-testid=toolbar]').waitFor();
  assert.deepEqual(await calls('performClick'), []);
}));

test('who is away is shown so, oneself too', onPage({}, async ({ page, part }) => {
  await live(page);
  await part('toolbar-toggle').click();
  const people = part('avatar');
  const away = () => people.evaluateAll((all) => all.map((one) => [one.classList.contains('idle'), /\(away\)/.test(`${one.getAttribute('title')} ${one.querySelector('button')?.title}`)]));
  assert.ok((await away()).every(([dimmed, said]) => !dimmed && !said));
  await page.evaluate(() => {
    const { state } = window.PulseClient.made[0]!;
    state.presence = state.presence.map((one) => ({ ...one, status: 'idle' as const }));
    state.emit('presence');
  });
  await eventually(async () => assert.ok((await away()).every(([dimmed, said]) => dimmed && said), JSON.stringify(await away())));
  assert.ok((await people.count()) > 1);
  assert.equal(await people.first().getAttribute('title'), 'You (away)');
}));

test('presses of others ring, wherever their element is here', onPage({ clock: false }, async ({ page, part }) => {
  await live(page);
  await page.evaluate(() => window.PulseClient.made[0]!.click('bo', { x: 0, y: 0, pageX: 0, pageY: 0, anchor: { s: '#headline', x: 0.5, y: 0.5 } }));
  const ring = part('ripple');
  const [box, headline] = await Promise.all([ring.evaluate((one) => one.style.translate), page.locator('#headline').boundingBox()]);
  assert.ok(headline);
  assert.equal(box, `${(headline.x + headline.width / 2).toFixed(1)}px ${(headline.y + headline.height / 2).toFixed(1)}px`);
  await ring.waitFor({ state: 'detached' });
}));

test('a selection is told and shown', onPage({}, async ({ page, part, calls }) => {
  await live(page);
  await page.evaluate(() => document.getSelection()!.selectAllChildren(document.querySelector('#headline')!));
  await eventually(async () => assert.ok((await calls('updateSelection')).length > 0));
  const [selection] = (await calls('updateSelection')).at(-1) as [Record<string, unknown>];
  assert.deepEqual(selection, { startSelector: '#headline', startOffset: 0, endSelector: '#headline', endOffset: 1 });
  await page.evaluate(() => document.getSelection()!.removeAllRanges());
  await eventually(async () => assert.deepEqual((await calls('updateSelection')).at(-1), [null]));

  await page.evaluate(() => window.PulseClient.made[0]!.select('bo', { startSelector: '#headline::text(0)', startOffset: 5, endSelector: '#headline::text(0)', endOffset: 9999 }));
  await part('selection').waitFor({ state: 'attached' });
  await page.evaluate(() => window.PulseClient.made[0]!.select('bo', { startSelector: ':::', startOffset: -1, endSelector: '#gone', endOffset: 1 }));
  await part('selection').waitFor({ state: 'detached' });
}));

test('a line is drawn, shown at once, and sent', onPage({}, async ({ page, part, calls }) => {
  await part('toolbar-toggle').click();
  await part('more').click();
  await part('draw').click();
  await part('canvas').waitFor();
  await page.mouse.move(200, 300);
  await page.mouse.down();
  for (const x of [220, 240, 260, 300]) await page.mouse.move(x, 320);
  await page.mouse.up();
  await part('stroke').waitFor({ state: 'attached' });
  const [[points, color, width]] = (await calls('drawStroke')) as [[{ x: number; y: number; pageX?: number }[], string, number]];
  assert.deepEqual([points[0]?.x, points[0]?.pageX, points.at(-1)], [200, 200, { x: 300, y: 320 }]);
  assert.deepEqual([color, width], ['#4f46e5', 4]);
  await page.keyboard.press('Escape');
  await part('canvas').waitFor({ state: 'detached' });
}));

test('lines of others are placed by what they were drawn on, and fade', onPage({ clock: true }, async ({ page, part }) => {
  await page.evaluate(() => document.querySelector('pulse-widget')!.open('comments'));
  await part('comments-panel').waitFor();
  await page.evaluate(() => {
    const first = { x: 9000, y: 9000, pageX: 9000, pageY: 9000, anchor: { s: '#headline', x: 0, y: 0 } };
    window.PulseClient.made[0]!.stroke('bo', [first, { x: 9010, y: 9005 }, { x: 9030, y: 9010 }], 'red;x', 400);
  });
  const stroke = part('stroke');
  await stroke.waitFor({ state: 'attached' });
  const headline = await page.locator('#headline').boundingBox();
  assert.ok(headline);
  assert.deepEqual(await stroke.evaluate((one) => [parseFloat(one.style.translate), one.firstElementChild?.getAttribute('stroke'), one.firstElementChild?.getAttribute('stroke-width')]), [
    headline.x,
    '#64748b',
    '12',
  ]);
  await stroke.evaluate((one) => one.getAnimations()[0]!.finish());
  await stroke.waitFor({ state: 'detached' });
}));

test('each press lets an emoji fly, and those of others fly from where they were pressed', onPage({}, async ({ page, part, calls }) => {
  await part('toolbar-toggle').click();
  await part('more').click();
  await part('drop-emoji').click();
  await page.locator('[data-testid=drop-option][data-emoji="🚀"]').click();
  assert.deepEqual(await calls('dropEmoji'), [], 'choosing with a pointer drops nothing');
  await page.mouse.click(260, 330);
  await part('flying-emoji').waitFor({ state: 'attached' });
  const [[emoji, point]] = (await calls('dropEmoji')) as [[string, { x: number; pageY: number }]];
  assert.deepEqual([emoji, point.x, point.pageY], ['🚀', 260, 330]);
  await part('flying-emoji').waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal((await calls('dropEmoji')).length, 2, 'a key drops in the middle'));
  await page.keyboard.press('Escape');
  await part('drop-bar').waitFor({ state: 'detached' });
  await part('flying-emoji').waitFor({ state: 'detached' });

  await page.evaluate(() => {
    const position = { x: 0, y: 0, pageX: 0, pageY: 0, anchor: { s: '#headline', x: 0.5, y: 0.5 } };
    window.PulseClient.made[0]!.fly('bo', 'x'.repeat(99), position);
    window.PulseClient.made[0]!.fly('bo', '❤️', position);
  });
  assert.deepEqual(await part('flying-emoji').allTextContents(), ['❤️']);
}));

test('the page hears which tools are used', onPage({}, async ({ page, part }) => {
  await page.evaluate(() => {
    const heard: unknown[] = [];
    Reflect.set(window, 'heard', heard);
    for (const name of ['toolbar-action', 'toolbar-toggle', 'panel-close']) document.addEventListener(name, (event) => heard.push((event as CustomEvent).detail ?? name));
  });
  for (const press of ['toolbar-toggle', 'comments', 'panel-close', 'more', 'settings', 'pin-mode', 'toolbar-collapse']) await part(press).click();
  assert.deepEqual(await page.evaluate(() => Reflect.get(window, 'heard')), ['toolbar-toggle', 'comments', 'panel-close', 'overflow-toggle', 'settings', 'pin-mode', 'toolbar-toggle']);
}));

const further = { scrollX: 0, scrollY: 600, viewportWidth: 1280, viewportHeight: 300, pageWidth: 1280, pageHeight: 900 };

test('those who read elsewhere are at the edge, and a press goes there', onPage({ viewport: { width: 1280, height: 360 } }, async ({ page, part }) => {
  await live(page);
  await page.evaluate((viewport) => window.PulseClient.made[0]!.look('bo', viewport), further);
  const pill = part('viewport-pill');
  assert.match((await pill.getAttribute('aria-label')) ?? '', /^Bo Lindqvist is further down/);
  await pill.click();
  await pill.waitFor({ state: 'detached' });
  assert.ok(await page.evaluate(() => scrollY > 0));
}));

test('following goes where the other is, and ends by one’s own hand', onPage({ viewport: { width: 1280, height: 360 } }, async ({ page, part }) => {
  await live(page);
  await page.evaluate((viewport) => window.PulseClient.made[0]!.look('bo', viewport), further);
  await part('toolbar-toggle').click();
  await page.locator('[data-user-id=bo] [data-testid=follow]').click();
  await part('follow-bar').waitFor();
  await page.waitForFunction(() => Math.abs(scrollY + innerHeight - document.documentElement.scrollHeight) < 2);
  await page.evaluate((viewport) => window.PulseClient.made[0]!.look('bo', { ...viewport, scrollY: 0 }), further);
  await page.waitForFunction(() => scrollY === 0);
  assert.equal(await part('follow-bar').count(), 1, 'its own scrolling is not the reader’s');
  await page.mouse.move(300, 100);
  await page.mouse.wheel(0, 40);
  await part('follow-bar').waitFor({ state: 'detached' });
  await page.locator('[data-user-id=bo] [data-testid=follow]').click();
  await page.keyboard.press('Escape');
  await part('follow-bar').waitFor({ state: 'detached' });
  await page.locator('[data-user-id=bo] [data-testid=follow]').click();
  await part('stop-following').click();
  await part('follow-bar').waitFor({ state: 'detached' });
}));

test('settings are kept and told to the page', onPage({}, async (opened) => {
  const { page, part } = opened;
  await page.evaluate(() => document.addEventListener('settings-change', (event) => Reflect.set(window, 'changed', (event as CustomEvent).detail)));
  await setting(opened, 'showCommentPins');
  await part('pin').first().waitFor({ state: 'detached' });
  const stored = (): Promise<unknown> => page.evaluate(() => JSON.parse(localStorage.getItem('pulse:settings:demo') ?? 'null'));
  assert.equal((await stored() as Record<string, unknown>)['showCommentPins'], false);
  assert.deepEqual(await page.evaluate(() => Reflect.get(window, 'changed')), await stored());
  await page.reload();
  await part('toolbar-toggle').waitFor();
  assert.equal(await part('pin').count(), 0);
  await setting(opened, 'showCommentPins');
  await part('pin').first().waitFor();
}));

test('settings hold in all rooms of the site', onPage({}, async (opened) => {
  const { page, part } = opened;
  await setting(opened, 'showCommentPins');
  await part('pin').first().waitFor({ state: 'detached' });
  await setting(opened, 'showCommentPins');
  await part('pin').first().waitFor();
  await setting(opened, 'showCommentPins');
  await part('pin').first().waitFor({ state: 'detached' });
  const switched = (room: string): Promise<boolean> =>
    page.evaluate((room) => {
      document.querySelector('pulse-widget')!.room = room;
      return document.querySelector('pulse-widget')!.updateComplete.then(() => document.querySelector('pulse-widget')!.settings.showCommentPins);
    }, room);
  // What an earlier version kept for that room does not come back.
  await page.evaluate(() => localStorage.setItem('pulse:settings:other', JSON.stringify({ showCommentPins: true })));
  assert.equal(await switched('other'), false);
  assert.equal(await switched('demo'), false);
}));

test('what was chosen in a room before settings held in all is taken over', onPage({ first: () => localStorage.setItem('pulse:settings:demo', '{"showCommentPins":false}') }, async (opened) => {
  const { page, part } = opened;
  await part('toolbar-toggle').waitFor();
  assert.equal(await page.evaluate(() => document.querySelector('pulse-widget')!.settings.showCommentPins), false);
  assert.equal(await part('pin').count(), 0);
  await setting(opened, 'showOthersClicks');
  const site = await page.evaluate(() => JSON.parse(localStorage.getItem('pulse:settings') ?? 'null') as Record<string, unknown>);
  assert.equal(site['showCommentPins'], false);
  assert.equal(site['showOthersClicks'], false);
}));

test('appearing offline is remembered and told to the server', onPage({}, async (opened) => {
  const { page, calls } = opened;
  await setting(opened, 'appearOffline');
  assert.deepEqual(await calls('setAppearOffline'), [[true]]);
  await page.reload();
  await eventually(async () => assert.deepEqual(await calls('setAppearOffline'), [[true]]));
  await setting(opened, 'appearOffline');
  assert.deepEqual((await calls('setAppearOffline')).at(-1), [false]);
}));

test('the master switch takes all off the page but the switch', onPage({}, async (opened) => {
  const { page, part, calls } = opened;
  await live(page);
  await page.evaluate(() => window.PulseClient.made[0]!.cursor('bo', { x: 9, y: 9, pageX: 9, pageY: 9 }));
  await part('cursor').waitFor();
  await setting(opened, 'enabled');
  await part('pin').first().waitFor({ state: 'detached' });
  await part('cursor').waitFor({ state: 'detached' });
  assert.deepEqual(await calls('setAppearOffline'), [[true]]);
  for (const name of ['pin-mode', 'comments', 'notifications']) assert.ok(await part(name).isDisabled(), name);
  const before = (await calls('performClick')).length;
  await page.mouse.click(300, 300);
  await page.evaluate(() => window.PulseClient.made[0]!.click('bo', { x: 9, y: 9, pageX: 9, pageY: 9 }));
  assert.equal((await calls('performClick')).length, before);
  assert.equal(await part('ripple').count(), 0);
  await setting(opened, 'enabled');
  await part('pin').first().waitFor();
}));
