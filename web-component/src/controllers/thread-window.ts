/**
 * Knows which threads of a long list are near what is in view: only those are rendered whole. The others keep their
 * place with the height they last had, and their text, unrendered, for the browser's own search.
 *
 * Why not a virtualiser: those take far items out of the document, and the browser's search, the focus and addresses of
 * threads with them; and they measure, where an observer is told.
 */

/** How far from view threads must be rendered, so that scrolling meets no empty ones. */
const MARGIN_PX = 600;

/** How many more on either side are rendered with them: rendering some at a time costs hardly more than one. */
const AHEAD = 3;

/** How many are rendered before it is known what is in view. */
const FIRST = 8;

export class ThreadWindow {
  readonly #changed: () => void;
  /** Within the margin. */
  readonly #inMargin = new Set<Element>();
  #near: ReadonlySet<string> = new Set();
  /** In the order of the list. */
  #watched: ReadonlySet<Element> = new Set();
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
    this.#near = new Set([...this.#near, threadId]);
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
    for (const card of this.#inMargin) if (!cards.has(card)) this.#inMargin.delete(card);
    this.#watched = cards;
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
    this.#watched = new Set();
    this.#inMargin.clear();
    this.#near = new Set();
    this.#known = false;
  }

  #moved(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      if (isIntersecting) this.#inMargin.add(target);
      else if (this.#inMargin.delete(target)) {
        (target as HTMLElement).style.setProperty('--height', `${Math.round(boundingClientRect.height)}px`);
      }
    }
    const known = this.#known;
    this.#known = true;
    if (known && [...this.#inMargin].every((card) => this.#near.has(idOf(card)))) return;
    this.#near = this.#around();
    this.#changed();
  }

  /** What is within the margin, and some on either side. What has the focus stays: it would be lost with what is rendered. */
  #around(): Set<string> {
    const cards = [...this.#watched];
    const places = cards.flatMap((card, index) => (this.#inMargin.has(card) ? [index] : []));
    const [first = 0, last = -1] = [places[0], places.at(-1)];
    const near = cards.slice(Math.max(0, first - AHEAD), last + 1 + AHEAD).map(idOf);
    return new Set([...near, ...cards.filter((card) => card.matches(':focus-within')).map(idOf)]);
  }
}

function idOf(card: Element): string {
  return (card as HTMLElement).dataset['threadId'] ?? '';
}
