// The widget speaks the language of the page around it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, onPage, useBrowser } from '../support/harness.ts';

useBrowser();

for (const [lang, title, people] of [['de', 'Kommentare', 'Personen hier'], ['es-MX', 'Comentarios', 'personas aquí'], ['fr', 'Commentaires', 'personnes ici'], ['ar', 'التعليقات', 'أشخاص هنا'], ['hi-IN', 'टिप्पणियाँ', 'लोग यहाँ'], ['ja', 'コメント', '人がいます']] as const) {
  test(`a page in ${lang} gets its words`, onPage({ attributes: { lang } }, async ({ page, part, errors }) => {
    await page.evaluate(() => document.querySelector('pulse-widget')!.open('comments'));
    await eventually(async () => assert.equal(await part('comments-panel').getAttribute('aria-label'), title));
    assert.match((await part('panel-detail').textContent()) ?? '', new RegExp(people));
    assert.deepEqual(errors, []);
  }));
}

test('a page in a language that nobody has translated gets English', onPage({ attributes: { lang: 'tlh' } }, async ({ page, part, errors }) => {
  await page.evaluate(() => document.querySelector('pulse-widget')!.open('comments'));
  assert.equal(await part('comments-panel').getAttribute('aria-label'), 'Comments');
  assert.deepEqual(errors, []);
}));

test('words that could not be loaded leave English', onPage({ attributes: { lang: 'de' } }, async ({ page, part }) => {
  await page.route('**/words-fr.js*', (route) => route.abort());
  await page.evaluate(() => {
    const widget = document.querySelector('pulse-widget')!;
    widget.lang = 'fr';
    widget.open('comments');
  });
  await part('comments-panel').waitFor();
  assert.equal(await part('comments-panel').getAttribute('aria-label'), 'Comments');
}));

test('words that the page gives win over those of its language', onPage({ attributes: { lang: 'de' } }, async ({ page, part }) => {
  await page.evaluate(() => {
    const widget = document.querySelector('pulse-widget')!;
    widget.strings = { comments: 'Anmerkungen' };
    widget.open('comments');
  });
  await eventually(async () => assert.equal(await part('new-thread-input').getAttribute('aria-label'), 'Gespräch beginnen'));
  assert.equal(await part('comments-panel').getAttribute('aria-label'), 'Anmerkungen');
}));
