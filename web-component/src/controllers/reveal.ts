/** Scrolls the page so that a pin's place is on screen. */
import type { Vec } from '../anchors/geometry.ts';
import type { Anchor } from '../anchors/resolve.ts';

const MARGIN = 60;

/** @returns false when there is no place to show */
export function reveal(anchor: Anchor | null, place: Vec | null): boolean {
  if (!anchor || anchor.kind === 'detached') return false;
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  if (place) {
    const y = place.y - window.scrollY;
    const inView = y > MARGIN && y < window.innerHeight - MARGIN;
    if (!inView) window.scrollTo({ top: place.y - window.innerHeight / 2, behavior });
    return true;
  }
  // Scrolled away in a box of its own, perhaps; not when it is not rendered at all.
  if (anchor.kind !== 'element' || anchor.element.getClientRects().length === 0) return false;
  anchor.element.scrollIntoView({ block: 'center', behavior });
  return true;
}
