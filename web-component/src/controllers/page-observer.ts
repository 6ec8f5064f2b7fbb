/** Notices that the page may have moved what pins are put on: scrolls, sizes, changes of its content. Never its own widget. */
import { isSeen } from '../seen.ts';

export type PageChange = 'moved' | 'content';

/** Content changes come in bursts; one look after them is enough. */
const CONTENT_DEBOUNCE_MS = 200;

const CONTENT: MutationObserverInit = {
  subtree: true,
  childList: true,
  characterData: true,
  attributes: true,
  attributeFilter: ['class', 'style', 'hidden', 'open', 'id'],
};

export class PageObserver {
  readonly #changed: (change: PageChange) => void;
  readonly #own: Element;
  #connection: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #content: MutationObserver | null = null;
  #roots: ReadonlySet<ShadowRoot> = new Set();

  constructor(own: Element, changed: (change: PageChange) => void) {
    this.#own = own;
    this.#changed = changed;
  }

  connect(): void {
    if (this.#connection) return;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const moved = (): void => this.#changed('moved');
    // Captured, as scrolling boxes inside the page do not let their scroll events bubble.
    document.addEventListener('scroll', moved, { capture: true, passive: true, signal });
    window.addEventListener('resize', moved, { passive: true, signal });
    window.visualViewport?.addEventListener('resize', moved, { passive: true, signal });
    document.addEventListener('transitionend', moved, { passive: true, signal });
    // Pictures and fonts move things when they arrive.
    document.addEventListener('load', moved, { capture: true, passive: true, signal });
    document.addEventListener('toggle', moved, { capture: true, passive: true, signal });

    const sizes = new ResizeObserver(moved);
    sizes.observe(document.documentElement);
    sizes.observe(document.body);
    const content = new MutationObserver((records) => this.#mutated(records));
    this.#content = content;
    this.#observe();
    signal.addEventListener('abort', () => {
      sizes.disconnect();
      content.disconnect();
      clearTimeout(this.#timer);
    });
  }

  disconnect(): void {
    this.#connection?.abort();
    this.#connection = null;
    this.#content = null;
    this.#roots = new Set();
  }

  /** Looks into these shadow roots of the page too, which an observer of the document does not. */
  lookInto(roots: ReadonlySet<ShadowRoot>): void {
    if (roots.size === this.#roots.size && [...roots].every((root) => this.#roots.has(root))) return;
    this.#roots = roots;
    this.#observe();
  }

  #observe(): void {
    // Not yet delivered: it is about the page, whoever looked.
    if (this.#content?.takeRecords().length) this.#changedSoon();
    this.#content?.disconnect();
    for (const root of [document.body, ...this.#roots]) this.#content?.observe(root, CONTENT);
  }

  #mutated(records: readonly MutationRecord[]): void {
    if (records.every((record) => record.target === this.#own)) return;
    this.#changedSoon();
  }

  #changedSoon(): void {
    clearTimeout(this.#timer);
    if (!isSeen()) {
      this.#changed('content');
      return;
    }
    this.#timer = setTimeout(() => this.#changed('content'), CONTENT_DEBOUNCE_MS);
  }
}
