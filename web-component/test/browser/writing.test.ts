// Mentions, mark-up, emoji, drafts: what happens in and around text boxes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

test('an @ offers people, and picking one sends its id', onPage({}, async ({ page, part, pin, calls }) => {
  await pin('t1').click();
  await part('reply-input').click();
  await page.keyboard.type('ask @ch');
  await part('mention-option').first().waitFor();
  assert.deepEqual(await part('mention-option').allInnerTexts(), ['Chen Wei']);
  await page.keyboard.press('Enter');
  assert.equal(await part('reply-input').inputValue(), 'ask @Chen_Wei ');
  await page.keyboard.type('or @');
  await part('mention-option').nth(3).waitFor();
  assert.equal(await part('mention-option').count(), 4, 'everybody but oneself');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const active = await part('reply-input').getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute('data-user-id'), 'dana');
  await page.keyboard.press('Escape');
  await part('mention-list').waitFor({ state: 'detached' });
  assert.equal(await part('thread-popover').count(), 1, 'escape closed only the list');
  await page.keyboard.type('da');
  await part('mention-option').click();
  await page.keyboard.press('Enter');
  await eventually(async () => assert.deepEqual(await calls('reply'), [['t1', 'ask @Chen_Wei or @Dana_Okafor', ['chen', 'dana']]]));
  assert.deepEqual(await part('comment').last().getByTestId('mention').allInnerTexts(), ['@Chen Wei', '@Dana Okafor']);
}));

test('of two people of one name the one picked is meant', onPage({}, async ({ page, part, pin, calls }) => {
  await page.evaluate(() => {
    const { state } = window.PulseClient.made[0]!;
    state.users = [...state.users, { id: 'chen2', name: 'Chen Wei', color: '#111111' }];
    state.emit('users');
  });
  await pin('t1').click();
  await part('reply-input').click();
  await page.keyboard.type('@chen');
  await page.locator('[data-testid=mention-option][data-user-id=chen2]').click();
  await page.keyboard.press('Enter');
  await eventually(async () => assert.deepEqual(await calls('reply'), [['t1', '@Chen_Wei', ['chen2']]]));
}));

test('an environment without mentions offers nobody', onPage({}, async ({ page, part, pin, calls }) => {
  await page.evaluate(() => {
    const { state } = window.PulseClient.made[0]!;
    state.config = { allowMentions: false };
    state.emit('config');
  });
  await pin('t1').click();
  await part('reply-input').click();
  await page.keyboard.type('@Chen_Wei');
  assert.equal(await part('mention-list').count(), 0);
  await page.keyboard.press('Enter');
  await eventually(async () => assert.deepEqual(await calls('reply'), [['t1', '@Chen_Wei']]));
}));

test('mark-up is shown, and links are safe to press', onPage({}, async ({ page, part, pin }) => {
  await pin('t2').click();
  await part('reply-input').fill('**Yes**, see [the *plan*](https://x.example/plan) or `npm test`\n- one\n- two\n> so be it');
  await page.keyboard.press('Enter');
  const body = part('comment').last().getByTestId('comment-body');
  await body.locator('strong').waitFor();
  assert.equal(await body.locator('code').innerText(), 'npm test');
  assert.deepEqual(await body.locator('li').allInnerTexts(), ['one', 'two']);
  assert.equal(await body.locator('blockquote').innerText(), 'so be it');
  const link = body.locator('a');
  assert.equal(await link.getAttribute('href'), 'https://x.example/plan');
  assert.match((await link.getAttribute('rel')) ?? '', /noopener/);
}));

test('an address pasted over words makes them its link', onPage({}, async ({ page, part, pin }) => {
  await pin('t1').click();
  await part('reply-input').fill('the plan');
  await part('reply-input').evaluate((box) => {
    (box as HTMLTextAreaElement).setSelectionRange(4, 8);
    const data = new DataTransfer();
    data.setData('text/plain', 'https://x.example/plan');
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true, bubbles: true }));
  });
  assert.equal(await part('reply-input').inputValue(), 'the [plan](https://x.example/plan)');
  await page.keyboard.press('Enter');
  await part('comment').last().locator('a').waitFor();
}));

test('code that is pasted is shown as a block', onPage({}, async ({ page, part, pin }) => {
  await pin('t1').click();
  await part('reply-input').fill('Try this:');
  await part('reply-input').evaluate((box) => {
    const data = new DataTransfer();
    data.setData('text/plain', 'function first(list) {\n  return list[0];\n}\n');
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true, bubbles: true }));
  });
  assert.equal(await part('reply-input').inputValue(), 'Try this:\n```\nfunction first(list) {\n  return list[0];\n}\n```\n');
  await page.keyboard.press('Enter');
  const block = part('comment').last().locator('pre');
  assert.equal(await block.innerText(), 'function first(list) {\n  return list[0];\n}');
}));

test('drafts and those picked in them outlive a reload, for the same user and room', onPage({}, async ({ page, part, pin, calls }) => {
  await pin('t1').click();
  await part('reply-input').click();
  await page.keyboard.type('for @ch');
  await part('mention-option').first().waitFor();
  await page.keyboard.press('Tab');
  await page.reload();
  await pin('t1').click();
  assert.equal(await part('reply-input').inputValue(), 'for @Chen_Wei ');
  await part('reply-input').press('Enter');
  await eventually(async () => assert.deepEqual(await calls('reply'), [['t1', 'for @Chen_Wei', ['chen']]]));
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('pulse:drafts'))), []);
}));

test('an edit that a reload cut off goes on, and cancelling forgets it', onPage({}, async ({ page, part, pin }) => {
  const edit = async (): Promise<void> => {
    await pin('t2').click();
    await part('comment').hover();
    await part('comment-edit').click();
  };
  await edit();
  await part('edit-input').fill('half an edit');
  await page.reload();
  await edit();
  assert.equal(await part('edit-input').inputValue(), 'half an edit');
  await part('edit-cancel').click();
  await part('comment').hover();
  await part('comment-edit').click();
  assert.equal(await part('edit-input').inputValue(), 'Is the yearly price still right?');
}));

test('any emoji can be found and used', onPage({}, async ({ page, part, pin, calls }) => {
  await pin('t2').click();
  await part('comment').hover();
  await part('reaction-add').click();
  await part('reaction-more').click();
  await part('emoji').first().waitFor();
  await page.keyboard.type('otter');
  await page.locator('[data-testid=emoji][data-emoji="🦦"]').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await part('emoji-picker').waitFor({ state: 'detached' });
  assert.deepEqual((await calls('addReaction'))[0]?.slice(1), ['comment', '🦦']);
  await part('comment').hover();
  await part('reaction-add').click();
  await part('reaction-more').click();
  await part('emoji-search').fill('zzzz');
  await part('emoji-none').waitFor();
  await page.keyboard.press('Escape');
  await part('emoji-picker').waitFor({ state: 'detached' });
}));

test('emoji that could not be loaded come after another try', onPage({}, async ({ page, part, pin }) => {
  let allowed = false;
  await page.route('**/emoji.js*', (route) => (allowed ? route.continue() : route.abort()));
  await pin('t2').click();
  await part('comment').hover();
  await part('reaction-add').click();
  await part('reaction-more').click();
  await part('emoji-retry').waitFor();
  allowed = true;
  await part('emoji-retry').click();
  await part('emoji').first().waitFor();
}));
