/** Tells the room where this user's pointer is: mouse and pen, not touch, at most once a frame. The client throttles further. */
import type { Point } from '../client/contract.ts';
import { SeenFrame } from '../seen.ts';
import { Pointing } from './point.ts';

export class CursorSender {
  readonly #send: (point: Point) => void;
  readonly #pointing = new Pointing();
  #connection: AbortController | null = null;
  #last: { readonly x: number; readonly y: number; readonly target: Element | null } | null = null;
  readonly #frame = new SeenFrame(() => this.#tell());

  constructor(send: (point: Point) => void) {
    this.#send = send;
  }

  connect(): void {
    if (this.#connection) return;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    document.addEventListener('pointermove', (event) => this.#moved(event), { passive: true, signal });
    // The pointer rests, but the page moves under it.
    document.addEventListener('scroll', () => this.#scrolled(), { capture: true, passive: true, signal });
  }

  disconnect(): void {
    this.#connection?.abort();
    this.#connection = null;
    this.#frame.cancel();
    this.#last = null;
  }

  #moved(event: PointerEvent): void {
    if (event.pointerType === 'touch') return;
    this.#last = { x: event.clientX, y: event.clientY, target: event.target instanceof Element ? event.target : null };
    this.#frame.request();
  }

  #scrolled(): void {
    if (!this.#last) return;
    this.#last = { ...this.#last, target: null };
    this.#frame.request();
  }

  #tell(): void {
    if (this.#last) this.#send(this.#pointing.describe(this.#last.x, this.#last.y, this.#last.target));
  }
}
