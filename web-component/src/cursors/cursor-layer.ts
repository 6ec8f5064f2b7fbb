/**
 * Draws the pointers of others that are near what is in view. Places are read when a message comes; the animation loop
 * only writes transforms, and it stops when every pointer has arrived. The layer scrolls with the document, so scrolling
 * moves none of them.
 */
import { html, render, type TemplateResult } from 'lit';
import type { Vec } from '../anchors/geometry.ts';
import type { Point, User } from '../client/contract.ts';
import { tint } from '../color.ts';
import { firstName } from '../people.ts';
import { isSeen, neverMind, SeenFrame, whenSeen } from '../seen.ts';
import { PointFinder } from './point.ts';

/** Who has not moved for this long has no cursor. */
export const SILENCE_MS = 3000;
const EASING_MS = 60;
const FADE_MS = 180;
const ARRIVED_PX = 0.3;
/** Who is further than this from what is in view is not drawn: on a long page, most. */
const MARGIN_PX = 300;
/** Names of so many letters fit, however wide those are; only longer ones are cut. */
const SHORT_NAME = 9;

interface Cursor {
  readonly element: HTMLElement;
  at: Vec;
  to: Vec;
  heardMs: number;
  drawn: boolean;
}

/** The part of the document in which pointers are drawn. */
interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export class CursorLayer {
  readonly #root: () => Element | null;
  readonly #finder = new PointFinder();
  readonly #cursors = new Map<string, Cursor>();
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #frame = new SeenFrame((nowMs) => this.#animate(nowMs));
  #moving = false;
  #lastFrameMs = 0;
  /** Read when it is needed, as reading it may make the browser lay out the page. */
  #bounds: Bounds = NOWHERE;
  /** While there is somebody to draw. */
  #watching: AbortController | null = null;
  /** One for all: a timer for each would be set anew with each message. */
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(root: () => Element | null) {
    this.#root = root;
  }

  /** @param ageMs how long ago they were there */
  receive(userId: string, point: Point, user: User | undefined, ageMs = 0): void {
    const place = this.#finder.find(point, { x: window.scrollX, y: window.scrollY });
    if (!place) return;
    const cursor = this.#cursors.get(userId) ?? this.#create(userId, place, user);
    if (!cursor) return;
    cursor.to = place;
    cursor.heardMs = performance.now() - ageMs;
    this.#silence ??= setTimeout(() => this.#forgetSilent(), SILENCE_MS);
    this.#run();
  }

  remove(userId: string): void {
    const cursor = this.#cursors.get(userId);
    if (!cursor) return;
    this.#cursors.delete(userId);
    if (this.#cursors.size === 0) this.#unwatch();
    const { element } = cursor;
    const fade = element.animate({ opacity: 0 }, { duration: this.#calm.matches ? 0 : FADE_MS, fill: 'forwards' });
    const end = (): void => whenSeen(() => element.remove());
    fade.finished.then(end, end);
  }

  clear(): void {
    for (const { element } of this.#cursors.values()) element.remove();
    this.#cursors.clear();
    this.#unwatch();
    clearTimeout(this.#silence);
    this.#silence = undefined;
    neverMind(this.#listenAgain);
    this.#frame.cancel();
    this.#moving = false;
  }

  #forgetSilent(): void {
    if (!isSeen()) {
      whenSeen(this.#listenAgain);
      return;
    }
    const nowMs = performance.now();
    let nextMs = Infinity;
    for (const [userId, { heardMs }] of this.#cursors) {
      const restMs = heardMs + SILENCE_MS - nowMs;
      if (restMs <= 0) this.remove(userId);
      else nextMs = Math.min(nextMs, restMs);
    }
    this.#silence = nextMs < Infinity ? setTimeout(() => this.#forgetSilent(), nextMs) : undefined;
  }

  /** Those who moved while the page was hidden are not silent: what they did is shown before this. */
  readonly #listenAgain = (): void => {
    this.#silence = setTimeout(() => this.#forgetSilent());
  };

  #create(userId: string, place: Vec, user: User | undefined): Cursor | null {
    const root = this.#root();
    if (!root) return null;
    const element = document.createElement('div');
    element.className = 'cursor';
    element.part.add('cursor');
    element.dataset['testid'] = 'cursor';
    element.dataset['userId'] = userId;
    element.hidden = true;
    render(cursorView(user), element);
    root.append(element);
    this.#watch();
    const cursor: Cursor = { element, at: place, to: place, heardMs: performance.now(), drawn: false };
    this.#draw(cursor, true);
    this.#cursors.set(userId, cursor);
    return cursor;
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = new AbortController();
    const options = { passive: true, signal: this.#watching.signal };
    window.addEventListener('scroll', this.#look, options);
    window.addEventListener('resize', this.#look, options);
    this.#bounds = boundsNow();
  }

  #unwatch(): void {
    this.#watching?.abort();
    this.#watching = null;
  }

  readonly #look = (): void => {
    this.#bounds = boundsNow();
    this.#run();
  };

  #run(): void {
    if (this.#moving) return;
    this.#moving = true;
    this.#lastFrameMs = performance.now();
    this.#frame.request();
  }

  #animate(nowMs: number): void {
    const share = this.#calm.matches ? 1 : 1 - Math.exp(-Math.max(0, nowMs - this.#lastFrameMs) / EASING_MS);
    this.#lastFrameMs = nowMs;
    let moving = false;
    for (const cursor of this.#cursors.values()) {
      const moves = cursor.at !== cursor.to;
      if (moves) this.#step(cursor, share);
      this.#draw(cursor, moves);
      moving ||= cursor.at !== cursor.to;
    }
    this.#moving = moving;
    if (moving) this.#frame.request();
  }

  #step(cursor: Cursor, share: number): void {
    const { at, to } = cursor;
    const x = to.x - at.x;
    const y = to.y - at.y;
    const unseen = !contains(this.#bounds, at) && !contains(this.#bounds, to);
    if (unseen || Math.abs(x) + Math.abs(y) < ARRIVED_PX) cursor.at = to;
    else cursor.at = { x: at.x + x * share, y: at.y + y * share };
  }

  /** What is not drawn has no layer for the browser to keep. */
  #draw(cursor: Cursor, moved: boolean): void {
    const drawn = contains(this.#bounds, cursor.at);
    if (drawn && (moved || !cursor.drawn)) write(cursor);
    if (drawn === cursor.drawn) return;
    cursor.drawn = drawn;
    cursor.element.hidden = !drawn;
  }
}

const NOWHERE: Bounds = { left: 0, top: 0, right: 0, bottom: 0 };

function boundsNow(): Bounds {
  const { scrollX, scrollY, innerWidth, innerHeight } = window;
  return { left: scrollX - MARGIN_PX, top: scrollY - MARGIN_PX, right: scrollX + innerWidth + MARGIN_PX, bottom: scrollY + innerHeight + MARGIN_PX };
}

function contains(bounds: Bounds, { x, y }: Vec): boolean {
  return x > bounds.left && x < bounds.right && y > bounds.top && y < bounds.bottom;
}

function write({ element, at }: Cursor): void {
  element.style.setProperty('transform', `translate3d(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px, 0)`);
}

function cursorView(user: User | undefined): TemplateResult {
  const name = firstName(user?.name ?? '');
  return html`<span class="cursor-body" aria-hidden="true" ${tint(user?.color)}>
    <span class="arrow"></span>
    <span class="cursor-name ${name.length > SHORT_NAME ? 'long' : ''}">${name}</span>
  </span>`;
}
