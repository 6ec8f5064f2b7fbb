/** `<pulse-cursors>`: the pointers of others over the whole page, and one's own told to them. */
import { html, type TemplateResult } from 'lit';
import type { Client } from '../client/contract.ts';
import type { Surfaces } from '../parts.ts';
import { showInTopLayer } from '../top-layer.ts';
import { SmallElement } from './small-element.ts';

/**
 * The pointers of others over the whole page, and one's own told to them.
 *
 * @tag pulse-cursors
 */
export class PulseCursors extends SmallElement {
  #running: { readonly stop: () => void } | null = null;

  protected override clientChanged(client: Client | null, { LiveCursors }: Surfaces): void {
    this.#running?.stop();
    const cursors = (): Element | null => this.renderRoot.querySelector('.cursors');
    this.#running = client && new LiveCursors({ client, cursors, settings: () => this.settings });
  }

  protected override view(): TemplateResult {
    return html`<div class="page-layer" popover="manual"><div class="cursors"></div></div>`;
  }

  protected override updated(): void {
    super.updated();
    showInTopLayer(this.renderRoot);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pulse-cursors': PulseCursors;
  }
}
