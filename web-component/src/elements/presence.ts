/** `<pulse-presence>`: who is here. */
import type { TemplateResult } from 'lit';
import type { ViewContext } from '../context.ts';
import type { Surfaces } from '../parts.ts';
import { SmallElement } from './small-element.ts';

const MOST_SHOWN = 5;

/**
 * Who is here.
 *
 * @tag pulse-presence
 */
export class PulsePresence extends SmallElement {
  static override readonly properties = {
    ...SmallElement.properties,
    maxVisible: { attribute: 'max-visible', type: Number },
  };

  /** How many people are shown before "+N". */
  declare maxVisible: number;

  constructor() {
    super();
    this.maxVisible = MOST_SHOWN;
  }

  protected override view(context: ViewContext, { people }: Surfaces): TemplateResult {
    const most = Number.isFinite(this.maxVisible) ? Math.max(0, Math.floor(this.maxVisible)) : MOST_SHOWN;
    return people(context, { most, follow: 'never' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pulse-presence': PulsePresence;
  }
}
