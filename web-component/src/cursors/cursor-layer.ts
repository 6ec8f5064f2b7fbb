/**
 * Draws the pointers of others. Places are read when a message comes; the animation loop only writes transforms, and it
 * stops when every pointer has arrived. The layer scrolls with the document, so scrolling costs nothing.
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
/** Names of so many letters fit, however wide those are; only longer ones are cut. */
const SHORT_NAME = 9;

interface Cursor {
  readonly element: HTMLElement;
  at: Vec;
  to: Vec;
  heardMs: number;
}

export class CursorLayer {
  readonly #root: () => Element | null;
  readonly #finder = new PointFinder();
  readonly #cursors = new Map<string, Cursor>();
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #frame = new SeenFrame((nowMs) => this.#animate(nowMs));
  #moving = false;
  #lastFrameMs = 0;
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
    const { element } = cursor;
    const fade = element.animate({ opacity: 0 }, { duration: this.#calm.matches ? 0 : FADE_MS, fill: 'forwards' });
    const end = (): void => whenSeen(() => element.remove());
    fade.finished.then(end, end);
  }

  clear(): void {
    for (const { element } of this.#cursors.values()) element.remove();
    this.#cursors.clear();
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
    render(cursorView(user), element);
    root.append(element);
    const cursor: Cursor = { element, at: place, to: place, heardMs: performance.now() };
    write(cursor);
    this.#cursors.set(userId, cursor);
    return cursor;
  }

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
      if (cursor.at === cursor.to) continue;
      const x = cursor.to.x - cursor.at.x;
      const y = cursor.to.y - cursor.at.y;
      if (Math.abs(x) + Math.abs(y) < ARRIVED_PX) cursor.at = cursor.to;
      else cursor.at = { x: cursor.at.x + x * share, y: cursor.at.y + y * share };
      moving ||= cursor.at !== cursor.to;
      write(cursor);
    }
    this.#moving = moving;
    if (moving) this.#frame.request();
  }
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
