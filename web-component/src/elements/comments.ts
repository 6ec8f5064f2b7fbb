/** `<pulse-comments>`: the threads of the room in the flow of the page, and a box that starts one. */
import type { TemplateResult } from 'lit';
import type { ViewContext } from '../context.ts';
import type { Surfaces } from '../parts.ts';
import { SmallElement } from './small-element.ts';

/**
 * The threads of the room in the flow of the page, and a box that starts one.
 *
 * @tag pulse-comments
 */
export class PulseComments extends SmallElement {
  static override readonly properties = {
    ...SmallElement.properties,
    showResolved: { attribute: 'show-resolved', type: Boolean },
  };

  /** Whether resolved threads are shown below the open ones. */
  declare showResolved: boolean;

  constructor() {
    super();
    this.showResolved = false;
  }

  protected override view(context: ViewContext, { commentsList }: Surfaces): TemplateResult {
    return commentsList(context, { resolved: this.showResolved });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pulse-comments': PulseComments;
  }
}
