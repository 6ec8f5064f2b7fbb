/** Says where the pointer is so that it can be found on another screen: by the element under it, else by the page. */
import type { Vec } from '../anchors/geometry.ts';
import { elementAt, isCanvas, isPulse } from '../anchors/page.ts';
import { findBySelector, uniqueSelector } from '../anchors/selector.ts';
import type { Point } from '../client/contract.ts';

/** Selectors are remembered for this long, as pages change under them. */
const SELECTOR_LIFE_MS = 2000;

export class Pointing {
  readonly #selectors = new WeakMap<Element, { readonly selector: string | null; readonly until: number }>();

  /** @param target the element the pointer event was sent to */
  describe(clientX: number, clientY: number, target: Element | null): Point {
    const point = { x: clientX, y: clientY, pageX: clientX + window.scrollX, pageY: clientY + window.scrollY };
    const element = !target || isPulse(target) ? elementAt(clientX, clientY) : target;
    if (!element || isCanvas(element)) return point;
    const selector = this.#selectorOf(element);
    const box = element.getBoundingClientRect();
    if (!selector || box.width === 0 || box.height === 0) return point;
    return { ...point, anchor: { s: selector, x: share(clientX - box.left, box.width), y: share(clientY - box.top, box.height) } };
  }

  #selectorOf(element: Element): string | null {
    const nowMs = performance.now();
    const known = this.#selectors.get(element);
    if (known && known.until > nowMs) return known.selector;
    const selector = uniqueSelector(element);
    this.#selectors.set(element, { selector, until: nowMs + SELECTOR_LIFE_MS });
    return selector;
  }
}

/** Finds described points again, in document pixels. */
export class PointFinder {
  readonly #elements = new Map<string, Element>();

  find(point: Point, scroll: Vec): Vec | null {
    return this.#byElement(point, scroll) ?? byPage(point, scroll);
  }

  #byElement({ anchor }: Point, scroll: Vec): Vec | null {
    if (typeof anchor?.s !== 'string' || !Number.isFinite(anchor.x) || !Number.isFinite(anchor.y)) return null;
    const element = this.#elementOf(anchor.s);
    const box = element?.getBoundingClientRect();
    if (!box || (box.width === 0 && box.height === 0)) return null;
    return { x: box.left + anchor.x * box.width + scroll.x, y: box.top + anchor.y * box.height + scroll.y };
  }

  #elementOf(selector: string): Element | null {
    const known = this.#elements.get(selector);
    if (known?.isConnected) return known;
    // A handful of people point at a handful of things; beyond that, forget.
    if (this.#elements.size > 200) this.#elements.clear();
    const element = findBySelector(document, selector);
    if (element) this.#elements.set(selector, element);
    return element;
  }
}

function byPage(point: Point, scroll: Vec): Vec | null {
  if (Number.isFinite(point.pageX) && Number.isFinite(point.pageY)) return { x: point.pageX, y: point.pageY };
  if (Number.isFinite(point.x) && Number.isFinite(point.y)) return { x: point.x + scroll.x, y: point.y + scroll.y };
  return null;
}

function share(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 10_000;
}
