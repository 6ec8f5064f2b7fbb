// What is offered is what the token allows: nothing that the server would refuse, and all that it lets one do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Role } from '../../src/client/contract.ts';
import { violations } from '../support/axe.ts';
import { eventually, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

/** As a token does when it is renewed: the room is known by then. */
async function become(page: Page, role: Role): Promise<void> {
  await page.evaluate((role) => {
    for (const { state } of window.PulseClient.made) {
      state.role = role;
      state.emit('auth');
    }
  }, role);
}

test('a viewer reads, and is offered nothing that the server would refuse', onPage({}, async ({ page, part, pin }) => {
  await become(page, 'viewer');
  await pin('t1').click();
  await part('read-only').waitFor();
  assert.equal(await part('comment').count(), 3);
  const refused = ['reply-input', 'reaction-add', 'comment-edit', 'comment-delete', 'thread-resolve', 'thread-move', 'thread-delete'];
  for (const one of refused) assert.equal(await part(one).count(), 0, one);
  assert.ok(await part('reaction').first().isDisabled());
  assert.deepEqual(await violations(page), []);
  await part('popover-close').click();

  await part('toolbar-toggle').click();
  assert.equal(await part('pin-mode').count(), 0);
  await part('comments').click();
  await part('read-only').waitFor();
  const inPanel = [...refused, 'new-thread-input', 'thread-reply', 'thread-reopen', 'thread-place-again'];
  for (const one of inPanel) assert.equal(await part(one).count(), 0, one);
  await part('thread-detached').waitFor();
  assert.deepEqual(await violations(page), []);

  // A token that allows more takes effect where one is.
  await become(page, 'commenter');
  await part('new-thread-input').waitFor();
  await part('pin-mode').waitFor();
  assert.equal(await part('read-only').count(), 0);
}));

test('a viewer’s own pins stay where they are', onPage({}, async ({ page, pin, calls }) => {
  await become(page, 'viewer');
  await drag(page, 't2');
  await become(page, 'commenter');
  await drag(page, 't2');
  await eventually(async () => assert.deepEqual((await calls('updateThreadPosition')).map(([id]) => id), ['t2']));
  assert.ok(await pin('t2').isVisible());
}));

test('a moderator changes, moves and deletes what others wrote', onPage({}, async ({ page, part, pin, calls }) => {
  await become(page, 'moderator');
  await pin('t1').click();
  const first = part('comment').first();
  await first.getByTestId('comment-edit').click();
  await part('edit-input').fill('Said more kindly.');
  await part('edit-save').click();
  await eventually(async () => assert.deepEqual((await calls('editComment')).map((args) => args.slice(0, 2)), [['c1', 'Said more kindly.']]));
  await first.getByTestId('comment-delete').click();
  await part('confirm-delete').click();
  await eventually(async () => assert.deepEqual(await calls('deleteComment'), [['c1']]));
  await part('thread-move').waitFor();
  await part('popover-close').click();
  await drag(page, 't1');
  await eventually(async () => assert.deepEqual((await calls('updateThreadPosition')).map(([id]) => id), ['t1']));

  await part('toolbar-toggle').click();
  await part('comments').click();
  const theirs = part('thread').and(page.locator('[data-thread-id=t4]'));
  await theirs.getByTestId('thread-place-again').waitFor();
  await theirs.getByTestId('thread-delete').click();
  await part('confirm-delete').click();
  await eventually(async () => assert.deepEqual(await calls('deleteThread'), [['t4']]));
  await theirs.waitFor({ state: 'detached' });
}));

test('one deletes one’s own threads, after being asked, and no others', onPage({}, async ({ page, part, pin, calls }) => {
  await pin('t1').click();
  await part('thread-popover').waitFor();
  assert.equal(await part('thread-delete').count(), 0);
  await part('popover-close').click();
  await pin('t2').click();
  await part('thread-delete').click();
  assert.deepEqual(await violations(page), []);
  await part('confirm-cancel').click();
  const focused = (): Promise<string | undefined> =>
    page.evaluate(() => (document.querySelector('pulse-widget')?.shadowRoot?.activeElement as HTMLElement | null)?.dataset['testid']);
  await eventually(async () => assert.equal(await focused(), 'thread-delete'));
  assert.deepEqual(await calls('deleteThread'), []);
  await part('thread-delete').click();
  await part('confirm-delete').click();
  await eventually(async () => assert.deepEqual(await calls('deleteThread'), [['t2']]));
  await part('thread-popover').waitFor({ state: 'detached' });
  await pin('t2').waitFor({ state: 'detached' });
}));

async function drag(page: Page, threadId: string): Promise<void> {
  const box = await page.locator(`[data-testid=pin][data-thread-id="${threadId}"]`).boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 30, { steps: 4 });
  await page.mouse.up();
}
