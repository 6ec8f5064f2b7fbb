import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Presence, User } from '../../src/client/contract.ts';
import { candidates, queryAt } from '../../src/mentions/candidates.ts';
import { Handles } from '../../src/mentions/handles.ts';

const person = (id: string, name: string): User => ({ id, name, color: '#000000' });
const ada = person('u1', 'Ada Byron');
const anna = person('u2', 'Anna-Lena Ümit');
const yamada = person('u3', '山田 太郎');
const hindi = person('u4', 'अनिता शर्मा');
const twin = person('u5', 'Ada Byron');
const ann = person('u6', 'Ann');
const annLee = person('u7', 'Ann Lee');
const all = [ada, anna, yamada, hindi, twin, ann, annLee];
const here = (user: User): Presence => ({ user, status: 'online' }) as Presence;

test('a mention names ids, in any script', () => {
  const handles = new Handles(all);
  assert.deepEqual(handles.idsIn('@Anna-Lena_Ümit and @山田_太郎, @अनिता_शर्मा!'), ['u2', 'u3', 'u4']);
  assert.deepEqual(handles.idsIn('@anna-lena_u\u0308mit'), ['u2'], 'whatever the case and the composition');
  assert.deepEqual(handles.idsIn('x@Ann or @Annabel or @'), []);
  assert.deepEqual(handles.idsIn('@Ann_Lee @Ann'), ['u7', 'u6'], 'the longest name that fits');
});

test('of two people of one name it is who was picked', () => {
  const handles = new Handles(all);
  assert.deepEqual(handles.idsIn('@Ada_Byron', new Set(['u5'])), ['u5']);
  assert.deepEqual(handles.idsIn('@Ada_Byron'), ['u1']);
});

test('an @ begins a query unless it belongs to a word', () => {
  assert.deepEqual(queryAt('hi @ad', 6), { start: 3, text: 'ad' });
  assert.deepEqual(queryAt('@', 1), { start: 0, text: '' });
  assert.deepEqual(queryAt('@ada b', 6), { start: 0, text: 'ada b' });
  assert.equal(queryAt('me@ada', 6), null);
  assert.equal(queryAt('é@ada', 5), null);
  assert.equal(queryAt('@ ada', 5), null);
  assert.equal(queryAt('@ada\nx', 6), null);
  assert.equal(queryAt(`@${'a'.repeat(31)}`, 32), null);
});

test('offered are those whose name contains it: who is here first, then by name, five at most, never oneself', () => {
  const names = (query: string): string[] => candidates(query, all, [here(annLee)], 'u1', 'en').map(({ id }) => id);
  assert.deepEqual(names('an'), ['u7', 'u6', 'u2']);
  assert.deepEqual(names('umit'), ['u2']);
  assert.deepEqual(names('太'), ['u3']);
  assert.deepEqual(names('ada_by'), ['u5']);
  assert.equal(names('').length, 5);
});
