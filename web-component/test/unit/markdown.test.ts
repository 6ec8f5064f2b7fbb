import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Block, parseMarkdown } from '../../src/markdown/blocks.ts';
import type { Inline } from '../../src/markdown/inline.ts';
import { Handles } from '../../src/mentions/handles.ts';

const ada = { id: 'ada', name: 'Ada Byron', color: '#000000' };
const handles = new Handles([ada]);

/** A short form to compare with: `b(…)`, `i(…)`, `a(href|text)`. */
const inline = (nodes: readonly Inline[]): string =>
  nodes
    .map((node) => {
      switch (node.kind) {
        case 'text': return node.text;
        case 'code': return `c(${node.text})`;
        case 'strong': return `b(${inline(node.children)})`;
        case 'emphasis': return `i(${inline(node.children)})`;
        case 'deleted': return `d(${inline(node.children)})`;
        case 'link': return `a(${node.href}|${node.text})`;
        case 'mention': return `@(${node.users.map(({ id }) => id).join()})`;
      }
    })
    .join('');
const block = (one: Block): string => {
  switch (one.kind) {
    case 'text': return inline(one.content);
    case 'code': return `pre(${one.text})`;
    case 'quote': return `q(${one.blocks.map(block).join('/')})`;
    case 'list': return `${one.ordered ? `ol${one.start}` : 'ul'}(${one.items.map(inline).join('/')})`;
  }
};
const read = (text: string): string => parseMarkdown(text, handles).map(block).join('\n');

test('marks become structure', () => {
  assert.equal(read('**bold** and *italic*, _too_, `code`, ~~gone~~'), 'b(bold) and i(italic), i(too), c(code), d(gone)');
  assert.equal(read('**bold with *italic* inside**'), 'b(bold with i(italic) inside)');
  assert.equal(read('``a ` tick``'), 'c(a ` tick)');
  assert.equal(read('[docs](https://x.example/a?b=1) or https://x.example/c.'), 'a(https://x.example/a?b=1|docs) or a(https://x.example/c|https://x.example/c).');
  assert.equal(read('(see https://x.example/wiki/A_(b))'), '(see a(https://x.example/wiki/A_(b)|https://x.example/wiki/A_(b)))');
  assert.equal(read('- one\n- *two*\n\n3. three\n4. four'), 'ul(one/i(two))\nol3(three/four)');
  assert.equal(read('> quoted\n> > twice\nafter'), 'q(quoted/q(twice))\nafter');
  assert.equal(read('before\n```ts\nconst a = **b**;\n```\nafter'), 'before\npre(const a = **b**;)\nafter');
  assert.equal(read('ask @Ada_Byron, **@ada_byron**'), 'ask @(ada), b(@(ada))');
});

test('what is no mark stays as written', () => {
  for (const text of [
    'a * b * c',
    'snake_case_name and __init__py_x',
    'two\n\nlines, and   spaces',
    '**open',
    '`open',
    '```\nopen fence',
    '[not](javascript:alert(1))',
    '[not](data:text/html,x)',
    'mail@Ada_Byron',
    '@Ada_Byrons',
    '<b>html</b> &lt;b&gt;',
    '#1 is no heading',
    '-5 degrees',
    'C:\\temp',
  ]) {
    assert.equal(read(text), text, text);
  }
});

test('a backslash keeps a mark from being one', () => {
  assert.equal(read('\\*not italic\\*'), '*not italic*');
});

test('texts made to take long do not', () => {
  const started = performance.now();
  for (const evil of ['*a', '_a ', '**', '`a``', '[a', '> ', '@', '- ', 'https://(', '*_', '~~*_`[']) read(evil.repeat(10_000 / evil.length));
  // It takes a fraction of a second; the rest is for machines that do much else.
  assert.ok(performance.now() - started < 30_000, `${performance.now() - started} ms`);
});
