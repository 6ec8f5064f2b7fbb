/**
 * Pins inside of open shadow roots of the page. The position's selector and offsets name the outermost host, as the
 * original knows them; `inside` says, root by root, which element in there it is. Loaded with the surfaces: few pages
 * have such pins.
 */
import type { InnerPlace } from '../client/contract.ts';
import type { Vec } from './geometry.ts';
import { isPulse } from './page.ts';
import { quoteOf, similarity } from './quote.ts';
import { findBySelector, isNaming, uniqueSelector } from './selector.ts';

const SAYS_IT = 0.75;
const STILL_SAYS_IT = 0.5;
const MAX_DEPTH = 8;
const MAX_SEARCHED = 1000;

/** The element at a viewport point inside of the roots of `host`; null when it has none, or nothing is there. */
export function innerElementAt(host: Element, x: number, y: number): Element | null {
  let found: Element | null = null;
  let root = host.shadowRoot;
  for (let depth = 0; root && depth < MAX_DEPTH; depth += 1) {
    const here: ShadowRoot = root;
    // Browsers do not agree on whether what is around the root is part of the answer.
    const inner: Element | undefined = here.elementsFromPoint(x, y).find((element) => element.getRootNode() === here && !isPulse(element));
    if (!inner) break;
    found = inner;
    root = inner.shadowRoot;
  }
  return found;
}

/** What is remembered of an element in the roots of `host`; null when nothing would find it again. */
export function describeInside(host: Element, element: Element, offset: Vec): InnerPlace | null {
  const selectors: string[] = [];
  for (let current = element; ; ) {
    const selector = uniqueSelector(current);
    selectors.unshift(selector ?? '');
    const root = current.getRootNode();
    if (!(root instanceof ShadowRoot)) return null;
    if (root.host === host) break;
    current = root.host;
  }
  const quote = quoteOf(element);
  if (!quote && selectors.includes('')) return null;
  return { selectors, tag: element.localName, ...(quote ? { quote } : {}), ...offset };
}

/**
 * The element again and the place in it. Foreign text: anything may be in `inside`.
 * @param hosts in one of them, the likeliest of which comes first
 * @param looked is told each root that was looked into
 */
export function findInside(hosts: readonly Element[], inside: unknown, looked: (root: ShadowRoot) => void): { element: Element; offset: Vec } | null {
  const place = innerPlaceOf(inside);
  const element = place && findPlace(hosts, place, looked);
  return element ? { element, offset: { x: place.x, y: place.y } } : null;
}

function findPlace(hosts: readonly Element[], place: InnerPlace, looked: (root: ShadowRoot) => void): Element | null {
  const withRoots = hosts.filter((host) => host.shadowRoot);
  const [first] = withRoots;
  const selected = first ? bySelectors(first, place.selectors, looked) : null;
  const score = selected && place.quote ? similarity(quoteOf(selected), place.quote) : 1;
  if (selected && score === 1) return selected;
  const quoted = withRoots.flatMap((host) => alike(host, place, looked)).sort((a, b) => b.score - a.score)[0];
  // Components of one kind look alike inside, so what says it better wins over what is where it was.
  if (quoted && (!selected || quoted.score > score)) return quoted.element;
  // Rewritten, but by a name of its own it is the same thing.
  return selected && (score >= STILL_SAYS_IT || isNaming(place.selectors.at(-1) ?? '')) ? selected : null;
}

function bySelectors(host: Element, selectors: readonly string[], looked: (root: ShadowRoot) => void): Element | null {
  let element: Element | null = host;
  for (const selector of selectors) {
    const root: ShadowRoot | null = element?.shadowRoot ?? null;
    if (!root) return null;
    looked(root);
    element = selector ? findBySelector(root, selector) : null;
  }
  return element;
}

/** Elements of the same kind that say it, in all roots under the host. */
function alike(host: Element, { tag, quote }: InnerPlace, looked: (root: ShadowRoot) => void, depth = 0): { element: Element; score: number }[] {
  const root = host.shadowRoot;
  if (!root || !quote || depth >= MAX_DEPTH) return [];
  looked(root);
  const all = Array.from(root.querySelectorAll('*')).slice(0, MAX_SEARCHED);
  const here = all
    .filter(({ localName }) => localName === tag)
    .map((element) => ({ element, score: similarity(quoteOf(element), quote) }))
    .filter(({ score }) => score >= SAYS_IT);
  return [...here, ...all.filter((element) => element.shadowRoot && !isPulse(element)).flatMap((inner) => alike(inner, { tag, quote } as InnerPlace, looked, depth + 1))];
}

function innerPlaceOf(value: unknown): InnerPlace | null {
  if (typeof value !== 'object' || value === null) return null;
  const { selectors, tag, quote, x, y } = value as Record<string, unknown>;
  if (!Array.isArray(selectors) || selectors.length === 0 || selectors.length > MAX_DEPTH) return null;
  if (!selectors.every((one): one is string => typeof one === 'string') || typeof tag !== 'string') return null;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return null;
  return { selectors, tag, x: x as number, y: y as number, ...(typeof quote === 'string' ? { quote } : {}) };
}
