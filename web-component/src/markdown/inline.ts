/** Markdown within a line: bold, italic, struck out, code, links, mentions. Whatever is none of these is text. Pure. */
import type { User } from '../client/contract.ts';
import type { Handles } from '../mentions/handles.ts';

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'deleted'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  | { readonly kind: 'mention'; readonly users: readonly User[] };

const KINDS = { '**': 'strong', __: 'strong', '~~': 'deleted', '*': 'emphasis', _: 'emphasis' } as const;
type Marker = keyof typeof KINDS;

const ESCAPED = /\\([\\`*_~[\]>#-])/y;
const NAMED_LINK = /\[([^\][\n]{1,300})\]\(((?:https?:\/\/|mailto:)[^\s()]{1,2000})\)/y;
const BARE_LINK = /https?:\/\/[^\s<>"'`*]{1,2000}/y;
const WORD = /[\p{L}\p{N}]/u;
const MAX_DEPTH = 5;

export function parseInline(text: string, handles: Handles, depth = 0): Inline[] {
  const found: Inline[] = [];
  const hopeless = new Set<string>();
  let plain = '';
  const add = (node: Inline): void => {
    if (plain) found.push({ kind: 'text', text: plain });
    plain = '';
    found.push(node);
  };
  for (let index = 0; index < text.length; ) {
    const next = escaped(text, index) ?? code(text, index, hopeless) ?? link(text, index) ?? mention(text, index, handles)
      ?? emphasis(text, index, hopeless, handles, depth);
    if (!next) {
      plain += text[index];
      index += 1;
      continue;
    }
    if (next.node.kind === 'text') plain += next.node.text;
    else add(next.node);
    index = next.end;
  }
  if (plain) found.push({ kind: 'text', text: plain });
  return found;
}

interface Found {
  readonly node: Inline;
  readonly end: number;
}

function escaped(text: string, index: number): Found | null {
  const match = text[index] === '\\' ? matchAt(ESCAPED, text, index) : null;
  return match && { node: { kind: 'text', text: match[1] ?? '' }, end: index + match[0].length };
}

function code(text: string, index: number, hopeless: Set<string>): Found | null {
  if (text[index] !== '`') return null;
  const ticks = run(text, index, '`');
  const start = index + ticks.length;
  const none: Found = { node: { kind: 'text', text: ticks }, end: start };
  if (hopeless.has(ticks)) return none;
  for (let end = text.indexOf(ticks, start); end >= 0; end = text.indexOf(ticks, end + 1)) {
    const closing = run(text, end, '`');
    if (closing === ticks) return { node: { kind: 'code', text: text.slice(start, end) }, end: end + ticks.length };
    end += closing.length - 1;
  }
  // None after here is none after any later place either: keeps a text full of ticks linear.
  hopeless.add(ticks);
  return none;
}

function link(text: string, index: number): Found | null {
  if (text[index] === '[') {
    const match = matchAt(NAMED_LINK, text, index);
    return match && linkTo(match[2] ?? '', match[1] ?? '', index + match[0].length);
  }
  if (text[index] !== 'h' || WORD.test(text[index - 1] ?? '')) return null;
  const match = matchAt(BARE_LINK, text, index);
  if (!match) return null;
  const address = withoutSentenceEnd(match[0]);
  return linkTo(address, address, index + address.length);
}

function linkTo(address: string, text: string, end: number): Found | null {
  if (!URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  if (!['http:', 'https:', 'mailto:'].includes(protocol)) return null;
  return { node: { kind: 'link', href, text }, end };
}

function mention(text: string, index: number, handles: Handles): Found | null {
  const match = handles.at(text, index);
  return match && { node: { kind: 'mention', users: match.users }, end: match.end };
}

function emphasis(text: string, index: number, hopeless: Set<string>, handles: Handles, depth: number): Found | null {
  const marker = markerAt(text, index);
  if (!marker) return null;
  const start = index + marker.length;
  const none: Found = { node: { kind: 'text', text: marker }, end: start };
  if (depth >= MAX_DEPTH || hopeless.has(marker) || !opens(text, index, marker)) return none;
  for (let end = text.indexOf(marker, start + 1); end >= 0; end = text.indexOf(marker, end + marker.length)) {
    if (!closes(text, end, marker)) continue;
    const children = parseInline(text.slice(start, end), handles, depth + 1);
    return { node: { kind: KINDS[marker], children }, end: end + marker.length };
  }
  hopeless.add(marker);
  return none;
}

function markerAt(text: string, index: number): Marker | null {
  const two = text.slice(index, index + 2);
  if (two === '**' || two === '__' || two === '~~') return two;
  const one = text[index];
  return one === '*' || one === '_' ? one : null;
}

/** `2 * 3 * 4` and `snake_case_name` are what they are. */
function opens(text: string, index: number, marker: Marker): boolean {
  const after = text[index + marker.length];
  if (after === undefined || /\s/u.test(after)) return false;
  return !marker.startsWith('_') || !WORD.test(text[index - 1] ?? '');
}

function closes(text: string, index: number, marker: Marker): boolean {
  if (/\s/u.test(text[index - 1] ?? ' ')) return false;
  if (marker.length === 1 && (text[index + 1] === marker || text[index - 1] === marker)) return false;
  return !marker.startsWith('_') || !WORD.test(text[index + marker.length] ?? '');
}

/** A full stop or closing bracket after an address belongs to the sentence, unless the address opened the bracket. */
function withoutSentenceEnd(address: string): string {
  let unopened = address.split(')').length - address.split('(').length;
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? '';
    if (last === ')' && unopened > 0) unopened -= 1;
    else if (!/[.,;:!?\]}]/.test(last)) return address.slice(0, end);
    end -= 1;
  }
}

function run(text: string, index: number, character: string): string {
  let end = index;
  while (text[end] === character) end += 1;
  return text.slice(index, end);
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}
