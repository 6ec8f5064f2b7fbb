/** Makes a pin's position: every way of finding the place again that the page offers at this moment. */
import type { PinPosition } from '../client/contract.ts';
import { triangulate } from './geometry.ts';
import { collectLandmarks, elementAt, isCanvas, measurePage } from './page.ts';
import { quoteOf } from './quote.ts';
import { describeInside, innerElementAt } from './roots.ts';
import { uniqueSelector } from './selector.ts';

/** Describes the viewport point (x, y). */
export function makePin(x: number, y: number): PinPosition {
  const page = measurePage();
  const point = { x: x + page.scrollX, y: y + page.scrollY };
  const { landmarks, weights } = triangulate(point, collectLandmarks(page));
  return {
    x: fraction(point.x, page.scrollWidth),
    y: fraction(point.y, page.scrollHeight),
    scrollX: page.scrollX,
    scrollY: page.scrollY,
    ...elementFields(x, y),
    path: JSON.stringify({ v: 2, landmarks, weights, pageWidth: page.innerWidth }),
  };
}

function elementFields(x: number, y: number): Partial<PinPosition> {
  const element = elementAt(x, y);
  if (!element || isCanvas(element)) return {};
  const selector = uniqueSelector(element);
  const quote = quoteOf(element);
  const inside = inner(element, x, y);
  if (!selector && !quote && !inside) return {};
  const box = element.getBoundingClientRect();
  return {
    ...(selector ? { selector } : {}),
    ...(quote ? { quote } : {}),
    ...(inside ? { inside } : {}),
    tag: element.localName,
    elementOffsetX: fraction(x - box.left, box.width),
    elementOffsetY: fraction(y - box.top, box.height),
  };
}

function inner(host: Element, x: number, y: number): PinPosition['inside'] | null {
  const element = innerElementAt(host, x, y);
  if (!element) return null;
  const box = element.getBoundingClientRect();
  return describeInside(host, element, { x: fraction(x - box.left, box.width), y: fraction(y - box.top, box.height) });
}

function fraction(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}
