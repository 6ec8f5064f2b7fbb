import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, live, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

test('the popover takes the focus, gives it back, and closes by escape, by × and by a press outside', onPage({}, async ({ page, part, pin }) => {
  const focused = (): Promise<string | undefined> =>
    page.evaluate(() => (document.querySelector('pulse-widget')?.shadowRoot?.activeElement as HTMLElement | null)?.dataset['testid']);
  await pin('t1').click();
  assert.equal(await part('thread-popover').getAttribute('role'), 'dialog');
  await eventually(async () => assert.equal(await focused(), 'reply-input'));
  await page.keyboard.press('Escape');
  await part('thread-popover').waitFor({ state: 'detached' });
  assert.equal(await focused(), 'pin');
  await pin('t1').click();
  await part('popover-close').click();
  await part('thread-popover').waitFor({ state: 'detached' });
  await pin('t1').click();
  await page.mouse.click(60, 700);
  await part('thread-popover').waitFor({ state: 'detached' });
}));

test('a reply is sent by enter, and shift makes a line', onPage({}, async ({ page, part, pin, calls }) => {
  await pin('t1').click();
  await part('reply-input').fill('first line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.deepEqual(await calls('reply'), [['t1', 'first line\nsecond line']]));
  assert.equal(await part('reply-input').inputValue(), '');
  await part('comment').filter({ hasText: 'second line' }).waitFor();
  assert.ok((await calls('sendTyping')).length > 0);
}));

test('what people wrote is text, wherever it is shown', onPage({}, async ({ page, part, pin }) => {
  await live(page);
  await page.evaluate(() => {
    const markup = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
    const client = window.PulseClient.made[0]!;
    client.state.users.push({ id: 'evil', name: markup, color: 'red;background:url(//x)', avatar: 'javascript:window.hit=1' });
    client.addComment(client.comment('t1', 'evil', markup));
    client.state.reactions = [{ id: markup, targetId: 'c1', targetType: 'comment', userId: 'evil', emoji: markup, createdAt: markup }];
    client.state.presence = [{ user: client.state.users.at(-1)!, status: 'online' }];
    client.state.emit('presence');
    client.cursor('evil', { x: 9, y: 9, pageX: 9, pageY: 9 });
  });
  await pin('t1').click();
  await part('comment').last().waitFor();
  await part('toolbar-toggle').click();
  await part('comments').click();
  await part('cursor').waitFor();
  const root = await page.evaluate(() => {
    const shadow = document.querySelector('pulse-widget')!.shadowRoot!;
    return {
      images: shadow.querySelectorAll('img, script').length,
      hit: Reflect.has(window, 'hit'),
      tints: [...shadow.querySelectorAll<HTMLElement>('[style]')].map((one) => one.style.getPropertyValue('--tint')).filter(Boolean),
    };
  });
  assert.equal(root.images, 0);
  assert.equal(root.hit, false);
  assert.ok(root.tints.every((color) => /^#[0-9a-f]{6}$/.test(color)), root.tints.join());
}));

test('one reacts with a quick emoji and takes it back', onPage({}, async ({ part, pin, calls }) => {
  await pin('t2').click();
  await part('comment').hover();
  await part('reaction-add').click();
  await part('reaction-option').nth(3).click();
  await part('reaction').waitFor();
  assert.equal(await part('reaction').getAttribute('aria-pressed'), 'true');
  await part('reaction').click();
  await part('reaction').waitFor({ state: 'detached' });
  assert.equal((await calls('removeReaction')).length, 1);
}));

test('one edits and deletes one’s own comments, after being asked', onPage({}, async ({ page, part, pin, calls }) => {
  await pin('t2').click();
  await part('comment').hover();
  await part('comment-edit').click();
  await part('edit-input').fill('Is the monthly price right?');
  await part('edit-save').click();
  await part('comment-edited').waitFor();
  assert.equal(await part('comment-body').textContent(), 'Is the monthly price right?');
  await part('comment').hover();
  await part('comment-delete').click();
  assert.match((await part('confirm').textContent()) ?? '', /last comment/);
  await page.keyboard.press('Escape');
  assert.equal(await part('confirm').count(), 0);
  await part('comment').hover();
  await part('comment-delete').click();
  await part('confirm-delete').click();
  await pin('t2').waitFor({ state: 'detached' });
  assert.equal(await part('thread-popover').count(), 0);
  assert.equal((await calls('deleteComment')).length, 1);
}));

test('others’ comments offer no editing', onPage({}, async ({ part, pin }) => {
  await pin('t1').click();
  assert.equal(await part('comment').first().getByTestId('comment-edit').count(), 0);
  assert.equal(await part('comment').last().getByTestId('comment-edit').count(), 1);
}));

test('a refused reply stays with its reason, to try again or discard', onPage({}, async ({ page, part, pin, calls }) => {
  await pin('t1').click();
  const refuse = (): Promise<void> => page.evaluate(() => void (window.PulseClient.made[0]!.refuseNext = 'the room is closed'));
  await refuse();
  await part('reply-input').fill('kept words');
  await page.keyboard.press('Enter');
  await part('failed-write').waitFor();
  assert.match((await part('failed-write').textContent()) ?? '', /the room is closed/);
  await part('retry').click();
  await part('failed-write').waitFor({ state: 'detached' });
  assert.equal((await calls('retry')).length, 1);
  await part('comment').filter({ hasText: 'kept words' }).waitFor();
  await refuse();
  await part('reply-input').fill('dropped words');
  await page.keyboard.press('Enter');
  await part('failed-write').filter({ hasText: 'dropped words' }).waitFor();
  await part('discard').click();
  await part('failed-write').waitFor({ state: 'detached' });
  assert.equal(await part('comment').filter({ hasText: 'dropped words' }).count(), 0);
}));

test('a refused new thread is announced, and its text is in the panel', onPage({}, async ({ page, part }) => {
  await page.evaluate(() => {
    window.PulseClient.made[0]!.refuseNext = 'too many threads';
    window.PulseClient.made[0]!.createThread('do not lose me');
  });
  await part('banner').waitFor();
  await part('banner-action').click();
  assert.match((await part('failed-write').textContent()) ?? '', /do not lose me[\s\S]*too many threads/);
}));

test('the panel starts threads without a pin, replies, resolves and reopens', onPage({}, async ({ page, part, calls }) => {
  await part('toolbar-toggle').click();
  assert.equal(await part('comments-count').textContent(), '4');
  await part('comments').click();
  await part('new-thread-input').fill('Not about a place');
  await part('new-thread-send').click();
  const card = part('thread').filter({ hasText: 'Not about a place' });
  await card.waitFor();
  assert.deepEqual(await calls('createThread'), [['Not about a place', {}]]);
  await card.getByTestId('thread-reply').click();
  await page.keyboard.type('quite');
  await page.keyboard.press('Enter');
  await card.getByTestId('comment').filter({ hasText: 'quite' }).waitFor();
  await page.keyboard.press('Escape');
  await card.getByTestId('thread-resolve').click();
  await page.locator('[data-testid=resolved-section] summary').click();
  await part('resolved-section').locator(card).getByTestId('thread-reopen').click();
  await eventually(async () => assert.equal((await calls('resolveThread')).at(-1)?.[1], false));
}));

test('drafts outlive the panel and the popover', onPage({}, async ({ part, pin }) => {
  await pin('t1').click();
  await part('reply-input').fill('to be continued');
  await part('popover-close').click();
  await part('toolbar-toggle').click();
  await part('comments').click();
  await part('new-thread-input').fill('later');
  await part('panel-close').click();
  await part('comments').click();
  assert.equal(await part('new-thread-input').inputValue(), 'later');
  await pin('t1').click();
  assert.equal(await part('reply-input').inputValue(), 'to be continued');
}));

test('notifications are counted, read and followed to their thread', onPage({}, async ({ part, calls }) => {
  assert.equal(await part('toggle-badge').textContent(), '2');
  await part('toolbar-toggle').click();
  await part('notifications').click();
  await part('notification').first().click();
  await part('thread-popover').waitFor();
  // The thread is read, and so is what else there was to say about it.
  assert.deepEqual(await calls('markRead'), [['n1'], ['n2']]);
  await part('notifications-badge').waitFor({ state: 'detached' });
}));

test('all notifications can be read at once', onPage({}, async ({ part }) => {
  await part('toolbar-toggle').click();
  await part('notifications').click();
  await part('mark-all-read').click();
  await part('notifications-badge').waitFor({ state: 'detached' });
}));

test('panels and popovers say whether what they show is live', onPage({}, async ({ page, part, pin }) => {
  const change = (status: 'connected' | 'reconnecting'): Promise<void> => page.evaluate((to) => window.PulseClient.made[0]?.setStatus(to), status);
  const says = async (live: boolean, name: string): Promise<void> => {
    const dot = part('live-dot');
    await eventually(async () => assert.deepEqual([await dot.getAttribute('data-live'), await dot.getAttribute('aria-label')], [String(live), name]));
  };
  await pin('t1').click();
  await says(true, 'Connected');
  await change('reconnecting');
  await says(false, 'Disconnected.');
  await part('popover-close').click();
  await part('toolbar-toggle').click();
  await part('comments').click();
  await says(false, 'Disconnected.');
  await change('connected');
  await says(true, 'Connected');
}));

test('typing is shown while it lasts', onPage({}, async ({ page, part, pin }) => {
  await pin('t1').click();
  await page.evaluate(() => window.PulseClient.made[0]?.type('t1', ['bo']));
  await part('typing').waitFor();
  await page.evaluate(() => window.PulseClient.made[0]?.type('t1', []));
  await part('typing').waitFor({ state: 'detached' });
}));

test('new comments of others are announced to screen readers, one’s own are not', onPage({}, async ({ page, part }) => {
  await page.evaluate(() => {
    const client = window.PulseClient.made[0]!;
    client.addComment(client.comment('t1', 'ada', 'mine'));
  });
  assert.equal(await part('live-region').textContent(), '');
  await page.evaluate(() => {
    const client = window.PulseClient.made[0]!;
    client.addComment(client.comment('t1', 'bo', 'theirs'));
  });
  await eventually(async () => assert.equal(await part('live-region').textContent(), 'New comment by Bo Lindqvist'));
}));

test('the element can be driven by its methods and speaks the page’s words', onPage({}, async ({ page, part }) => {
  await page.evaluate(() => {
    const widget = document.querySelector('pulse-widget')!;
    widget.strings = { comments: 'Kommentare' };
    widget.open('comments');
  });
  await part('comments-panel').waitFor();
  assert.equal(await part('comments-panel').getAttribute('aria-label'), 'Kommentare');
  await page.evaluate(() => document.querySelector('pulse-widget')!.focusThread('t3'));
  await page.locator('.highlighted[data-thread-id=t3]').waitFor();
  await page.evaluate(() => document.querySelector('pulse-widget')!.focusThread('t2'));
  await part('thread-popover').waitFor();
  await page.evaluate(() => document.querySelector('pulse-widget')!.close());
  await part('thread-popover').waitFor({ state: 'detached' });
}));

test('inline display opens from its slot and stays beside it', onPage({ attributes: { display: 'inline' } }, async ({ page, part }) => {
  await page.evaluate(() => document.querySelector('.cta')?.before(document.querySelector('pulse-widget')!));
  assert.equal(await part('toolbar').count(), 0);
  await part('trigger').click();
  await part('toolbar').waitFor();
  await eventually(async () => {
    const [trigger, toolbar] = [await part('trigger').boundingBox(), await part('toolbar').boundingBox()];
    assert.ok(trigger && toolbar && Math.abs(toolbar.y + toolbar.height + 8 - trigger.y) < 3);
  });
}));

test('on a narrow screen surfaces are sheets with targets for fingers', onPage({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true }, async ({ page, part, pin }) => {
  await pin('t1').tap();
  const sheet = await part('thread-popover').boundingBox();
  assert.ok(sheet && sheet.x === 0 && sheet.width === 390);
  await page.waitForFunction(() => document.querySelector('pulse-widget')!.shadowRoot!.getAnimations().every((one) => one.playState !== 'running'));
  for (const id of ['popover-close', 'thread-resolve', 'reply-send', 'reaction-add']) {
    const target = await part(id).first().boundingBox();
    assert.ok(target && target.width >= 44 && target.height >= 44, `${id} is ${target?.width} × ${target?.height}`);
  }
}));
