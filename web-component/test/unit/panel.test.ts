import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comment, Thread } from '../../src/client/contract.ts';
import { addressOfThread, threadInAddress } from '../../src/deep-links.ts';
import { EMOJI } from '../../src/emoji/data.ts';
import { searchEmoji } from '../../src/emoji/search.ts';
import { freePlace } from '../../src/live/free-place.ts';
import { middleHere } from '../../src/live/viewports.ts';
import { filterThreads } from '../../src/thread-filter.ts';

const thread = (id: string, userId: string, body: string, more: Partial<Thread> = {}, mentions: string[] = []): Thread =>
  ({ id, resolved: false, position: null, comments: [{ userId, body, mentions } as unknown as Comment], ...more }) as Thread;

test('the panel can be searched and narrowed', () => {
  const threads = [
    thread('t1', 'ada', 'Ein Café in Zürich'),
    thread('t2', 'bo', 'look, @Ada', {}, ['ada']),
    thread('t3', 'bo', 'done', { resolved: true }),
  ];
  const shown = (filter: Parameters<typeof filterThreads>[1]['filter'], search = ''): string[] =>
    filterThreads(threads, { filter, search, self: 'ada', unread: new Set(['t2']), nameOf: (id) => (id === 'bo' ? 'Bo Lindqvist' : 'Ada') }).map(({ id }) => id);
  assert.deepEqual(shown('all'), ['t1', 't2', 't3']);
  assert.deepEqual(shown('mine'), ['t1']);
  assert.deepEqual(shown('unread'), ['t2']);
  assert.deepEqual(shown('mentions'), ['t2']);
  assert.deepEqual(shown('resolved'), ['t3']);
  assert.deepEqual(shown('all', 'zurich CAFE'), ['t1']);
  assert.deepEqual(shown('all', 'lindqvist done'), ['t3']);
});

test('an address opens the thread whose it is', () => {
  const address = addressOfThread('a b&c=#/ü', 'https://x.example/p?q=1#part');
  assert.equal(threadInAddress(new URL(address).hash), 'a b&c=#/ü');
  assert.ok(address.startsWith('https://x.example/p?q=1#pulse-thread='));
  assert.equal(threadInAddress('#part'), null);
  assert.equal(threadInAddress(''), null);
});

test('emoji are found by the beginnings of words', () => {
  const found = (text: string): string[] => searchEmoji(EMOJI, text).map(({ unicode }) => unicode);
  assert.ok(found('rock').includes('🚀'));
  assert.equal(found('party pop')[0], '🎉');
  assert.deepEqual(found('no such thing'), []);
  assert.ok(EMOJI.flatMap(({ emoji }) => emoji).length > 1500);
});

test('the ends of a page are its ends on screens of any size', () => {
  const size = { scrollX: 0, viewportWidth: 1000, pageWidth: 1000 };
  const own = { ...size, scrollY: 0, viewportHeight: 500, pageHeight: 2000 };
  const at = (scrollY: number): number => middleHere({ ...size, scrollY, viewportHeight: 1000, pageHeight: 3000 }, own);
  assert.equal(at(0), 250);
  assert.equal(at(1000), 1000);
  assert.equal(at(2000), 1750);
  assert.equal(middleHere({ ...size, scrollY: 0, viewportHeight: 900, pageHeight: 800 }, own), 250);
});

test('a pill at the edge gives way to pins and other pills', () => {
  const taken = [{ top: 160, bottom: 200 }, { top: 100, bottom: 140 }];
  assert.equal(freePlace(60, 40, taken), 60);
  assert.equal(freePlace(90, 40, taken), 220, 'there is no room between the two');
  assert.equal(freePlace(90, 20, taken), 90);
  assert.equal(freePlace(120, 20, taken), 150);
});
