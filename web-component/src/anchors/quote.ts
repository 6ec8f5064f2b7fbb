/** The words by which an element is known again after its place in the document has changed. */

const QUOTE_LENGTH = 80;
const NAMES = ['alt', 'aria-label', 'title', 'placeholder'];
const SILENT = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT']);

/** The first characters of what the element says, or of its name when it says nothing. */
export function quoteOf(element: Element): string {
  const text = textOf(element);
  if (text) return text;
  for (const name of NAMES) {
    const value = normalise(element.getAttribute(name) ?? '');
    if (value) return value.slice(0, QUOTE_LENGTH);
  }
  return '';
}

/** How alike two quotes are, 0–1: the share of character pairs they have in common, so that it works in any script. */
export function similarity(a: string, b: string): number {
  if (a === b) return 1;
  const left = pairs(a);
  const right = pairs(b);
  if (left.size === 0 || right.size === 0) return 0;
  let common = 0;
  let total = 0;
  for (const [pair, count] of left) {
    common += Math.min(count, right.get(pair) ?? 0);
    total += count;
  }
  for (const count of right.values()) total += count;
  return (2 * common) / total;
}

function textOf(element: Element): string {
  let text = '';
  const visit = (node: Node): boolean => {
    for (const child of Array.from(node.childNodes)) {
      if (child.nodeType === 3) text += child.nodeValue ?? '';
      else if (child.nodeType === 1 && !SILENT.has((child as Element).tagName)) {
        text += ' ';
        if (visit(child)) return true;
      }
      // White space is dropped later, so look further than the quote is long.
      if (text.length > QUOTE_LENGTH * 4 && normalise(text).length >= QUOTE_LENGTH) return true;
    }
    return false;
  };
  visit(element);
  return normalise(text).slice(0, QUOTE_LENGTH);
}

function normalise(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function pairs(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const lower = text.toLowerCase();
  for (let i = 0; i + 1 < lower.length; i += 1) {
    const pair = lower.slice(i, i + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}
