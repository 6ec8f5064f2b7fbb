/**
 * Knows which threads of a long list are near what is in view: only those are rendered whole, each by itself as it comes
 * near. The others keep their place with the height they last had, and their text, unrendered, for the browser's own search.
 *
 * Why not a virtualiser: those take far items out of the document, and the browser's search, the focus and addresses of
 * threads with them. An observer tells when to look; it watches only what is near, as watching hundreds costs each frame.
 */

/** How far from view threads must be rendered, so that scrolling meets no empty ones. */
const MARGIN_PX = 600;

/** How many more on either side are rendered with them: so many come at a time. */
const AHEAD = 3;

/** How many are rendered before it is known what is in view. */
const FIRST = 8;

/** A thread on the screen, which can be rendered without all that is around it. */
export interface Windowed {
  /** It came near, or went far, perhaps. */
  nearChanged(): void;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

export class ThreadWindow {
  readonly #windowed = new Map<string, Windowed>();
  #near: ReadonlySet<string> = new Set();
  /** In the order of the list, of which there are two: resolved ones have their own. */
  #lists: readonly (readonly HTMLElement[])[] = [];
  #watched: ReadonlySet<Element> = new Set();
  #observer: IntersectionObserver | null = null;
  #scroller: Element | null = null;
  #known = false;

  /** @param index where it is in its list */
  isNear(threadId: string, index: number): boolean {
    return this.#known ? this.#near.has(threadId) : index < FIRST;
  }

  bring(threadId: string): void {
    this.#rendered(new Set([...this.#near, threadId]));
  }

  join(threadId: string, windowed: Windowed): void {
    this.#windowed.set(threadId, windowed);
  }

  leave(threadId: string, windowed: Windowed): void {
    if (this.#windowed.get(threadId) === windowed) this.#windowed.delete(threadId);
  }

  /** Follows the threads that are in the document now. Call after rendering. */
  follow(root: ParentNode): void {
    const cards = Array.from(root.querySelectorAll<HTMLElement>('.card[data-thread-id]'));
    const [first] = cards;
    if (!first) {
      this.#forget();
      return;
    }
    const scroller = first.closest('.scroll');
    if (!this.#observer || scroller !== this.#scroller) this.#begin(scroller);
    const lists = Array.from(new Set(cards.map(({ parentElement }) => parentElement)), (parent) => cards.filter((card) => card.parentElement === parent));
    const before = this.#lists.flat();
    const same = cards.length === before.length && cards.every((card, index) => card === before[index]);
    this.#lists = lists;
    if (same) return;
    // Others are in view perhaps, of which none is watched.
    if (this.#known) this.#look();
    this.#watch();
  }

  #begin(scroller: Element | null): void {
    this.#forget();
    this.#scroller = scroller;
    const options = { root: scroller, rootMargin: `${MARGIN_PX}px 0px` };
    this.#observer = new IntersectionObserver(() => this.#look(), options);
  }

  #forget(): void {
    this.#observer?.disconnect();
    this.#observer = null;
    this.#watched = new Set();
    this.#lists = [];
    this.#near = new Set();
    this.#known = false;
  }

  /** What is near and the ends of the lists: whatever comes into the margin, one of these goes in or out before. */
  #watch(): void {
    const near = this.#lists.flatMap((cards) => cards.filter((card, index) => index === 0 || index === cards.length - 1 || this.isNear(idOf(card), index)));
    const watched = new Set<Element>(near);
    for (const card of watched) if (!this.#watched.has(card)) this.#observer?.observe(card);
    for (const card of this.#watched) if (!watched.has(card)) this.#observer?.unobserve(card);
    this.#watched = watched;
  }

  #look(): void {
    const { top, bottom } = this.#scroller?.getBoundingClientRect() ?? { top: 0, bottom: window.innerHeight };
    const ranges = this.#lists.map((cards) => rangeOf(cards, top - MARGIN_PX, bottom + MARGIN_PX));
    const known = this.#known;
    this.#known = true;
    if (known && ranges.every((range, at) => this.#covers(this.#lists[at] ?? [], range))) return;
    const near = this.#lists.flatMap((cards, at) => around(cards, ranges[at] ?? null));
    // What has the focus stays: it would be lost with what is rendered.
    const focused = (this.#lists[0]?.[0]?.getRootNode() as ShadowRoot | undefined)?.activeElement?.closest<HTMLElement>('.card');
    if (focused) near.push(focused);
    this.#rendered(new Set(near.map(idOf)));
    this.#watch();
  }

  /** Whether what is in the margin is rendered, and one more on either side that says when it is time for others. */
  #covers(cards: readonly HTMLElement[], range: Range | null): boolean {
    return range === null || cards.slice(Math.max(0, range.first - 1), range.last + 2).every((card) => this.#near.has(idOf(card)));
  }

  #rendered(near: ReadonlySet<string>): void {
    const gone = this.#lists.flat().filter((card) => this.#near.has(idOf(card)) && !near.has(idOf(card)));
    const heights = gone.map((card) => card.offsetHeight);
    gone.forEach((card, at) => card.style.setProperty('--height', `${heights[at]}px`));
    this.#near = near;
    for (const windowed of this.#windowed.values()) windowed.nearChanged();
  }
}

/** Which cards of a list lie between two heights of the screen; null when none does, or when the list is folded. */
function rangeOf(cards: readonly HTMLElement[], top: number, bottom: number): Range | null {
  if (cards[0]?.closest('details:not([open])')) return null;
  const first = countWhere(cards, (card) => card.getBoundingClientRect().bottom <= top);
  const last = countWhere(cards, (card) => card.getBoundingClientRect().top < bottom) - 1;
  return last < first ? null : { first, last };
}

function around(cards: readonly HTMLElement[], range: Range | null): readonly HTMLElement[] {
  return range ? cards.slice(Math.max(0, range.first - AHEAD), range.last + 1 + AHEAD) : [];
}

/** How many of the first cards are so, where those that are come before those that are not. */
function countWhere(cards: readonly HTMLElement[], isSo: (card: HTMLElement) => boolean): number {
  let [least, most] = [0, cards.length];
  while (least < most) {
    const middle = (least + most) >> 1;
    const card = cards[middle];
    if (card && isSo(card)) least = middle + 1;
    else most = middle;
  }
  return least;
}

function idOf(card: HTMLElement): string {
  return card.dataset['threadId'] ?? '';
}
