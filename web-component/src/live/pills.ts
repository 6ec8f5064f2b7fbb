/** At the edge of the screen, those who read elsewhere on the page: pressing one goes there. */
import { html, render, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { User, Viewport } from '../client/contract.ts';
import { tint } from '../color.ts';
import { initials } from '../people.ts';
import { SeenFrame } from '../seen.ts';
import { freePlace } from './free-place.ts';
import type { LivePorts } from './ports.ts';
import { middleHere, ownViewport } from './viewports.ts';

/** Half of a pill, and some air. */
const MARGIN_PX = 40;

export class Pills {
  readonly #ports: LivePorts;
  readonly #frame = new SeenFrame(() => this.#show());

  constructor(ports: LivePorts, signal: AbortSignal) {
    this.#ports = ports;
    const options = { passive: true, signal } as const;
    window.addEventListener('scroll', () => this.schedule(), options);
    window.addEventListener('resize', () => this.schedule(), options);
  }

  schedule(): void {
    this.#frame.request();
  }

  clear(): void {
    this.#frame.cancel();
    const edge = this.#ports.edge();
    if (edge) render(html``, edge as HTMLElement);
  }

  #show(): void {
    const { client, edge: edgeOf, settings } = this.#ports;
    const edge = edgeOf();
    if (!edge) return;
    const own = ownViewport();
    const { enabled, showViewportIndicators } = settings();
    const shown = enabled && showViewportIndicators && own.pageHeight > own.viewportHeight + 1;
    const elsewhere = shown ? client.state.presence.flatMap(({ user }) => this.#elsewhere(user, own)) : [];
    render(html`${repeat(elsewhere, ({ user }) => user.id, (one) => this.#pill(one, own))}`, edge as HTMLElement);
    this.#place(edge);
  }

  #place(edge: Element): void {
    const pills = Array.from(edge.querySelectorAll<HTMLElement>('.viewport-pill'), (pill) => ({ pill, wanted: Number(pill.dataset['top']) }));
    if (pills.length === 0) return;
    const left = Math.min(...pills.map(({ pill }) => pill.getBoundingClientRect().left));
    const pins = (edge.getRootNode() as ShadowRoot).querySelectorAll('.pin');
    const taken = Array.from(pins, (pin) => pin.getBoundingClientRect()).filter(({ right }) => right > left);
    for (const { pill, wanted } of pills.sort((a, b) => a.wanted - b.wanted)) {
      const height = pill.offsetHeight;
      const top = freePlace(wanted, height, taken);
      taken.push(new DOMRect(left, top - height / 2, 0, height));
      pill.style.setProperty('top', `${top}px`);
    }
  }

  #elsewhere(user: User, own: Viewport): { user: User; middle: number }[] {
    const { client } = this.#ports;
    const theirs = user.id === client.state.user?.id ? undefined : client.state.viewports.get(user.id);
    if (!theirs) return [];
    const middle = middleHere(theirs, own);
    const here = Math.abs(middle - own.scrollY - own.viewportHeight / 2) < own.viewportHeight / 2;
    return here ? [] : [{ user, middle }];
  }

  #pill({ user, middle }: { user: User; middle: number }, own: Viewport): TemplateResult {
    const words = this.#ports.words();
    const above = middle < own.scrollY + own.viewportHeight / 2;
    const label = above ? words.isAbove(user.name) : words.isBelow(user.name);
    // Along the edge as along the page, so that several do not lie on each other.
    const room = Math.max(0, own.viewportHeight - 2 * MARGIN_PX);
    const top = MARGIN_PX + (middle / own.pageHeight) * room;
    return html`<button
      type="button"
      class="viewport-pill ${above ? 'above' : 'below'}"
      data-testid="viewport-pill"
      data-user-id=${user.id}
      data-top=${Math.round(top)}
      aria-label=${label}
      title=${label}
      ${tint(user.color)}
      @click=${() => scrollToMiddle(middle, own)}
    >
      <span data-initials=${initials(user.name)}></span>
    </button>`;
  }
}

function scrollToMiddle(middle: number, own: Viewport): void {
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  window.scrollTo({ top: middle - own.viewportHeight / 2, behavior });
}
