/** An element that is not rendered anew while the page is hidden, whatever happens in its room. */
import { LitElement, type PropertyDeclaration } from 'lit';
import { isSeen, neverMind, whenSeen } from './seen.ts';

export abstract class SeenElement extends LitElement {
  /** It left the page before it was rendered anew. */
  #missed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#missed) this.requestUpdate();
    this.#missed = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // What waits would keep it, and there may be many that come and go.
    this.#missed = neverMind(this.#updateNow);
  }

  /** What the page sets is taken at once: a token or a room is not only shown. */
  override requestUpdate(name?: PropertyKey, oldValue?: unknown, options?: PropertyDeclaration): void {
    if (name !== undefined || !this.hasUpdated || isSeen()) super.requestUpdate(name, oldValue, options);
    else whenSeen(this.#updateNow);
  }

  readonly #updateNow = (): void => super.requestUpdate();
}
