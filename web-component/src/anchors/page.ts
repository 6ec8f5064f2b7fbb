/** The host page as the anchors see it: its measures, the element under a point, its landmarks. */
import { type Landmark, type Vec } from './geometry.ts';
import { uniqueSelector } from './selector.ts';

const SECTIONS = 'header, main, footer, article, section, nav, aside';
const MAX_LANDMARK_CANDIDATES = 400;

export interface PageMeasures {
  readonly scrollX: number;
  readonly scrollY: number;
  readonly scrollWidth: number;
  readonly scrollHeight: number;
  readonly innerWidth: number;
  readonly innerHeight: number;
}

export function measurePage(): PageMeasures {
  const root = document.documentElement;
  return {
    scrollX: window.scrollX,
    scrollY: window.scrollY,
    scrollWidth: root.scrollWidth,
    scrollHeight: root.scrollHeight,
    innerWidth: window.innerWidth,
    innerHeight: window.innerHeight,
  };
}

/** Whether the element is part of a Pulse widget, ours or the original. What is in a provider is the page's own. */
export function isPulse(element: Element): boolean {
  for (let current: Element | null = element; current; current = current.parentElement) {
    if (current.localName === 'pulse-provider') continue;
    if (current.localName.startsWith('pulse-') || current.id.startsWith('pulse-')) return true;
  }
  return false;
}

/** The page's own element at a viewport point, looking through everything of Pulse. */
export function elementAt(x: number, y: number): Element | null {
  return document.elementsFromPoint(x, y).find((element) => !isPulse(element)) ?? null;
}

/** Whether an element is the canvas of the page and no thing on it: nothing can be anchored to it. */
export function isCanvas(element: Element): boolean {
  return element === document.documentElement || element === document.body;
}

/** The centre of an element in document pixels, or null when it is not rendered. */
export function centreOf(element: Element, page: PageMeasures): Vec | null {
  const box = element.getBoundingClientRect();
  if (box.width === 0 && box.height === 0) return null;
  return { x: box.left + box.width / 2 + page.scrollX, y: box.top + box.height / 2 + page.scrollY };
}

/** Elements that are likely to keep their place: those with ids, sectioning elements, children of the body. */
export function collectLandmarks(page: PageMeasures): Landmark[] {
  const inner = Array.from(document.querySelectorAll(`[id], ${SECTIONS}`)).slice(0, MAX_LANDMARK_CANDIDATES);
  const outer = Array.from(document.body.children);
  const landmarks: Landmark[] = [];
  for (const element of new Set([...inner, ...outer])) {
    const box = element.getBoundingClientRect();
    const large = inner.includes(element) ? box.width >= 50 && box.height >= 30 : box.width >= 100 && box.height >= 50;
    if (!large || isPulse(element)) continue;
    const selector = uniqueSelector(element);
    const centre = centreOf(element, page);
    if (selector && centre) landmarks.push({ selector, ...centre });
  }
  return landmarks;
}
