// Notes that are recorded: with a microphone and a camera that the browser makes up, and without.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually, onPage, type Opened, useBrowser } from '../support/harness.ts';

useBrowser();

async function startNote({ pin, part }: Opened, kind: 'audio' | 'video'): Promise<void> {
  await pin('t2').click();
  await part(`record-${kind}`).click();
}

const tracks = (page: Page): Promise<string[]> =>
  page.evaluate(() => (Reflect.get(window, 'given') as MediaStream).getTracks().map(({ readyState }) => readyState));

for (const kind of ['audio', 'video'] as const) {
  test(`a note of ${kind} is recorded, uploaded and sent`, onPage({}, async (opened) => {
    const { page, part, calls, errors } = opened;
    await startNote(opened, kind);
    await page.waitForFunction(() => document.querySelector('pulse-widget')!.shadowRoot!.querySelector('[data-testid=recorder]')?.getAttribute('data-phase') === 'recording');
    assert.equal(await part('reply-input').isVisible(), false);
    await page.waitForFunction(() => /0:01/.test(document.querySelector('pulse-widget')!.shadowRoot!.querySelector('[data-testid=recorder-time]')?.textContent ?? ''));
    await part('recorder-finish').click();
    await part('upload').waitFor();
    const [[type, size]] = (await calls('uploadFile')) as [[string, number]];
    assert.match(type, new RegExp(`^${kind}/(webm|mp4)$`));
    assert.ok(size > 0);
    await page.evaluate((of) => window.PulseClient.made[0]!.uploads[0]!.accept({ type: of }), kind);
    await page.route('**/files/**', (route) => route.fulfill({ contentType: type, body: '' }));
    await part('reply-send').click();
    assert.equal((await calls('reply')).length, 1);
    assert.equal(await part('attachment').getAttribute('data-kind'), kind);
    assert.deepEqual(errors, []);
  }));
}

/** Keeps what listens where `listening` finds it. */
function watchListening(): void {
  const contexts: AudioContext[] = [];
  Reflect.set(window, 'contexts', contexts);
  window.AudioContext = class extends AudioContext {
    constructor() {
      super();
      contexts.push(this);
    }
  };
}

const listening = (page: Page): Promise<string[]> => page.evaluate(() => (Reflect.get(window, 'contexts') as AudioContext[]).map(({ state }) => state));

test('one sees that one is heard, and nothing listens afterwards', onPage({ first: watchListening }, async (opened) => {
  const { page, part, errors } = opened;
  const highest = (): Promise<number> =>
    part('recorder-levels').locator('i').evaluateAll((bars) => Math.max(...bars.map((bar) => new DOMMatrix(getComputedStyle(bar).transform).d)));
  await startNote(opened, 'audio');
  // The made-up microphone beeps once a second, and is silent between.
  await eventually(async () => assert.ok((await highest()) > 0.4));
  await eventually(async () => assert.ok((await highest()) < 0.4));
  await part('recorder-cancel').click();
  await eventually(async () => assert.deepEqual(await listening(page), ['closed']));
  assert.deepEqual(errors, []);
}));

test('a browser that cannot listen in records all the same', onPage({
  first: () => {
    AudioContext.prototype.createMediaStreamSource = () => {
      throw new DOMException('another sample rate', 'NotSupportedError');
    };
  },
}, async (opened) => {
  const { page, part, errors } = opened;
  await page.evaluate(watchListening);
  await startNote(opened, 'audio');
  await part('recorder-time').waitFor();
  await eventually(async () => assert.deepEqual(await listening(page), ['closed']));
  await part('recorder-finish').click();
  await part('upload').waitFor();
  assert.deepEqual(errors, []);
}));

test('with colours of one’s own one sees that a note is recorded', onPage({ forcedColors: 'active' }, async (opened) => {
  const { part } = opened;
  await startNote(opened, 'audio');
  await part('recorder-levels').waitFor();
  const painted = await part('recorder').evaluate((recorder) => {
    const color = (one: Element | null): string => (one ? getComputedStyle(one).backgroundColor : '');
    return { ground: color(recorder), marks: ['.recorder-dot', '.levels i'].map((mark) => color(recorder.querySelector(mark))) };
  });
  for (const mark of painted.marks) assert.notEqual(mark, painted.ground);
}));

for (const kind of ['audio', 'video'] as const) {
  test(`a note of ${kind} tells how long it is before it was played`, onPage({}, async ({ page, part, pin, errors }) => {
    // Written as it comes, without its length, which players guess or leave out.
    const bytes = await page.evaluate(async (wanted) => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: wanted === 'video' });
      const recorder = new MediaRecorder(stream, { mimeType: `${wanted}/webm` });
      const parts: Blob[] = [];
      recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
      recorder.start(100);
      const began = performance.now();
      await new Promise<void>((resolve) => {
        const look = (): void => (performance.now() - began > 700 ? resolve() : void requestAnimationFrame(look));
        look();
      });
      await new Promise((resolve) => {
        recorder.addEventListener('stop', resolve);
        recorder.stop();
      });
      const content = new Uint8Array(await new Blob(parts).arrayBuffer());
      for (const track of stream.getTracks()) track.stop();
      return Array.from(content);
    }, kind);
    await page.route('**/files/unknown', (route) => route.fulfill({ contentType: `${kind}/webm`, body: Buffer.from(bytes) }));
    await page.route('**/files/known', (route) => route.fulfill({ contentType: 'audio/wav', body: silence(2) }));
    await pin('t2').click();
    await page.evaluate((type) => {
      const client = window.PulseClient.made[0]!;
      const note = { type, filename: 'note', mimeType: '', sizeBytes: 1, durationMs: 42_400 };
      client.addComment({ ...client.comment('t2', 'bo', ''), attachments: [{ ...note, id: 'u', url: '/files/unknown' }, { ...note, id: 'k', url: '/files/known', durationMs: 2000 }] });
    }, kind);
    const durations = (): Promise<string[]> => part('attachment').evaluateAll((all) => all.map((one) => String((one as HTMLMediaElement).duration)));
    await eventually(async () => assert.ok(!(await durations()).includes('NaN')));
    assert.equal((await durations())[1], '2');
    assert.equal(await part('attachment-length').first().innerText(), '0:42');
    assert.ok(await part('attachment-length').first().isVisible());
    await eventually(async () => assert.ok(!(await part('attachment-length').nth(1).isVisible()), 'its player says it'));
    assert.deepEqual(errors, []);
  }));
}

/** A WAV file, which has its length in its header. */
function silence(seconds: number): Buffer {
  const rate = 8000;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + rate * seconds, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(rate * seconds, 40);
  return Buffer.concat([head, Buffer.alloc(rate * seconds, 128)]);
}

test('a note that is thrown away is not uploaded, and frees the microphone', onPage({
  first: () => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wish) => {
      const stream = await ask(wish);
      Reflect.set(window, 'given', stream);
      return stream;
    };
  },
}, async (opened) => {
  const { page, part, calls } = opened;
  await startNote(opened, 'audio');
  await part('recorder-time').waitFor();
  await part('recorder-cancel').click();
  await part('reply-input').waitFor();
  assert.deepEqual(await calls('uploadFile'), []);
  assert.deepEqual(await tracks(page), ['ended']);

  await part('record-audio').click();
  await part('recorder-time').waitFor();
  await part('popover-close').click();
  await eventually(async () => assert.deepEqual(await tracks(page), ['ended'], 'what is closed does not listen'));
}));

test('a microphone that may not be used is said', onPage({
  first: () => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  },
}, async (opened) => {
  const { part, errors } = opened;
  await startNote(opened, 'audio');
  await eventually(async () => assert.equal(await part('recorder').getAttribute('data-phase'), 'refused'));
  assert.match((await part('recorder').textContent()) ?? '', /microphone cannot be used/);
  await part('recorder-cancel').click();
  await part('reply-input').waitFor();
  assert.deepEqual(errors, []);
}));

test('a page without devices has no buttons for them', onPage({
  first: () => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }),
}, async ({ pin, part }) => {
  await pin('t2').click();
  await part('attach').waitFor();
  assert.equal(await part('record-audio').count(), 0);
}));
