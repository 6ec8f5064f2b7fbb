/**
 * Knows which threads of a long list are near what is in view: only those are rendered whole. The others keep their
 * place with the height they last had, and their text, unrendered, for the browser's own search.
 *
 * Why not a virtualiser: those take far items out of the document, and the browser's search, the focus and addresses of
 * threads with them; and they measure, where an observer is told.
 */

/** How far from view threads are rendered, so that scrolling meets no empty ones. */
const MARGIN_PX = 600;

/** How many are rendered before it is known what is in view. */
const FIRST = 8;

export class ThreadWindow {
  readonly #changed: () => void;
  readonly #near = new Set<string>();
  readonly #watched = new Set<Element>();
  #observer: IntersectionObserver | null = null;
  #scroller: Element | null = null;
  #known = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @param index where it is in its list */
  isNear(threadId: string, index: number): boolean {
    return this.#known ? this.#near.has(threadId) : index < FIRST;
  }

  bring(threadId: string): void {
    this.#near.add(threadId);
    this.#changed();
  }

  /** Watches the threads that are in the document now. Call after rendering. */
  follow(root: ParentNode): void {
    const cards = new Set<Element>(root.querySelectorAll('.card[data-thread-id]'));
    const [first] = cards;
    if (!first) {
      this.#forget();
      return;
    }
    const scroller = first.closest('.scroll');
    if (!this.#observer || scroller !== this.#scroller) this.#begin(scroller);
    for (const card of cards) if (!this.#watched.has(card)) this.#observer?.observe(card);
    for (const card of this.#watched) if (!cards.has(card)) this.#observer?.unobserve(card);
    this.#watched.clear();
    for (const card of cards) this.#watched.add(card);
  }

  #begin(scroller: Element | null): void {
    this.#forget();
    this.#scroller = scroller;
    const options = { root: scroller, rootMargin: `${MARGIN_PX}px 0px` };
    this.#observer = new IntersectionObserver((entries) => this.#moved(entries), options);
  }

  #forget(): void {
    this.#observer?.disconnect();
    this.#observer = null;
    this.#watched.clear();
    this.#near.clear();
    this.#known = false;
  }

  #moved(entries: readonly IntersectionObserverEntry[]): void {
    let changed = !this.#known;
    this.#known = true;
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      const card = target as HTMLElement;
      const id = card.dataset['threadId'] ?? '';
      if (isIntersecting) {
        changed ||= !this.#near.has(id);
        this.#near.add(id);
      } else if (!card.matches(':focus-within') && this.#near.delete(id)) {
        // What has the focus stays: it would be lost with what is rendered.
        changed = true;
        card.style.setProperty('--height', `${Math.round(boundingClientRect.height)}px`);
      }
    }
    if (changed) this.#changed();
  }
}
