// What people set up for themselves: fingers, large text, less motion, their own colours, their own direction.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { violations } from '../support/axe.ts';
import { eventually, onPage, type Opened, useBrowser } from '../support/harness.ts';

useBrowser();

const FINGER_PX = 44;
const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };
/** What a window of 1280 × 800 has left for the page at 200 %. */
const ZOOMED = { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 };

const menu = (item: string) => async ({ part }: Opened): Promise<void> => {
  await part('toolbar-toggle').click();
  await part('more').click();
  await part(item).click();
};

/** Every surface, opened the way that people do. */
const SURFACES: Record<string, (opened: Opened) => Promise<void>> = {
  comments: async ({ part }) => {
    await part('toolbar-toggle').click();
    await part('comments').click();
    await part('comments-panel').waitFor();
  },
  notifications: async ({ part }) => {
    await part('toolbar-toggle').click();
    await part('notifications').click();
    await part('notifications-panel').waitFor();
  },
  activity: menu('activity'),
  settings: menu('settings'),
  help: menu('help'),
  thread: async ({ part, pin }) => {
    await pin('t1').click();
    await part('thread-popover').waitFor();
    await part('reaction-add').first().click();
  },
};

async function still(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('pulse-widget')!.shadowRoot!.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Number.POSITIVE_INFINITY));
}

/** Controls of the open surface whose target is smaller than a finger, by what is hit around their middle. */
async function smallTargets(page: Page, size: number): Promise<string[]> {
  await still(page);
  return page.evaluate((px) => {
    const root = document.querySelector('pulse-widget')!.shadowRoot!;
    const surface = root.querySelector('.surface')!;
    const reach = px / 2 - 1;
    return Array.from(surface.querySelectorAll<HTMLElement>('button, summary, input:not([hidden]), textarea')).flatMap((control) => {
      if (!control.checkVisibility()) return [];
      control.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const box = control.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const hit = ([dx, dy]: readonly [number, number]): boolean => {
        const found = root.elementFromPoint(x + dx, y + dy);
        return found !== null && (control === found || control.contains(found) || found.contains(control));
      };
      const missed = ([[0, -reach], [0, reach], [-reach, 0], [reach, 0]] as const).filter((offset) => !hit(offset));
      const names = missed.map(([dx, dy]) => root.elementFromPoint(x + dx, y + dy)?.className ?? 'nothing');
      return missed.length > 0 ? [`${control.dataset['testid'] ?? control.localName} ${box.width}×${box.height}, beside it ${names.join()}`] : [];
    });
  }, size);
}

for (const [name, open] of Object.entries(SURFACES)) {
  test(`fingers hit everything in ${name}`, onPage(PHONE, async (opened) => {
    await open(opened);
    assert.deepEqual(await smallTargets(opened.page, FINGER_PX), []);
  }));

  test(`${name} can be read and reached at 200 %`, onPage(ZOOMED, async (opened) => {
    await open(opened);
    await still(opened.page);
    const { outside, sideways } = await opened.page.evaluate(() => {
      const root = document.querySelector('pulse-widget')!.shadowRoot!;
      const surface = root.querySelector('.surface')!;
      const box = surface.getBoundingClientRect();
      const scroll = surface.querySelector('.scroll')!;
      const outside = box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight;
      return { outside, sideways: scroll.scrollWidth > scroll.clientWidth || document.documentElement.scrollWidth > innerWidth };
    });
    assert.deepEqual({ outside, sideways }, { outside: false, sideways: false });
    const room = await opened.page.evaluate(() => document.querySelector('pulse-widget')!.shadowRoot!.querySelector('.surface .scroll')!.clientHeight);
    assert.ok(room >= 80, `${room} pixels to read in`);
  }));
}

test('less motion means none', onPage({ reducedMotion: 'reduce' }, async (opened) => {
  const { page, part, pin } = opened;
  const moving = (): Promise<string[]> =>
    page.evaluate(() =>
      document
        .querySelector('pulse-widget')!
        .shadowRoot!.getAnimations()
        .filter((one) => one.playState === 'running' && Number(one.effect?.getComputedTiming().duration) > 0)
        .map((one) => (one as CSSAnimation).animationName ?? 'transition'),
    );
  await part('toolbar-toggle').click();
  await part('more').click();
  assert.deepEqual(await moving(), []);
  await part('settings').click();
  await part('setting').first().click();
  assert.deepEqual(await moving(), []);
  await part('setting').first().click();
  await pin('t1').click();
  await page.evaluate(() => window.PulseClient.made[0]?.type('t1', ['bo']));
  await part('typing').waitFor();
  assert.deepEqual(await moving(), []);
}));

test('with colours of one’s own everything keeps its outline', onPage({ forcedColors: 'active' }, async (opened) => {
  const { page, part } = opened;
  await part('toolbar-toggle').click();
  await part('comments').click();
  await part('comments-panel').waitFor();
  const borders = await page.evaluate(() => {
    const root = document.querySelector('pulse-widget')!.shadowRoot!;
    const style = (selector: string): CSSStyleDeclaration => getComputedStyle(root.querySelector(selector)!);
    return [style('.pill').borderTopStyle, style('.surface').borderTopStyle, style('.toolbar-button.on').outlineStyle, style('.filter[aria-pressed=true]').outlineStyle];
  });
  assert.deepEqual(borders, ['solid', 'solid', 'solid', 'solid']);
  // People are told apart by their own colours, which stay.
  assert.equal(await part('avatar').first().locator('.avatar').evaluate((one) => getComputedStyle(one).forcedColorAdjust), 'none');
  assert.deepEqual(await violations(page), []);
}));

const rightToLeft = (): void => {
  new MutationObserver((_, observer) => {
    if (!document.documentElement) return;
    observer.disconnect();
    Object.assign(document.documentElement, { lang: 'ar', dir: 'rtl' });
  }).observe(document, { childList: true });
};

test('a page from right to left is mirrored', onPage({ first: rightToLeft }, async (opened) => {
  const { page, part } = opened;
  await part('toolbar-toggle').click();
  await part('comments').click();
  const comment = part('comments-panel').getByTestId('comment').first();
  const [face, words] = await Promise.all([comment.locator('.avatar').boundingBox(), comment.getByTestId('comment-body').boundingBox()]);
  assert.ok(face && words && face.x >= words.x + words.width - 1, 'the face is right of the words');
  const [title, close] = await Promise.all([part('comments-panel').locator('h2').boundingBox(), part('panel-close').boundingBox()]);
  assert.ok(title && close && close.x < title.x, 'the button that closes is left of the title');
  // The next button is the one to the left.
  await part('pin-mode').focus();
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => assert.equal(await page.evaluate(() => (document.querySelector('pulse-widget')!.shadowRoot!.activeElement as HTMLElement).dataset['testid']), 'comments'));
  assert.deepEqual(await violations(page), []);
}));

for (const [name, open] of Object.entries(SURFACES)) {
  test(`${name} from right to left is accessible and cuts nothing off`, onPage({ first: rightToLeft }, async (opened) => {
    await open(opened);
    await still(opened.page);
    const wide = await opened.page.evaluate(() =>
      Array.from(document.querySelector('pulse-widget')!.shadowRoot!.querySelectorAll('.surface .scroll, .surface .bar')).filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className),
    );
    assert.deepEqual(wide, []);
    assert.deepEqual(await violations(opened.page), []);
  }));
}
