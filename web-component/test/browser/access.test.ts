import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violations } from '../support/axe.ts';
import { onPage, type OpenOptions, type Opened, useBrowser } from '../support/harness.ts';

useBrowser();

const open = (testId: string) => async ({ part }: Opened): Promise<void> => {
  await part('toolbar-toggle').click();
  await part(testId).first().click();
};

async function withFiles({ page, part, pin }: Opened): Promise<void> {
  await page.route('**/files/**', (route) => route.fulfill({ contentType: 'image/png', body: '' }));
  await page.evaluate(() => {
    const client = window.PulseClient.made[0]!;
    const attachments = (['image', 'image', 'audio', 'video'] as const).map((type, index) => ({ id: `f${index}`, type, filename: `${index}.file`, mimeType: '', sizeBytes: 1, url: `/files/f${index}` }));
    client.addComment({ ...client.comment('t2', 'bo', ''), attachments });
  });
  await pin('t2').click();
  await part('attachment').first().waitFor();
}

const SURFACES: Record<string, (opened: Opened) => Promise<void>> = {
  'the collapsed toolbar': async ({ part }) => part('toolbar-toggle').waitFor(),
  'the toolbar': async ({ part }) => part('toolbar-toggle').click(),
  'the comments panel': open('comments'),
  'the notifications panel': open('notifications'),
  'the menu': open('more'),
  'the activity panel': async (opened) => { await open('more')(opened); await opened.part('activity').click(); },
  'the settings panel': async (opened) => { await open('more')(opened); await opened.part('settings').click(); },
  'the list of keys': async (opened) => { await open('more')(opened); await opened.part('help').click(); },
  'draw mode': async (opened) => { await open('more')(opened); await opened.part('draw').click(); },
  'letting emoji fly': async (opened) => { await open('more')(opened); await opened.part('drop-emoji').click(); },
  'following': async (opened) => { await open('follow')(opened); await opened.part('follow-bar').waitFor(); },
  'the list of mentions and a text with mark-up': async ({ page, part, pin }) => {
    await pin('t2').click();
    await part('reply-input').fill('**a** *b* `c` [d](https://x.example) @Chen_Wei\n> e\n\n- f\n```\ng\n```');
    await page.keyboard.press('Enter');
    await part('reply-input').fill('@');
    await part('mention-list').waitFor();
  },
  'the emoji picker': async ({ part, pin }) => {
    await pin('t2').click();
    await part('comment').hover();
    await part('reaction-add').click();
    await part('reaction-more').click();
    await part('emoji').first().waitFor();
  },
  'files of a comment and of a draft': async (opened) => {
    await withFiles(opened);
    await opened.part('attach-file').setInputFiles([{ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('') }, { name: 'b.pdf', mimeType: 'application/pdf', buffer: Buffer.from('') }]);
    await opened.part('upload').nth(1).waitFor();
  },
  'a picture shown large': async (opened) => {
    await withFiles(opened);
    await opened.part('attachment').first().click();
    await opened.part('lightbox').waitFor();
  },
  'the thread popover': async ({ page, part, pin }) => {
    await pin('t1').click();
    await page.evaluate(() => window.PulseClient.made[0]?.type('t1', ['bo']));
    await part('typing').waitFor();
  },
  'editing and deleting': async ({ part, pin }) => {
    await pin('t2').click();
    await part('comment').hover();
    await part('comment-edit').click();
    await part('comment-delete').click();
    await part('confirm').waitFor();
  },
  'pin mode': open('pin-mode'),
  'the pin form': async (opened) => {
    await open('pin-mode')(opened);
    await opened.page.mouse.click(300, 300);
    await opened.part('pin-form').waitFor();
  },
  'trouble': async ({ page, part }) => {
    await page.evaluate(() => window.PulseClient.made[0]?.setStatus('reconnecting'));
    await part('banner').waitFor();
  },
};

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, act] of Object.entries(SURFACES)) {
    const options: OpenOptions = { colorScheme };
    test(`${name} is accessible in the ${colorScheme} scheme`, onPage(options, async (opened) => {
      await act(opened);
      assert.deepEqual(await violations(opened.page), []);
    }));
  }
}

for (const width of [390, 360, 320]) {
  test(`the toolbar fits a phone of ${width} pixels`, onPage({ viewport: { width, height: 700 }, hasTouch: true, isMobile: true }, async ({ page, part }) => {
    await part('toolbar-toggle').click();
    await page.waitForFunction(() => document.querySelector('pulse-widget')!.shadowRoot!.querySelector('.pill')?.getAnimations().length === 0);
    const box = await part('toolbar').boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
    const small = await part('toolbar').evaluate((bar) =>
      Array.from(bar.querySelectorAll('.toolbar-button'), (one) => one.getBoundingClientRect()).filter((one) => one.width < 44 || one.height < 44),
    );
    assert.deepEqual(small, []);
  }));
}
