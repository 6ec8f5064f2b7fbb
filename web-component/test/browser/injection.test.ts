// Whatever came over the wire is text, in every surface: a corpus of attempts, in every field at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onPage, type Opened, useBrowser } from '../support/harness.ts';

useBrowser();

const ATTEMPTS = [
  '<img src=x onerror="window.hit=1">',
  '<script>window.hit=1</script>',
  '"><svg onload=window.hit=1>',
  "' autofocus onfocus=window.hit=1 x='",
  '<iframe srcdoc="<script>parent.hit=1</script>">',
  '<a href="javascript:window.hit=1">x</a>',
  '[x](javascript:window.hit=1)',
  '[x](JaVaScRiPt:window.hit=1) [y](data:text/html,<script>window.hit=1</script>) [z](vbscript:x)',
  '**<img src=x onerror=window.hit=1>** `<b>` ~~<u onclick=window.hit=1>~~',
  '> <style>*{display:none}</style>\n- <img src=x onerror=window.hit=1>\n```\n</code><script>window.hit=1</script>\n```',
  'https://x.example/"onmouseover="window.hit=1',
  '[a](https://x.example/"onclick="window.hit=1")',
  '@<img src=x onerror=window.hit=1>',
  '<!--?lit$123$--> <!-- --> {{7*7}} ${window.hit=1}',
  '</template><template><img src=x onerror=window.hit=1>',
  'javascript:window.hit=1',
  'red;background:url(https://x.example/leak)',
  '\u202Egnp.exe\u0000\uFEFF',
  '__proto__',
  'constructor',
];

/** What the widget may consist of, and nothing else: it never makes these for anything people wrote. */
const FORBIDDEN = 'script, iframe, object, embed, style, link, base, form, template, a:not([href^="http"]):not([href^="mailto:"]), img:not([src^="http"])';

/** One attempt in every field that others can fill. */
function plant(attempt: string): void {
  const client = window.PulseClient.made.at(-1)!;
  const now = new Date().toISOString();
  const { state } = client;
  const evil = { id: attempt, name: attempt, avatar: attempt, color: attempt };
  state.users = [...state.users, evil];
  state.presence = [{ user: evil, status: attempt, deviceType: attempt } as never, ...state.presence];
  const comment = { ...client.comment('t1', attempt, `${attempt} @${attempt.replace(/\s+/g, '_')}`), mentions: [attempt], createdAt: attempt, editedAt: attempt, attachments: (['image', 'audio', 'video'] as const).map((type) => ({ id: `${attempt}${type}`, type, filename: attempt, mimeType: attempt, sizeBytes: 1, url: `/files/${attempt}`, thumbnailUrl: `files/${attempt}` })) };
  client.addThread({ id: attempt, roomId: attempt, position: { x: 0.4, y: 0.4, selector: attempt, path: attempt, quote: attempt, tag: attempt }, resolved: false, comments: [{ ...comment, id: `${attempt}1`, threadId: attempt }], createdAt: attempt, updatedAt: attempt });
  client.addComment(comment);
  state.reactions = [...state.reactions, { id: attempt, targetId: comment.id, targetType: 'comment', userId: attempt, emoji: attempt, createdAt: attempt }];
  state.notifications = [{ id: attempt, type: attempt, actorId: attempt, threadId: attempt, read: false, createdAt: attempt }, ...state.notifications];
  state.activityLogs = [{ id: attempt, type: attempt as never, userId: attempt, description: attempt, createdAt: now }, ...state.activityLogs];
  for (const event of ['users', 'presence', 'reactions', 'notifications', 'activity-logs']) state.emit(event);
  client.type('t1', [attempt]);
  const point = { x: 9, y: 9, pageX: 9, pageY: 9, anchor: { s: attempt, x: 0.5, y: 0.5 } };
  client.cursor(attempt, point);
  client.click(attempt, point);
  client.fly(attempt, attempt, point);
  client.look(attempt, { scrollX: 0, scrollY: 9999, viewportWidth: 10, viewportHeight: 10, pageWidth: 10, pageHeight: 20_000 });
  client.select(attempt, { startSelector: attempt, startOffset: 0, endSelector: `#headline::text(0)`, endOffset: 3 });
  client.stroke(attempt, [point, { x: attempt as never, y: 3 }, { x: 30, y: 30 }], attempt, attempt as never);
  client.refuseNext = attempt;
  client.reply('t1', attempt);
}

async function inert({ page, errors }: Opened, attempt: string, where: string): Promise<void> {
  const found = await page.evaluate((forbidden) => {
    const root = document.querySelector('pulse-widget')!.shadowRoot!;
    const handlers = [...root.querySelectorAll('*')].filter((one) => [...one.attributes].some(({ name }) => name.startsWith('on')));
    const styles = [...root.querySelectorAll('[style]')].map((one) => one.getAttribute('style')).filter((text) => /url|expression|@import/.test(text ?? ''));
    return {
      forbidden: [...root.querySelectorAll(forbidden)].map((one) => one.outerHTML),
      handlers: handlers.map((one) => one.outerHTML),
      styles,
      hit: Reflect.has(window, 'hit') || Reflect.has(Object.prototype, 'text'),
    };
  }, FORBIDDEN);
  assert.deepEqual(found, { forbidden: [], handlers: [], styles: [], hit: false }, `${attempt} in ${where}`);
  // Avatars and files may be anything; this page's policy allows none.
  assert.deepEqual(errors.filter((line) => !/^Loading (?:the image|media)/.test(line)), [], `${attempt} in ${where}`);
}

test('attempts to inject are inert in every surface', onPage({ query: '?csp', viewport: { width: 1280, height: 700 } }, async (opened) => {
  const { page, part, pin } = opened;
  const presses: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['the comments panel', () => page.evaluate(() => document.querySelector('pulse-widget')!.open('comments'))],
    ['the panel, resolved and replying', () => part('thread-reply').first().click()],
    ['the notifications panel', () => part('notifications').click()],
    ['the activity panel', async () => { await part('more').click(); await part('activity').click(); }],
    ['the popover', () => pin('t1').evaluate((one) => (one as HTMLElement).click())],
    ['the list of mentions', () => part('reply-input').fill('@')],
    ['following', () => part('follow').first().click()],
  ];
  await page.waitForFunction(() => window.PulseClient.made.at(-1)?.calls.some(({ name }) => name === 'updateViewport'));
  for (const attempt of ATTEMPTS) {
    await page.evaluate((room) => document.querySelector('pulse-widget')!.setAttribute('room', room), `room ${attempt}`);
    await page.waitForFunction((room) => window.PulseClient.made.at(-1)?.options.room === room && window.PulseClient.made.at(-1)?.status === 'connected', `room ${attempt}`);
    await page.evaluate(plant, attempt);
    await page.evaluate((one) => document.querySelector('pulse-widget')!.focusThread(one), attempt);
    if ((await part('toolbar').count()) === 0) await part('toolbar-toggle').click();
    await inert(opened, attempt, 'pins, cursors and toolbar');
    for (const [where, press] of presses) {
      await press();
      await page.evaluate(() => document.querySelector('pulse-widget')!.updateComplete);
      await inert(opened, attempt, where);
    }
  }
}));

test('every attempt is still to be read, as it was written', onPage({}, async ({ page, part, pin }) => {
  // Those that mark-up is made of are shown without its marks, and are in the unit tests of Markdown.
  const plain = ATTEMPTS.filter((one) => !/[`*~_]|^>|https:/.test(one));
  await page.evaluate((texts) => {
    const client = window.PulseClient.made.at(-1)!;
    for (const text of texts) client.addComment(client.comment('t2', 'bo', text));
  }, plain);
  await pin('t2').click();
  const bodies = await part('comment-body').evaluateAll((all) => all.slice(1).map((one) => [one.textContent, one.childElementCount]));
  assert.deepEqual(bodies, plain.map((text) => [text, 0]));
}));
