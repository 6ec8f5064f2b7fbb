/** The pen of draw mode: takes the pointer, shows the line as it grows, hands it over when the pointer lifts. */
import type { StrokePoint } from '../client/contract.ts';
import { Pointing } from '../cursors/point.ts';
import { pathOf } from './strokes.ts';

const LEAST_APART_PX = 2;
/** What the server takes of one line; a longer one goes on as the next. */
const MAX_POINTS = 1500;
const LIGHT = 2;
const HEAVY = 6;

export type Drawn = (points: readonly StrokePoint[], width: number) => void;

export class Pen {
  readonly #pointing = new Pointing();
  readonly #drawn: Drawn;
  #points: StrokePoint[] = [];
  #pressure = 0;
  #pointer: number | null = null;
  #line: SVGPathElement | null = null;

  constructor(drawn: Drawn) {
    this.#drawn = drawn;
  }

  readonly down = (event: PointerEvent): void => {
    if (this.#pointer !== null || event.button !== 0) return;
    const canvas = event.currentTarget as HTMLElement;
    canvas.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#line = canvas.querySelector('path');
    this.#begin(event);
  };

  readonly move = (event: PointerEvent): void => {
    if (event.pointerId !== this.#pointer) return;
    // Browsers gather moves between frames; all of them make the line round.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const one of moves.length > 0 ? moves : [event]) this.#add(one);
    this.#show();
    if (this.#points.length < MAX_POINTS) return;
    this.#finish();
    this.#begin(event);
  };

  readonly up = (event: PointerEvent): void => {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#finish();
  };

  #begin(event: PointerEvent): void {
    this.#points = [this.#pointing.describe(event.clientX, event.clientY, null)];
    this.#pressure = event.pressure;
  }

  #add({ clientX, clientY, pressure }: PointerEvent): void {
    const last = this.#points.at(-1);
    if (!last || Math.hypot(clientX - last.x, clientY - last.y) < LEAST_APART_PX) return;
    this.#points.push({ x: Math.round(clientX), y: Math.round(clientY) });
    this.#pressure += pressure;
  }

  #show(): void {
    const [first] = this.#points;
    if (!first || !this.#line) return;
    this.#line.style.setProperty('translate', `${first.x}px ${first.y}px`);
    this.#line.setAttribute('stroke-width', String(this.#width()));
    this.#line.setAttribute('d', pathOf(this.#points));
  }

  #finish(): void {
    this.#line?.removeAttribute('d');
    // A dot is a slip of the hand.
    if (this.#points.length > 1) this.#drawn(this.#points, this.#width());
    this.#points = [];
  }

  /** One width for the whole line, by how hard it was pressed; mice always press by half. */
  #width(): number {
    const share = this.#pressure / Math.max(1, this.#points.length);
    return Math.round((LIGHT + (HEAVY - LIGHT) * share) * 10) / 10;
  }
}
