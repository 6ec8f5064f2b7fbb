/** A CSS selector that finds one element again, built the way the original widget builds and reads it. */

const MAX_LEVELS = 7;
const NAMING_ATTRIBUTES = ['data-testid', 'data-test', 'data-id', 'name', 'aria-label'];

/** A selector that matches only this element of its document or shadow root, or null when none is found within seven levels. */
export function uniqueSelector(element: Element): string | null {
  const root = element.getRootNode() as Document | ShadowRoot;
  let selector = '';
  let current: Element | null = element;
  for (let level = 0; current && level < MAX_LEVELS; level += 1) {
    const step: string = stepFor(current);
    selector = selector ? `${step} > ${selector}` : step;
    if (isUnique(root, selector, element)) return selector;
    if (step.startsWith('#')) return null;
    current = current.parentElement;
  }
  return null;
}

/** The element a stored selector means, when it means exactly one. Stored selectors are foreign text: they may be no selectors at all. */
export function findBySelector(root: ParentNode, selector: string): Element | null {
  try {
    const found = root.querySelectorAll(selector);
    return found.length === 1 ? (found[0] ?? null) : null;
  } catch {
    return null;
  }
}

/** Whether the selector names its element (by id or attribute) instead of counting its place among siblings. */
export function isNaming(selector: string): boolean {
  return /(?:^|> )(?:#|[\w-]*\[)[^>]*$/.test(selector);
}

function stepFor(element: Element): string {
  if (element.id) return `#${escapeIdentifier(element.id)}`;
  const tag = element.localName;
  for (const name of NAMING_ATTRIBUTES) {
    const value = element.getAttribute(name);
    if (value) return `${tag}[${name}="${escapeString(value)}"]`;
  }
  // The shadow root, of the elements at the top of it.
  const parent: ParentNode | null = element.parentElement ?? (element.parentNode as ParentNode | null);
  if (!parent) return tag;
  const alike = Array.from(parent.children).filter((sibling) => sibling.localName === tag);
  return alike.length > 1 ? `${tag}:nth-of-type(${alike.indexOf(element) + 1})` : tag;
}

function isUnique(root: ParentNode, selector: string, element: Element): boolean {
  return findBySelector(root, selector) === element;
}

function escapeIdentifier(value: string): string {
  return typeof CSS === 'undefined' ? value.replace(/([^\w-])/g, '\\$1') : CSS.escape(value);
}

function escapeString(value: string): string {
  return value.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ');
}
