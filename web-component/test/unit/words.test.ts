import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comment, PendingWrite, Thread } from '../../src/client/contract.ts';
import { safeColor, UNKNOWN_COLOR } from '../../src/color.ts';
import { firstName, initials, safeImageUrl } from '../../src/people.ts';
import { creatorOf, groupFailures, panelOrder } from '../../src/threads.ts';
import { relativeTime } from '../../src/time.ts';

test('initials are those of the first and the last name', () => {
  assert.equal(initials('Ada Byron'), 'AB');
  assert.equal(initials('  mary ann  evans '), 'ME');
  assert.equal(initials('Bo'), 'B');
  assert.equal(initials('山田 太郎'), '山太');
  assert.equal(initials('👩‍🚀x'), '👩');
  assert.equal(initials(' '), '?');
  assert.equal(firstName('Ada Byron'), 'Ada');
});

test('only #rrggbb gets into a style', () => {
  assert.equal(safeColor('#6366F1'), '#6366F1');
  for (const bad of ['red', '#fff', '#6366f1;background:url(x)', 'var(--x)', '', undefined, null]) {
    assert.equal(safeColor(bad), UNKNOWN_COLOR);
  }
});

test('only http pictures are loaded', () => {
  assert.equal(safeImageUrl('/a.png', 'https://x.example/p'), 'https://x.example/a.png');
  assert.equal(safeImageUrl('javascript:alert(1)', 'https://x.example/'), null);
  assert.equal(safeImageUrl('data:image/svg+xml,x', 'https://x.example/'), null);
  assert.equal(safeImageUrl(null, 'https://x.example/'), null);
});

test('times are said as people say them', () => {
  const now = Date.parse('2026-05-08T09:00:00.000Z');
  const at = (iso: string): string => relativeTime(iso, now, 'en', 'now');
  assert.equal(at('2026-05-08T08:59:30.000Z'), 'now');
  assert.equal(at('2026-05-08T09:00:05.000Z'), 'now');
  assert.equal(at('2026-05-08T08:55:00.000Z'), '5 min. ago');
  assert.equal(at('2026-05-08T06:00:00.000Z'), '3 hr. ago');
  assert.equal(at('2026-05-07T08:00:00.000Z'), 'yesterday');
  assert.match(at('2026-04-01T08:00:00.000Z'), /Apr 1, 2026/);
  assert.equal(at('nonsense'), '');
});

const comment = (id: string, userId: string, createdAt: string, more: Partial<Comment> = {}): Comment => ({
  id,
  threadId: 't',
  userId,
  body: id,
  mentions: [],
  attachments: [],
  editedAt: null,
  createdAt,
  ...more,
});
const thread = (id: string, comments: Comment[], resolved = false): Thread => ({
  id,
  roomId: '/',
  position: null,
  resolved,
  comments,
  createdAt: comments[0]?.createdAt ?? '',
  updatedAt: comments[0]?.createdAt ?? '',
});

test('the creator of a thread wrote its earliest comment', () => {
  assert.equal(creatorOf(thread('t', [comment('2', 'bo', '2026-02'), comment('1', 'ada', '2026-01')])), 'ada');
});

test('open threads come before resolved ones, each by newest comment', () => {
  const old = thread('old', [comment('1', 'a', '2026-01')]);
  const fresh = thread('fresh', [comment('2', 'a', '2026-03')]);
  const done = thread('done', [comment('3', 'a', '2026-04')], true);
  const { open, resolved } = panelOrder([old, done, fresh]);
  assert.deepEqual(open.map((one) => one.id), ['fresh', 'old']);
  assert.deepEqual(resolved.map((one) => one.id), ['done']);
});

test('a refused write is shown in its thread, or apart when there is no such thread', () => {
  const failed = (targetId: string): PendingWrite => ({ opId: targetId, kind: 'comment:create', targetId, status: 'failed' });
  const threads = [thread('t', [comment('1', 'a', '2026-01')])];
  const pending = [failed('t'), failed('1'), failed('reply'), failed('lost'), { ...failed('2'), status: 'sent' as const }];
  const { inThread, elsewhere } = groupFailures(pending, threads, new Map([['reply', 't']]));
  assert.deepEqual(inThread.get('t')?.map((one) => one.opId), ['t', '1', 'reply']);
  assert.deepEqual(elsewhere.map((one) => one.opId), ['lost']);
});
