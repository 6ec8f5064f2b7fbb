/** Which part of the page is on screen, here and for others. The client sends it no oftener than the room needs. */
import type { Viewport } from '../client/contract.ts';

export class ViewportSender {
  readonly #send: (viewport: Viewport) => void;

  constructor(send: (viewport: Viewport) => void, signal: AbortSignal) {
    this.#send = send;
    const options = { passive: true, signal } as const;
    window.addEventListener('scroll', () => this.sendNow(), options);
    window.addEventListener('resize', () => this.sendNow(), options);
  }

  /** Also for those who never scroll: without it nobody could follow them. */
  sendNow(): void {
    this.#send(ownViewport());
  }
}

export function ownViewport(): Viewport {
  const root = document.documentElement;
  return {
    scrollX: window.scrollX,
    scrollY: window.scrollY,
    viewportWidth: window.innerWidth,
    viewportHeight: window.innerHeight,
    pageWidth: root.scrollWidth,
    pageHeight: root.scrollHeight,
  };
}

/** Where on this page the middle of somebody's screen is: their share of a page that may be longer or shorter there. */
export function middleHere(theirs: Viewport, own: Viewport): number {
  const theirScroll = theirs.pageHeight - theirs.viewportHeight;
  const ownScroll = own.pageHeight - own.viewportHeight;
  // By how far one has scrolled, so that both ends of the page are ends on either side.
  const share = theirScroll > 0 ? Math.min(1, Math.max(0, theirs.scrollY / theirScroll)) : 0;
  return share * Math.max(0, ownScroll) + own.viewportHeight / 2;
}
