/**
 * Finds again what a pin was put on. Our pins: the selector if the element still says what it said, else the element
 * that says it now, else detached. Pins of the original and of the REST API: landmarks, selector, page position.
 */
import type { PinPosition } from '../client/contract.ts';
import type { Vec } from './geometry.ts';
import { quoteOf, similarity } from './quote.ts';
import type { findInside } from './roots.ts';
import { findBySelector, isNaming } from './selector.ts';

export type Anchor =
  | { readonly kind: 'element'; readonly element: Element; readonly offset: Vec; readonly by: 'selector' | 'quote' }
  | { readonly kind: 'landmarks'; readonly elements: readonly (Element | null)[]; readonly weights: readonly number[] }
  | { readonly kind: 'page'; readonly fraction: Vec }
  | { readonly kind: 'viewport'; readonly fraction: Vec; readonly scroll: Vec }
  | { readonly kind: 'detached' };

/** Tells how far an element is from where the pin was, to choose among several that say the same. */
export type DistanceFrom = (element: Element, position: PinPosition) => number;

export type FindInside = typeof findInside;

const STILL_SAYS_IT = 0.5;
const SAYS_IT_NOW = 0.75;
const MAX_SEARCHED = 4000;

/** One pass over the page. It remembers what it has read, so many pins cost one reading; make a new one per pass. */
export class Resolver {
  readonly #document: Document;
  readonly #distanceFrom: DistanceFrom;
  readonly #findInside: FindInside | null;
  readonly #quotes = new Map<string, { element: Element; quote: string }[]>();
  /** Shadow roots in which pins were looked for: what changes in there is of interest. */
  readonly roots = new Set<ShadowRoot>();

  /** @param inside finds what is in shadow roots of the page, once the code for it is there */
  constructor(document: Document, distanceFrom: DistanceFrom, inside: FindInside | null = null) {
    this.#document = document;
    this.#distanceFrom = distanceFrom;
    this.#findInside = inside;
  }

  resolve(position: PinPosition): Anchor {
    return position.tag === undefined ? this.#resolveForeign(position) : this.#resolveOwn(position);
  }

  #resolveOwn(position: PinPosition): Anchor {
    const offset = offsetOf(position);
    const quote = position.quote ?? '';
    const selected = position.selector ? findBySelector(this.#document, position.selector) : null;
    if (position.inside !== undefined) return this.#resolveInside(position, selected);
    if (selected && (!quote || similarity(quoteOf(selected), quote) >= STILL_SAYS_IT)) {
      return { kind: 'element', element: selected, offset, by: 'selector' };
    }
    const quoted = quote ? this.#findByQuote(position, quote) : null;
    if (quoted) return { kind: 'element', element: quoted, offset, by: 'quote' };
    // The text was rewritten, but an id or a name is a promise that this is the same thing.
    if (selected && position.selector && isNaming(position.selector)) {
      return { kind: 'element', element: selected, offset, by: 'selector' };
    }
    return { kind: 'detached' };
  }

  /** A host says nothing by itself, so another of its kind may have what was pinned. */
  #resolveInside(position: PinPosition, selected: Element | null): Anchor {
    const alike = Array.from(this.#document.getElementsByTagName(position.tag ?? '*')).slice(0, MAX_SEARCHED);
    const hosts = selected ? [selected, ...alike.filter((one) => one !== selected)] : alike;
    const found = this.#findInside?.(hosts, position.inside, (root) => this.roots.add(root));
    return found ? { kind: 'element', ...found, by: 'selector' } : { kind: 'detached' };
  }

  #resolveForeign(position: PinPosition): Anchor {
    const fraction = { x: position.x, y: position.y };
    const path = parsePath(position.path);
    if (path) {
      const elements = path.landmarks.map((selector) => findBySelector(this.#document, selector));
      if (elements.filter(Boolean).length >= 2) return { kind: 'landmarks', elements, weights: path.weights };
    }
    const element = position.selector ? findBySelector(this.#document, position.selector) : null;
    if (element) return { kind: 'element', element, offset: offsetOf(position), by: 'selector' };
    if (path) return { kind: 'page', fraction };
    return { kind: 'viewport', fraction, scroll: { x: position.scrollX ?? 0, y: position.scrollY ?? 0 } };
  }

  #findByQuote(position: PinPosition, quote: string): Element | null {
    const scored = this.#elements(position.tag ?? '*')
      .map(({ element, quote: said }) => ({ element, score: similarity(said, quote) }))
      .filter(({ score }) => score >= SAYS_IT_NOW);
    const best = Math.max(...scored.map(({ score }) => score));
    const equals = scored.filter(({ score }) => score === best);
    if (equals.length <= 1) return equals[0]?.element ?? null;
    const distances = equals.map(({ element }) => ({ element, far: this.#distanceFrom(element, position) }));
    return distances.reduce((nearest, one) => (one.far < nearest.far ? one : nearest)).element;
  }

  #elements(tag: string): { element: Element; quote: string }[] {
    let known = this.#quotes.get(tag);
    if (!known) {
      known = Array.from(this.#document.getElementsByTagName(tag))
        .slice(0, MAX_SEARCHED)
        .map((element) => ({ element, quote: quoteOf(element) }));
      this.#quotes.set(tag, known);
    }
    return known;
  }
}

function offsetOf(position: PinPosition): Vec {
  return { x: position.elementOffsetX ?? 0.5, y: position.elementOffsetY ?? 0.5 };
}

/** The original's second kind of path. Anything else, also text that is no JSON, means a pin of the old kind. */
function parsePath(text: string | undefined): { landmarks: string[]; weights: number[] } | null {
  if (!text) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('v' in value) || value.v !== 2) return null;
  const landmarks = 'landmarks' in value && Array.isArray(value.landmarks) ? value.landmarks : [];
  const weights = 'weights' in value && Array.isArray(value.weights) ? value.weights : [];
  return {
    landmarks: landmarks.filter((one): one is string => typeof one === 'string'),
    weights: weights.filter((one): one is number => typeof one === 'number'),
  };
}
