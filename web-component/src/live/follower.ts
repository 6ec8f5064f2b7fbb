/** Keeps the page where somebody else reads, until the reader takes over: by wheel, finger or key, not by a scroll event, which the following makes itself. */
import type { LivePorts } from './ports.ts';
import { middleHere, ownViewport } from './viewports.ts';

const SCROLL_KEYS = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']);

export class Follower {
  readonly #ports: LivePorts;
  #followed: string | null = null;

  constructor(ports: LivePorts, signal: AbortSignal) {
    this.#ports = ports;
    const stop = (event: Event): void => {
      if (this.#followed && !event.composedPath().includes(ports.host)) ports.stopFollowing();
    };
    window.addEventListener('wheel', stop, { passive: true, signal });
    window.addEventListener('touchmove', stop, { passive: true, signal });
    window.addEventListener('keydown', (event) => SCROLL_KEYS.has(event.key) && stop(event), { signal });
    // A press on the scroll bar is a press on the root, beside its content.
    window.addEventListener('pointerdown', (event) => event.clientX >= document.documentElement.clientWidth && stop(event), { signal });
  }

  /** Who is followed may have changed: goes there at once. */
  refresh(): void {
    const followed = this.#ports.followed();
    if (followed === this.#followed) return;
    this.#followed = followed;
    if (followed) this.moved(followed);
  }

  moved(userId: string): void {
    const theirs = userId === this.#followed ? this.#ports.client.state.viewports.get(userId) : undefined;
    if (!theirs) return;
    const own = ownViewport();
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    window.scrollTo({ top: middleHere(theirs, own) - own.viewportHeight / 2, behavior });
  }
}
