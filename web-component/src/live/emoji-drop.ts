/** Emoji that somebody lets fly from a place of the page: they rise, sway and are gone. */
import type { Vec } from '../anchors/geometry.ts';
import type { Point } from '../client/contract.ts';
import { Pointing } from '../cursors/point.ts';
import { whenSeen } from '../seen.ts';

export const FLIGHT_MS = 1800;
/** Any text may come; an emoji of a family with skin tones is about this long. */
const LONGEST = 32;

export type Dropped = (emoji: string, point: Point) => void;

/** Takes presses in the mode where each lets an emoji fly. */
export class EmojiHand {
  readonly #pointing = new Pointing();
  readonly #dropped: Dropped;

  constructor(dropped: Dropped) {
    this.#dropped = dropped;
  }

  at(emoji: string, clientX: number, clientY: number): void {
    this.#dropped(emoji, this.#pointing.describe(clientX, clientY, null));
  }

  /** For those without a pointer. */
  inTheMiddle(emoji: string): void {
    this.at(emoji, window.innerWidth / 2, window.innerHeight / 2);
  }
}

export function fly(marks: Element, place: Vec, emoji: unknown): void {
  if (typeof emoji !== 'string' || emoji === '' || emoji.length > LONGEST) return;
  const flying = document.createElement('span');
  flying.className = 'flying-emoji';
  flying.dataset['testid'] = 'flying-emoji';
  flying.ariaHidden = 'true';
  flying.textContent = emoji;
  flying.style.setProperty('translate', `${place.x.toFixed(1)}px ${place.y.toFixed(1)}px`);
  marks.append(flying);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const rise = { transform: ['translate(0, 0) scale(0.4)', 'translate(8px, -40px) scale(1.15)', 'translate(-6px, -150px)'], opacity: [1, 1, 0] };
  const end = (): void => whenSeen(() => flying.remove());
  flying.animate(still ? { opacity: [1, 1, 0] } : rise, { duration: FLIGHT_MS, easing: 'ease-out', fill: 'forwards' }).finished.then(end, end);
}
