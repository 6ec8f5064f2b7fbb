// Files: chosen, pasted, uploaded, sent, shown.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Attachment } from '../../src/client/contract.ts';
import { eventually, onPage, type Opened, useBrowser } from '../support/harness.ts';

useBrowser();

const PICTURE = { name: 'plan.png', mimeType: 'image/png', buffer: await readFile('../docs/images/thread.png') };

/** Files of the server, of which there is none. */
const serveFiles = (page: Page): Promise<unknown> => page.route('**/files/**', (route) => route.fulfill({ contentType: PICTURE.mimeType, body: PICTURE.buffer }));

async function openThread({ page, pin, part }: Opened): Promise<void> {
  await serveFiles(page);
  await pin('t2').click();
  await part('reply-input').waitFor();
}

const state = ({ part }: Opened): Promise<(string | null)[]> =>
  part('upload').evaluateAll((all) => all.map((one) => one.getAttribute('data-state')));

const upload = (page: Page, index: number, act: 'accept' | 'refuse' | 'progress', argument?: unknown): Promise<void> =>
  page.evaluate(([at, name, given]) => {
    const one = window.PulseClient.made.at(-1)!.uploads[at]!;
    if (name === 'accept') one.accept(given as Partial<Attachment>);
    else if (name === 'progress') one.progress(given as number);
    else one.refuse(given as string, true);
  }, [index, act, argument] as const);

test('a picture is uploaded while one writes, and sent with the reply', onPage({}, async (opened) => {
  const { page, part, calls, errors } = opened;
  await openThread(opened);
  const chooser = page.waitForEvent('filechooser');
  await part('attach').click();
  await (await chooser).setFiles([PICTURE]);
  await eventually(async () => assert.deepEqual(await state(opened), ['sending']));
  await upload(page, 0, 'progress', 0.5);
  assert.equal(await part('upload').locator('progress').evaluate((bar: HTMLProgressElement) => bar.value), 0.5);
  await part('reply-input').fill('As drawn');
  assert.ok(await part('reply-send').isDisabled(), 'the picture would be left behind');
  await part('reply-input').press('Enter');
  assert.deepEqual(await calls('reply'), []);

  await upload(page, 0, 'accept', { filename: 'plan.png' });
  await eventually(async () => assert.deepEqual(await state(opened), ['ready']));
  await part('reply-input').press('Enter');
  const [[thread, body, ids]] = (await calls('reply')) as [[string, string, string[]]];
  assert.deepEqual([thread, body, ids.length], ['t2', 'As drawn', 1]);
  assert.equal(await part('uploads').count(), 0);
  await part('attachment').waitFor();
  assert.deepEqual(errors, []);
}));

test('a picture needs no words', onPage({}, async (opened) => {
  const { page, part, calls } = opened;
  await openThread(opened);
  assert.ok(await part('reply-send').isDisabled());
  await part('attach-file').setInputFiles([PICTURE]);
  await upload(page, 0, 'accept');
  await part('reply-send').click();
  assert.equal((await calls('reply')).length, 1);
  await part('attachment').waitFor();
  const bodies = await part('comment-body').count();
  assert.equal(bodies, (await part('comment').count()) - 1, 'nothing was said');
}));

test('an upload that failed is tried again or taken away', onPage({}, async (opened) => {
  const { page, part } = opened;
  await openThread(opened);
  await part('attach-file').setInputFiles([PICTURE, { ...PICTURE, name: 'second.png' }]);
  await upload(page, 0, 'refuse', 'the upload did not reach the server');
  await eventually(async () => assert.deepEqual(await state(opened), ['failed', 'sending']));
  assert.match((await part('upload').first().textContent()) ?? '', /did not reach the server/);
  await part('upload-retry').click();
  await upload(page, 2, 'accept');
  await eventually(async () => assert.deepEqual(await state(opened), ['ready', 'sending']));
  await part('upload-remove').nth(1).click();
  await eventually(async () => assert.deepEqual(await state(opened), ['ready']));
}));

test('what cannot be attached is said, and what is too much is left out', onPage({}, async (opened) => {
  const { part, calls } = opened;
  await openThread(opened);
  await part('attach-file').setInputFiles([{ name: 'notes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') }]);
  await eventually(async () => assert.deepEqual(await state(opened), ['failed']));
  assert.equal(await part('upload-retry').count(), 0);
  assert.deepEqual(await calls('uploadFile'), []);
  await part('attach-file').setInputFiles(Array.from({ length: 6 }, (_, index) => ({ ...PICTURE, name: `${index}.png` })));
  await eventually(async () => assert.equal(await part('upload').count(), 5));
  assert.match((await part('live-region').textContent()) ?? '', /2 files were left out/);
  assert.ok(await part('attach').isDisabled());
}));

test('pictures are pasted into the box', onPage({}, async (opened) => {
  const { page, part, calls } = opened;
  await openThread(opened);
  await part('reply-input').evaluate((box) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['x'], 'shot.png', { type: 'image/png' }));
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await part('upload').waitFor();
  assert.deepEqual(await calls('uploadFile'), [['image/png', 1]]);
  await upload(page, 0, 'accept');
}));

const files = (page: Page, attachments: Partial<Attachment>[]): Promise<void> =>
  page.evaluate((all) => {
    const client = window.PulseClient.made.at(-1)!;
    const complete = all.map((one, index) => ({ id: `f${index}`, filename: `${index}.png`, mimeType: '', sizeBytes: 1, url: `/files/f${index}`, type: 'image', ...one }) as Attachment);
    client.addComment({ ...client.comment('t2', 'bo', ''), attachments: complete });
  }, attachments);

test('pictures open large, and their neighbours are a key away', onPage({}, async (opened) => {
  const { page, part } = opened;
  await openThread(opened);
  await files(page, [{}, { type: 'audio', filename: 'note.webm' }, { thumbnailUrl: '/files/f2?thumb=1' }]);
  const here = new URL(page.url()).origin;
  assert.equal(await part('attachment').nth(2).locator('img').getAttribute('src'), `${here}/files/f2?thumb=1`);
  await part('attachment').first().click();
  await part('lightbox').waitFor();
  assert.equal(await part('picture-count').textContent(), '1 / 2');
  await page.keyboard.press('ArrowRight');
  assert.equal(await part('large-picture').getAttribute('src'), `${here}/files/f2`);
  await page.keyboard.press('ArrowRight');
  assert.equal(await part('picture-count').textContent(), '1 / 2');
  await page.keyboard.press('Escape');
  await part('lightbox').waitFor({ state: 'detached' });
  assert.equal(await part('thread-popover').count(), 1, 'only the innermost closes');
  await eventually(async () => assert.equal(await page.evaluate(() => (document.querySelector('pulse-widget')!.shadowRoot!.activeElement as HTMLElement).dataset['testid']), 'attachment'));
}));

test('sounds and films play in place, from the server of the widget', onPage({ attributes: { endpoint: 'ws://127.0.0.1:9/base/' } }, async (opened) => {
  const { page, part } = opened;
  await openThread(opened);
  await files(page, [{ type: 'audio', filename: 'note.webm' }, { type: 'video', filename: 'film.mp4' }, { type: 'audio', url: 'javascript:alert(1)' }]);
  const sources = await part('attachment').evaluateAll((all) => all.map((one) => [one.localName, one.getAttribute('src')]));
  assert.deepEqual(sources, [
    ['audio', 'http://127.0.0.1:9/base/files/f0'],
    ['video', 'http://127.0.0.1:9/base/files/f1'],
    ['audio', 'http://127.0.0.1:9/base/javascript:alert(1)'],
  ]);
}));

test('an environment without files shows no button for them', onPage({}, async (opened) => {
  const { page, part } = opened;
  await page.evaluate(() => {
    const { state: known } = window.PulseClient.made.at(-1)!;
    known.config = { allowImages: false, allowAudio: false, allowVideo: false };
    known.emit('config');
  });
  await openThread(opened);
  assert.equal(await part('attach').count(), 0);
}));
