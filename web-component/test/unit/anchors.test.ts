import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import { locate, triangulate } from '../../src/anchors/geometry.ts';
import { quoteOf, similarity } from '../../src/anchors/quote.ts';
import { type Anchor, Resolver } from '../../src/anchors/resolve.ts';
import { findBySelector, isNaming, uniqueSelector } from '../../src/anchors/selector.ts';
import type { PinPosition } from '../../src/client/contract.ts';

const page = (body: string): Document => parseHTML(`<!doctype html><html><body>${body}</body></html>`).document;
const pin = (fields: Partial<PinPosition>): PinPosition => ({ x: 0.5, y: 0.5, ...fields });
const resolve = (document: Document, position: PinPosition, distance: (element: Element) => number = () => 0): Anchor =>
  new Resolver(document, distance).resolve(position);
const elementOf = (anchor: Anchor): Element | null => (anchor.kind === 'element' ? anchor.element : null);

test('a selector uses the id when there is one', () => {
  const document = page('<main><p id="a.b">x</p></main>');
  assert.equal(uniqueSelector(document.querySelector('p')!), '#a\\.b');
});

test('a selector prefers a naming attribute to a count among siblings', () => {
  const document = page('<ul><li><a data-testid="buy">x</a></li><li><a>y</a></li></ul>');
  const [first, second] = Array.from(document.querySelectorAll('a'));
  assert.equal(uniqueSelector(first!), 'a[data-testid="buy"]');
  assert.equal(uniqueSelector(second!), 'li:nth-of-type(2) > a');
});

test('a selector gives up at an ambiguous id', () => {
  const document = page('<div id="x"><b>1</b></div><div id="x"><b>2</b></div>');
  assert.equal(uniqueSelector(document.querySelector('b')!), null);
});

test('every selector finds its own element again', () => {
  const document = page('<section><p>1</p><p>2</p><div><p>3</p></div></section><section><p>4</p><p name="q&quot;">5</p></section>');
  for (const element of Array.from(document.querySelectorAll('p'))) {
    const selector = uniqueSelector(element);
    assert.ok(selector);
    assert.equal(findBySelector(document, selector), element);
  }
});

test('a stored text that is no selector finds nothing instead of throwing', () => {
  assert.equal(findBySelector(page('<p>x</p>'), '>>> ]['), null);
});

test('only a selector that ends in a name is a promise', () => {
  assert.ok(isNaming('#hero'));
  assert.ok(isNaming('#hero > a[name="x"]'));
  assert.ok(!isNaming('#hero > p:nth-of-type(2)'));
  assert.ok(!isNaming('body > p'));
});

test('a quote is the visible text without scripts and superfluous white space', () => {
  const document = page('<div> One\n <b>two</b><script>three()</script> four </div><img alt="A chart">');
  assert.equal(quoteOf(document.querySelector('div')!), 'One two four');
  assert.equal(quoteOf(document.querySelector('img')!), 'A chart');
});

test('similarity forgives small edits and tells different sentences apart, in any script', () => {
  assert.ok(similarity('Pay once, use it for ever', 'Pay once and use it for ever') > 0.75);
  assert.ok(similarity('Pay once, use it for ever', 'Questions and answers') < 0.5);
  assert.ok(similarity('一度払えばずっと使えます', '一度払えばずっと使える') > 0.75);
});

test('a pin stays with its element when the text is still there', () => {
  const document = page('<p>first</p><p>second paragraph</p>');
  const anchor = resolve(document, pin({ tag: 'p', selector: 'p:nth-of-type(2)', quote: 'second paragraph' }));
  assert.equal(elementOf(anchor)?.textContent, 'second paragraph');
});

test('a pin follows its text when siblings are inserted before it', () => {
  const document = page('<p>a new one</p><p>first</p><p>second paragraph</p>');
  const anchor = resolve(document, pin({ tag: 'p', selector: 'p:nth-of-type(2)', quote: 'second paragraph' }));
  assert.equal(elementOf(anchor)?.textContent, 'second paragraph');
  assert.equal(anchor.kind === 'element' && anchor.by, 'quote');
});

test('a pin on a named element stays when the text is rewritten', () => {
  const document = page('<h1 id="title">Completely new words</h1>');
  const anchor = resolve(document, pin({ tag: 'h1', selector: '#title', quote: 'Old headline' }));
  assert.equal(elementOf(anchor)?.id, 'title');
});

test('a pin whose element and text are gone is detached, not put on what took its place', () => {
  const document = page('<p>first</p><p>an unrelated sentence</p>');
  const anchor = resolve(document, pin({ tag: 'p', selector: 'p:nth-of-type(2)', quote: 'the price of the plan' }));
  assert.equal(anchor.kind, 'detached');
});

test('of several elements with the same text the nearest is taken', () => {
  const document = page('<div><a>Buy</a></div><div><a>Buy</a></div>');
  const [, second] = Array.from(document.querySelectorAll('a'));
  const anchor = resolve(document, pin({ tag: 'a', selector: '#gone > a', quote: 'Buy' }), (element) => (element === second ? 1 : 9));
  assert.equal(elementOf(anchor), second);
});

test('a pin of ours on the bare page is placed by fractions', () => {
  const path = JSON.stringify({ v: 2, landmarks: [], weights: [1 / 3, 1 / 3, 1 / 3], pageWidth: 1280 });
  assert.deepEqual(resolve(page(''), pin({ path })), { kind: 'page', fraction: { x: 0.5, y: 0.5 } });
});

test('a pin of the original is placed by its landmarks first', () => {
  const document = page('<header>a</header><main>b</main><footer>c</footer>');
  const path = JSON.stringify({ v: 2, landmarks: ['header', 'main', 'footer'], weights: [0.2, 0.3, 0.5], pageWidth: 1280 });
  const anchor = resolve(document, pin({ path, selector: 'main' }));
  assert.equal(anchor.kind, 'landmarks');
});

test('a pin of the REST API without a path is a fraction of the viewport', () => {
  assert.deepEqual(resolve(page(''), pin({})), { kind: 'viewport', fraction: { x: 0.5, y: 0.5 }, scroll: { x: 0, y: 0 } });
  assert.equal(resolve(page(''), pin({ path: 'no json' })).kind, 'viewport');
});

test('what three landmarks fix is located again after the page moved', () => {
  const landmarks = [
    { selector: '#a', x: 0, y: 0 },
    { selector: '#b', x: 400, y: 0 },
    { selector: '#c', x: 0, y: 400 },
  ];
  const { weights, landmarks: chosen } = triangulate({ x: 100, y: 100 }, landmarks);
  const moved = chosen.map((selector) => landmarks.find((one) => one.selector === selector)!).map(({ x, y }) => ({ x: x + 30, y: y + 50 }));
  const found = locate(moved, weights);
  assert.ok(found && Math.abs(found.x - 130) < 1e-6 && Math.abs(found.y - 150) < 1e-6);
});

test('with one landmark left nothing is guessed, with two the mix is normalised', () => {
  assert.equal(locate([{ x: 1, y: 1 }, null, null], [0.2, 0.3, 0.5]), null);
  assert.deepEqual(locate([{ x: 0, y: 0 }, { x: 100, y: 0 }, null], [0.25, 0.25, 0.5]), { x: 50, y: 0 });
});

test('too few landmarks give an empty list and thirds', () => {
  assert.deepEqual(triangulate({ x: 0, y: 0 }, []), { landmarks: [], weights: [1 / 3, 1 / 3, 1 / 3] });
});
