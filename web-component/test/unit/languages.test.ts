// Other languages say everything that English says. That nothing is missing is the type checker's; that nothing is English, this.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Strings } from '../../src/strings.ts';
import { ENGLISH } from '../../src/words/english.ts';
import { counted } from '../../src/words/counted.ts';
import { words as arabic } from '../../src/words/languages/ar.ts';
import { words as german } from '../../src/words/languages/de.ts';
import { words as spanish } from '../../src/words/languages/es.ts';
import { words as french } from '../../src/words/languages/fr.ts';
import { words as hindi } from '../../src/words/languages/hi.ts';
import { words as japanese } from '../../src/words/languages/ja.ts';

/** Words that are the same in both. */
const SHARED = new Set(['Collaboration', 'Notifications', 'Smileys', 'Mentions']);

/** Some words of each entry: those with numbers and names in them for one and for several. */
function said(words: Strings): Map<string, string[]> {
  const call = (make: (...given: never[]) => unknown, given: unknown[]): string => JSON.stringify((make as (...all: unknown[]) => unknown)(...given));
  const emoji = (['smileys', 'people', 'nature', 'food', 'travel', 'activities', 'objects', 'symbols', 'flags'] as const).map((key) => words.emojiGroup(key));
  const settings = (['enabled', 'showMyCursor', 'showMyClicks', 'appearOffline', 'showCommentPins', 'showOthersCursors', 'showOthersClicks', 'showViewportIndicators', 'showSelections', 'showDrawings'] as const).map((name) => words.setting(name));
  return new Map<string, string[]>([
    ...Object.entries(words).flatMap(([key, value]): [string, string[]][] => (typeof value === 'string' ? [[key, [value]]] : [])),
    ['emojiGroup', emoji],
    ['setting', settings],
    ...(['people', 'failedWrites', 'tooManyFiles'] as const).map((key): [string, string[]] => [key, [call(words[key], [1]), call(words[key], [7])]]),
    ['notification', ['comment:created', 'comment:mention', 'comment:reply', 'thread:resolved', 'reaction:added'].map((type) => words.notification(type))],
    ['failedKind', ['thread:create', 'comment:create', 'comment:edit', 'comment:delete', 'thread:resolve', 'thread:move'].map((kind) => words.failedKind(kind))],
    ['problem', (['missing', 'endpoint', 'options', 'blocked', 'unavailable'] as const).map((kind) => words.problem(kind))],
    ['typing', [words.typing(['Ada']), words.typing(['Ada', 'Bo'])]],
    ['shortcutList', words.shortcutList('Ctrl').flatMap(({ title, keys }) => [title, ...keys.map(([, meaning]) => meaning)])],
  ]);
}

const LANGUAGES = { Arabic: arabic, German: german, Spanish: spanish, French: french, Hindi: hindi, Japanese: japanese };

for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`${language} has every word`, () => {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(ENGLISH).sort());
    for (const [key, value] of Object.entries(words)) assert.equal(typeof value, typeof ENGLISH[key as keyof Strings], key);
  });

  test(`${language} says everything in its own words`, () => {
    const english = said(ENGLISH);
    for (const [key, texts] of said(words)) {
      const originals = english.get(key) ?? [];
      assert.equal(texts.length, originals.length, key);
      for (const [index, text] of texts.entries()) {
        assert.ok(text && !text.includes('undefined'), `${key}: ${text}`);
        if (!SHARED.has(text)) assert.notEqual(text, originals[index], key);
      }
    }
  });

  test(`${language} names the same keys`, () => {
    const keys = (one: Strings): string[] => one.shortcutList('Ctrl').flatMap((group) => group.keys.map(([key]) => key));
    assert.deepEqual(keys(words), keys(ENGLISH));
  });
}

test('counts take the form that the plural rules of their language ask for', () => {
  const digits = new Intl.NumberFormat('ar');
  assert.deepEqual(
    [0, 1, 2, 3, 11, 100].map((count) => arabic.people(count)),
    ['لا أحد هنا', 'شخص واحد هنا', 'شخصان هنا', `${digits.format(3)} أشخاص هنا`, `${digits.format(11)} شخصًا هنا`, `${digits.format(100)} شخص هنا`],
  );
  assert.deepEqual([0, 1, 2].map((count) => hindi.people(count)), ['0 व्यक्ति यहाँ', '1 व्यक्ति यहाँ', '2 लोग यहाँ']);
  assert.deepEqual([1, 2].map((count) => japanese.openThreads(count)), ['未解決1件', '未解決2件']);
  assert.equal(counted('ar')(2, { other: '#' }), digits.format(2));
});
