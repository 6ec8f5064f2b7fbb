/** Turns a found anchor into a place on the page, from the boxes of the moment. */
import { locate, type Vec } from './geometry.ts';
import { centreOf, type PageMeasures } from './page.ts';
import type { Anchor } from './resolve.ts';

/** Document pixels, or null when the place exists but is not to be seen: not rendered, or scrolled out of its box. */
export function placeOf(anchor: Anchor, page: PageMeasures): Vec | null {
  switch (anchor.kind) {
    case 'element':
      return placeIn(anchor.element, anchor.offset, page);
    case 'landmarks':
      return locate(
        anchor.elements.map((element) => element && centreOf(element, page)),
        anchor.weights,
      );
    case 'page':
      return { x: anchor.fraction.x * page.scrollWidth, y: anchor.fraction.y * page.scrollHeight };
    case 'viewport':
      return {
        x: anchor.fraction.x * page.innerWidth + anchor.scroll.x,
        y: anchor.fraction.y * page.innerHeight + anchor.scroll.y,
      };
    case 'detached':
      return null;
  }
}

/** A point inside an element's box, in document pixels. */
export function placeIn(element: Element, offset: Vec, page: PageMeasures): Vec | null {
  const box = element.getBoundingClientRect();
  if (box.width === 0 && box.height === 0) return null;
  const x = box.left + offset.x * box.width;
  const y = box.top + offset.y * box.height;
  return isClipped(element, x, y) ? null : { x: x + page.scrollX, y: y + page.scrollY };
}

function isClipped(element: Element, x: number, y: number): boolean {
  const root = document.documentElement;
  for (let box = around(element); box && box !== document.body && box !== root; box = around(box)) {
    if (box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth) continue;
    if (getComputedStyle(box).overflow === 'visible') continue;
    const edge = box.getBoundingClientRect();
    if (x < edge.left || x > edge.right || y < edge.top || y > edge.bottom) return true;
  }
  return false;
}

/** The element around it, which may be the host of the shadow root it is in. */
function around(element: Element): Element | null {
  const root = element.parentElement ? null : element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
