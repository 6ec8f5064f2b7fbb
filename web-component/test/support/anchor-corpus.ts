/**
 * Runs in a page: puts pins on everything of an ordinary page, changes the page as pages change, and looks which pins are
 * still where they belong, by our rule and by the original's.
 */
import { makePin } from '../../src/anchors/make.ts';
import { measurePage } from '../../src/anchors/page.ts';
import { placeOf } from '../../src/anchors/place.ts';
import { type Anchor, Resolver } from '../../src/anchors/resolve.ts';
import { distance, type Vec } from '../../src/anchors/geometry.ts';
import { findInside } from '../../src/anchors/roots.ts';
import type { PinPosition } from '../../src/client/contract.ts';

/** Which attribute tells the truth about what is what. Neither rule looks at it. */
const KEY = 'data-key';
const NEAR_PX = 3;

export interface Pinned {
  readonly key: string;
  readonly position: PinPosition;
}

export interface Score {
  readonly pins: number;
  readonly ours: number;
  readonly original: number;
  /** Ours that are shown at something else: worse than to be listed as detached. */
  readonly astray: string[];
}

/** Pins the middle of each thing. */
export function pinAll(): Pinned[] {
  return everywhere(document, `[${KEY}]`).map((element) => {
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    const box = element.getBoundingClientRect();
    return { key: element.getAttribute(KEY) ?? '', position: makePin(box.left + box.width / 2, box.top + box.height / 2) };
  });
}

/** A pin is right inside of its thing, or nowhere when that is gone. */
export function score(pins: readonly Pinned[]): Score {
  scrollTo(0, 0);
  const astray: string[] = [];
  let ours = 0;
  let original = 0;
  for (const { key, position } of pins) {
    const [thing = null] = everywhere(document, `[${KEY}="${key}"]`);
    const place = ourPlace(position);
    if (isRight(place, thing)) ours += 1;
    else if (place) astray.push(key);
    if (isRight(originalPlace(position), thing)) original += 1;
  }
  return { pins: pins.length, ours, original, astray };
}

/** Also in the page's open shadow roots. */
function everywhere(root: Document | ShadowRoot, selector: string): Element[] {
  const inner = Array.from(root.querySelectorAll('*'), ({ shadowRoot }) => (shadowRoot ? everywhere(shadowRoot, selector) : []));
  return [...root.querySelectorAll(selector), ...inner.flat()];
}

function isRight(place: Vec | null, thing: Element | null): boolean {
  if (!place || !thing) return !place && !thing;
  const box = thing.getBoundingClientRect();
  const [x, y] = [place.x - scrollX, place.y - scrollY];
  return x >= box.left - NEAR_PX && x <= box.right + NEAR_PX && y >= box.top - NEAR_PX && y <= box.bottom + NEAR_PX;
}

function ourPlace(position: PinPosition): Vec | null {
  return placeOf(resolver().resolve(position), measurePage());
}

/** Landmarks, then the selector, then the fraction of the page: the original's order, which always ends somewhere. */
function originalPlace({ tag: _, quote: __, inside: ___, ...position }: PinPosition): Vec | null {
  const page = measurePage();
  const first: Anchor = resolver().resolve(position);
  const place = placeOf(first, page);
  if (place || first.kind !== 'landmarks') return place;
  const next = resolver().resolve({ ...position, path: JSON.stringify({ v: 2, landmarks: [], weights: [] }) });
  return placeOf(next, page);
}

function resolver(): Resolver {
  const page = measurePage();
  return new Resolver(document, (element, position) => {
    const box = element.getBoundingClientRect();
    const was = { x: position.x * page.scrollWidth, y: position.y * page.scrollHeight };
    return distance({ x: box.left + scrollX, y: box.top + scrollY }, was);
  }, findInside);
}
