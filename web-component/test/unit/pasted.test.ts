import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pasted } from '../../src/views/pasted.ts';

const plain = (text: string, ...others: string[]) => ({
  types: ['text/plain', ...others],
  getData: (type: string) => (type === 'text/plain' ? text : ''),
});

const CODE = ['function first(list) {\n  return list[0];\n}', 'let total = 0;\nfor (const one of all) {\n\ttotal += one;\n}', 'fn main() {\r\n    println!("{}", 1);\r\n}', '<ul>\n  <li>one</li>\n</ul>', '$ npm ci\n$ npm test'];

const NO_CODE = [
  'One line; with a semicolon;',
  'Dear Bo,\n\nthe lamp is fine (I think).\nAda',
  '- one\n- two\n- three',
  '> so be it\n> says Bo',
  'Eggs\n  and milk\nBread\nButter',
  'https://x.example/a\nhttps://x.example/b',
  '```\nlet a = 1;\n```\nlet b = 2;',
];

test('pasted code becomes a block and keeps its lines', () => {
  for (const code of CODE) assert.equal(pasted(plain(code), '', ''), `\`\`\`\n${code.replaceAll('\r', '')}\n\`\`\`\n`, code);
});

test('pasted prose, lists and fenced code stay as they are', () => {
  for (const text of NO_CODE) assert.equal(pasted(plain(text), '', ''), null, text);
});

test('what an editor copied is code, whatever it looks like', () => {
  assert.equal(pasted(plain('SELECT name\nFROM lamps', 'vscode-editor-data'), 'Try ', ''), '\n```\nSELECT name\nFROM lamps\n```\n');
  assert.equal(pasted(plain('lamps', 'vscode-editor-data'), 'Try ', ''), null);
});

test('code pasted into a block of code needs no other', () => {
  assert.equal(pasted(plain('a();\nb();'), 'See\n```\n', ''), null);
  assert.notEqual(pasted(plain('a();\nb();'), '```\nx\n```\n', ''), null);
});

test('an address over words is their link, over none or over lines it is text', () => {
  const address = plain(' https://x.example/plan ');
  assert.equal(pasted(address, 'the ', 'plan'), '[plan](https://x.example/plan)');
  for (const selected of ['', ' ', 'a\nb', '[a]']) assert.equal(pasted(address, '', selected), null);
  assert.equal(pasted(plain('javascript:alert(1)'), '', 'plan'), null);
  assert.equal(pasted(null, '', 'plan'), null);
});
