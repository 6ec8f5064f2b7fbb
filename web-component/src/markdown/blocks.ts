/** Markdown over lines: quotes, lists, blocks of code. What is none of these keeps its line breaks as written. Pure. */
import type { Handles } from '../mentions/handles.ts';
import { type Inline, parseInline } from './inline.ts';

export type Block =
  | { readonly kind: 'text'; readonly content: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly Inline[])[] };

const FENCE = /^\s{0,3}```/;
const QUOTE = /^> ?/;
const BULLET = /^[-*] +(?=\S)/;
const NUMBER = /^(\d{1,9})[.)] +(?=\S)/;
const MAX_DEPTH = 3;

export function parseMarkdown(text: string, handles: Handles, depth = 0): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let plain: string[] = [];
  const flush = (): void => {
    const content = plain.join('\n').replace(/^\n+|\n+$/g, '');
    if (content.trim()) blocks.push({ kind: 'text', content: parseInline(content, handles) });
    plain = [];
  };
  for (let index = 0; index < lines.length; ) {
    const block = fence(lines, index) ?? (depth < MAX_DEPTH ? quote(lines, index, handles, depth) : null) ?? list(lines, index, handles);
    if (block) {
      flush();
      blocks.push(block.block);
      index = block.next;
    } else {
      plain.push(lines[index] ?? '');
      index += 1;
    }
  }
  flush();
  return blocks;
}

interface Taken {
  readonly block: Block;
  /** The line after it. */
  readonly next: number;
}

function fence(lines: readonly string[], start: number): Taken | null {
  if (!FENCE.test(lines[start] ?? '')) return null;
  const found = lines.findIndex((line, index) => index > start && FENCE.test(line));
  // A fence that is not closed yet, as while somebody is quoting one, is text.
  if (found < 0) return null;
  return { block: { kind: 'code', text: lines.slice(start + 1, found).join('\n') }, next: found + 1 };
}

function quote(lines: readonly string[], start: number, handles: Handles, depth: number): Taken | null {
  const next = endOf(lines, start, QUOTE);
  if (next === start) return null;
  const inner = lines.slice(start, next).map((line) => line.replace(QUOTE, ''));
  return { block: { kind: 'quote', blocks: parseMarkdown(inner.join('\n'), handles, depth + 1) }, next };
}

function list(lines: readonly string[], start: number, handles: Handles): Taken | null {
  const pattern = [BULLET, NUMBER].find((one) => one.test(lines[start] ?? ''));
  if (!pattern) return null;
  const next = endOf(lines, start, pattern);
  const items = lines.slice(start, next).map((line) => parseInline(line.replace(pattern, ''), handles));
  const number = NUMBER.exec(lines[start] ?? '')?.[1];
  return { block: { kind: 'list', ordered: pattern === NUMBER, start: Number(number ?? 1), items }, next };
}

function endOf(lines: readonly string[], start: number, pattern: RegExp): number {
  let end = start;
  while (end < lines.length && pattern.test(lines[end] ?? '')) end += 1;
  return end;
}
