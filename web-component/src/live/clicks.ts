/** Presses on the page: told to the room, and shown as a ring that spreads. */
import type { Vec } from '../anchors/geometry.ts';
import type { Client, Point } from '../client/contract.ts';
import { safeColor } from '../color.ts';
import { Pointing } from '../cursors/point.ts';
import { whenSeen } from '../seen.ts';

export const RING_MS = 600;
/** A drummer on the mouse is no news. */
const LEAST_APART_MS = 120;

/** When each client was last given a press: elements that share one all hear of the same. */
const lastMs = new WeakMap<Client, number>();
/** Elements whose surfaces are on the page. */
const hosts = new WeakSet<EventTarget>();

export class ClickSender {
  constructor(host: HTMLElement, client: Client, send: (point: Point) => void, signal: AbortSignal) {
    const pointing = new Pointing();
    hosts.add(host);
    document.addEventListener('pointerup', (event) => {
      // Presses on pins, panels and toolbar are nobody else's business.
      const sinceMs = event.timeStamp - (lastMs.get(client) ?? -Infinity);
      if (sinceMs < LEAST_APART_MS || event.composedPath().some((target) => hosts.has(target))) return;
      lastMs.set(client, event.timeStamp);
      send(pointing.describe(event.clientX, event.clientY, event.target instanceof Element ? event.target : null));
    }, { passive: true, signal });
  }
}

export function ripple(marks: Element, place: Vec, color: string | undefined): void {
  const ring = document.createElement('div');
  ring.className = 'ripple';
  ring.dataset['testid'] = 'ripple';
  ring.style.setProperty('--tint', safeColor(color));
  ring.style.setProperty('translate', `${place.x.toFixed(1)}px ${place.y.toFixed(1)}px`);
  marks.append(ring);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const frames = still ? { opacity: [0.8, 0] } : { opacity: [0.9, 0], scale: ['0.1', '1'] };
  const end = (): void => whenSeen(() => ring.remove());
  ring.animate(frames, { duration: RING_MS, easing: 'ease-out', fill: 'forwards' }).finished.then(end, end);
}
