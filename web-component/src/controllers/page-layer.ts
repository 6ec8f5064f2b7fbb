/**
 * Puts the pins where they belong. Resolving an anchor means searching the page and is done when the page's content or
 * the pin changed; placing it means reading one box and is done when anything moved. Both happen once a frame at most,
 * all reads before all writes.
 */
import { centreOf, measurePage, type PageMeasures } from '../anchors/page.ts';
import { placeOf } from '../anchors/place.ts';
import { type Anchor, type FindInside, Resolver } from '../anchors/resolve.ts';
import type { Vec } from '../anchors/geometry.ts';
import { distance } from '../anchors/geometry.ts';
import type { PinPosition } from '../client/contract.ts';
import { SeenFrame } from '../seen.ts';
import { DRAFT_ID } from '../ui-state.ts';
import { PageObserver } from './page-observer.ts';

export interface Pinned {
  readonly id: string;
  readonly position: PinPosition;
}

export interface PageLayerHooks {
  readonly root: () => ParentNode | null;
  /** Finds pins in shadow roots of the page; null until that is loaded. */
  readonly inside: () => FindInside | null;
  /** The set of threads without a place changed. */
  readonly detachedChanged: (detached: ReadonlySet<string>) => void;
  /** Places are up to date: position what depends on them. */
  readonly placed: (places: ReadonlyMap<string, Vec>, page: PageMeasures) => void;
}

export class PageLayer {
  readonly #hooks: PageLayerHooks;
  readonly #observer: PageObserver;
  readonly #anchors = new Map<string, { readonly position: PinPosition; readonly anchor: Anchor }>();
  readonly #places = new Map<string, Vec>();
  #pinned: readonly Pinned[] = [];
  #detached: ReadonlySet<string> = new Set();
  readonly #frame = new SeenFrame(() => this.#layOut());
  #contentChanged = false;
  #inside: FindInside | null = null;
  /** Shadow roots of the page that pins were looked for in, found or not. */
  #looked: ReadonlySet<ShadowRoot> = new Set();
  /** Tags that are waited for, as pins are inside of them. */
  readonly #awaited = new Set<string>();

  constructor(host: Element, hooks: PageLayerHooks) {
    this.#hooks = hooks;
    this.#observer = new PageObserver(host, (change) => {
      this.#contentChanged ||= change === 'content';
      this.schedule();
    });
  }

  connect(): void {
    this.#observer.connect();
    this.schedule();
  }

  disconnect(): void {
    this.#observer.disconnect();
    this.#frame.cancel();
  }

  /** Says which pins there are. Call it after they are rendered. */
  show(pinned: readonly Pinned[]): void {
    this.#pinned = pinned;
    this.schedule();
  }

  schedule(): void {
    this.#frame.request();
  }

  /** The element a thread is pinned to, or its place in the document. */
  anchorOf(id: string): Anchor | null {
    return this.#anchors.get(id)?.anchor ?? null;
  }

  placeOf(id: string): Vec | null {
    return this.#places.get(id) ?? null;
  }

  #layOut(): void {
    const page = measurePage();
    this.#resolve(page);
    this.#places.clear();
    for (const { id } of this.#pinned) {
      const anchor = this.anchorOf(id);
      const place = anchor && placeOf(anchor, page);
      if (place) this.#places.set(id, place);
    }
    this.#write();
    this.#hooks.placed(this.#places, page);
    this.#reportDetached();
  }

  #resolve(page: PageMeasures): void {
    const inside = this.#hooks.inside();
    const everything = this.#contentChanged || inside !== this.#inside;
    this.#contentChanged = false;
    this.#inside = inside;
    const resolver = new Resolver(document, (element, position) => {
      const centre = centreOf(element, page);
      const expected = { x: position.x * page.scrollWidth, y: position.y * page.scrollHeight };
      return centre ? distance(centre, expected) : Number.POSITIVE_INFINITY;
    }, inside);
    const ids = new Set(this.#pinned.map(({ id }) => id));
    for (const id of this.#anchors.keys()) if (!ids.has(id)) this.#anchors.delete(id);
    for (const { id, position } of this.#pinned) {
      const known = this.#anchors.get(id);
      const still = known?.position === position && isAlive(known.anchor);
      if (everything || !still) this.#anchors.set(id, { position, anchor: resolver.resolve(position) });
    }
    this.#looked = everything ? resolver.roots : new Set([...this.#looked, ...resolver.roots]);
    this.#observer.lookInto(this.#looked);
    this.#awaitHosts();
  }

  /** An element that is not defined yet has no shadow root yet, and getting one is no change of the page's content. */
  #awaitHosts(): void {
    for (const { position, anchor } of this.#anchors.values()) {
      const tag = position.tag ?? '';
      if (anchor.kind !== 'detached' || !position.inside || this.#awaited.has(tag) || !isUndefinedElement(tag)) continue;
      this.#awaited.add(tag);
      customElements.whenDefined(tag).then(
        () => {
          this.#contentChanged = true;
          this.schedule();
        },
        () => undefined,
      );
    }
  }

  #write(): void {
    for (const element of this.#hooks.root()?.querySelectorAll<HTMLElement>('.pin') ?? []) {
      if (element.classList.contains('dragging')) continue;
      const place = this.#places.get(element.dataset['threadId'] ?? DRAFT_ID);
      element.toggleAttribute('hidden', !place);
      if (place) element.style.setProperty('transform', `translate(${round(place.x)}px, ${round(place.y)}px)`);
    }
  }

  #reportDetached(): void {
    const detached = this.#pinned.filter(({ id }) => this.anchorOf(id)?.kind === 'detached').map(({ id }) => id);
    if (detached.length === this.#detached.size && detached.every((id) => this.#detached.has(id))) return;
    this.#detached = new Set(detached);
    this.#hooks.detachedChanged(this.#detached);
  }
}

function isAlive(anchor: Anchor): boolean {
  switch (anchor.kind) {
    case 'element':
      return anchor.element.isConnected;
    case 'landmarks':
      return anchor.elements.every((element) => !element || element.isConnected);
    default:
      return true;
  }
}

/** Whether a stored tag is that of a custom element which the page has not defined so far. */
function isUndefinedElement(tag: string): boolean {
  return tag.includes('-') && !customElements.get(tag);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
