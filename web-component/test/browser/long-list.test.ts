// A room with hundreds of threads: the panel renders what is near, and nothing is lost by that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { eventually, onPage, type Opened, useBrowser } from '../support/harness.ts';

useBrowser();

const THREADS = 500;

/** Opens the panel of a room with many threads; `Thread 499` is the newest and so the first. */
async function longPanel({ page, part }: Opened): Promise<void> {
  await page.evaluate((count) => {
    const client = window.PulseClient.made.at(-1)!;
    const threads = Array.from({ length: count }, (_, index) => {
      const createdAt = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
      const comment = { ...client.comment(`many-${index}`, 'bo', `Thread ${index}. ${'It goes on. '.repeat(index % 7)}`), createdAt };
      return { id: `many-${index}`, roomId: 'demo', position: null, resolved: false, comments: [comment], createdAt, updatedAt: createdAt };
    });
    client.state.threads = threads;
    client.state.emit('threads', threads);
    document.querySelector('pulse-widget')!.open('comments');
  }, THREADS);
  await part('thread').first().waitFor();
}

const thread = (page: Page, index: number): Locator => page.locator(`[data-testid=thread][data-thread-id=many-${index}]`);

/** Whether it can be seen in what scrolls. */
async function inView(one: Locator): Promise<boolean> {
  return one.evaluate((card) => {
    const { top, bottom } = card.closest('.scroll')!.getBoundingClientRect();
    const box = card.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  });
}

test('of five hundred threads only those near what is in view are rendered', onPage({}, async (opened) => {
  const { page, part, errors } = opened;
  await longPanel(opened);
  assert.equal(await part('thread').count(), THREADS);
  const scroller = part('comments-panel').locator('.scroll');
  let most = 0;
  for (let share = 0; share <= 10; share++) {
    await scroller.evaluate((element, part) => (element.scrollTop = (element.scrollHeight * part) / 10), share);
    // All that can be seen has its comments, and few others have.
    await eventually(async () => {
      const { empty, whole } = await scroller.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        const cards = Array.from(element.querySelectorAll('.card'));
        const seen = cards.filter((card) => card.getBoundingClientRect().bottom > top && card.getBoundingClientRect().top < bottom);
        return { empty: seen.filter((card) => !card.querySelector('.comment')).length, whole: cards.filter((card) => card.querySelector('.comment')).length };
      });
      assert.equal(empty, 0);
      assert.ok(whole < 40, `${whole}`);
      most = Math.max(most, whole);
    });
  }
  assert.ok(most > 0);
  assert.ok(await inView(thread(page, 0)));
  assert.deepEqual(errors, []);
}));

test('scrolling renders the threads that come near, and not the widget around them', onPage({}, async (opened) => {
  const { page, part } = opened;
  await longPanel(opened);
  await eventually(async () => assert.ok(await thread(page, 490).getByTestId('comment').isVisible()));
  await page.evaluate(() => {
    const widget = document.querySelector('pulse-widget')! as unknown as { performUpdate(): void };
    const { performUpdate } = widget;
    Reflect.set(window, 'renders', 0);
    widget.performUpdate = () => {
      Reflect.set(window, 'renders', Number(Reflect.get(window, 'renders')) + 1);
      performUpdate.call(widget);
    };
  });
  const scroller = part('comments-panel').locator('.scroll');
  for (const top of [800, 1600, 2400, 40_000]) {
    await scroller.evaluate((element, wanted) => (element.scrollTop = wanted), top);
    await eventually(async () => assert.equal(await scroller.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return Array.from(element.querySelectorAll('.card')).filter((card) => card.getBoundingClientRect().bottom > top && card.getBoundingClientRect().top < bottom && !card.querySelector('.comment')).length;
    }), 0));
  }
  assert.equal(await page.evaluate(() => Reflect.get(window, 'renders')), 0);
  // What is rendered by itself is still that of the widget.
  await page.evaluate(() => {
    const client = window.PulseClient.made.at(-1)!;
    for (const { id } of client.state.threads) client.addComment(client.comment(id, 'chen', `Answered in ${id}`));
  });
  await eventually(async () => {
    const shown = await scroller.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const seen = Array.from(element.querySelectorAll<HTMLElement>('.card')).filter((card) => card.getBoundingClientRect().bottom > top && card.getBoundingClientRect().top < bottom);
      return seen.map((card) => card.textContent?.includes(`Answered in ${card.dataset['threadId']}`));
    });
    assert.ok(shown.length > 0 && shown.every(Boolean));
  });
}));

test('resolved threads that are unfolded in a long list are rendered', onPage({}, async (opened) => {
  const { page, part } = opened;
  await longPanel(opened);
  await page.evaluate(() => {
    const { state } = window.PulseClient.made.at(-1)!;
    state.threads = state.threads.map((one, index) => ({ ...one, resolved: index < 400 }));
    state.emit('threads', state.threads);
  });
  const scroller = part('comments-panel').locator('.scroll');
  await part('resolved-section').waitFor({ state: 'attached' });
  await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight));
  await part('resolved-section').locator('summary').click();
  await eventually(async () => {
    await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight));
    assert.ok(await inView(thread(page, 0)));
  });
  await thread(page, 0).getByTestId('comment').waitFor();
}));

test('scrolling back meets threads where they were', onPage({}, async (opened) => {
  const { page, part } = opened;
  await longPanel(opened);
  const scroller = part('comments-panel').locator('.scroll');
  await eventually(async () => assert.ok(await thread(page, 496).getByTestId('comment').isVisible()));
  const before = await scroller.evaluate((element) => element.scrollTop);
  // As it is laid out: the panel grows as it opens.
  const heightOf = (index: number): Promise<number> => thread(page, index).evaluate((card) => (card as HTMLElement).offsetHeight);
  const height = await heightOf(497);
  await scroller.evaluate((element) => (element.scrollTop = 30_000));
  await thread(page, 497).getByTestId('comment').waitFor({ state: 'detached' });
  assert.ok(Math.abs((await heightOf(497)) - height) <= 1);
  await scroller.evaluate((element, top) => (element.scrollTop = top), before);
  await thread(page, 497).getByTestId('comment').waitFor();
}));

test('the focus stays in a thread that is scrolled away, and Tab goes from each to the next', onPage({}, async (opened) => {
  const { page, part } = opened;
  await longPanel(opened);
  const focused = (): Promise<string | undefined> =>
    page.evaluate(() => document.querySelector('pulse-widget')!.shadowRoot!.activeElement?.closest<HTMLElement>('.card')?.dataset['threadId']);
  await thread(page, 499).getByTestId('thread-reply').focus();
  const met = new Set<string | undefined>();
  for (let presses = 0; presses < 160 && met.size < 20; presses++) {
    await page.keyboard.press('Tab');
    met.add(await focused());
  }
  assert.ok(met.has('many-499') && met.has('many-481'), [...met].join());
  const last = [...met].at(-1)!;
  await part('comments-panel').locator('.scroll').evaluate((element) => (element.scrollTop = 60_000));
  await thread(page, 499).getByTestId('comment').waitFor({ state: 'detached' });
  assert.equal(await focused(), last);
}));

test('a thread far down is found by the browser, by the panel’s search and by its address', onPage({}, async (opened) => {
  const { page, part } = opened;
  await longPanel(opened);
  const far = thread(page, 42);
  // The browser finds hidden text and says where before it scrolls there.
  assert.equal(await far.getByText('Bo Lindqvist: Thread 42.').count(), 1);
  await far.locator('.far-text').dispatchEvent('beforematch');
  await far.getByTestId('comment').waitFor({ state: 'attached' });

  await part('thread-search').fill('thread 17.');
  await thread(page, 17).getByTestId('comment').waitFor();
  await part('thread-search').fill('');

  await page.evaluate(() => (location.hash = '#pulse-thread=many-7'));
  await eventually(async () => assert.ok(await inView(thread(page, 7))));
  await thread(page, 7).getByTestId('comment').waitFor();
}));
