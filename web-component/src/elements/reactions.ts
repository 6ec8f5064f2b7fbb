/** `<pulse-reactions>`: the reactions to one comment or thread, and a button that adds one. */
import { nothing, type TemplateResult } from 'lit';
import type { ViewContext } from '../context.ts';
import type { Surfaces } from '../parts.ts';
import { SmallElement } from './small-element.ts';

/**
 * The reactions to one comment or thread, and a button that adds one.
 *
 * @tag pulse-reactions
 */
export class PulseReactions extends SmallElement {
  static override readonly properties = {
    ...SmallElement.properties,
    targetId: { attribute: 'target-id' },
    targetType: { attribute: 'target-type' },
  };

  /** Id of the comment or thread. */
  declare targetId: string | null;
  /** What the id is of. */
  declare targetType: 'comment' | 'thread';

  constructor() {
    super();
    this.targetId = null;
    this.targetType = 'comment';
  }

  protected override view(context: ViewContext, { reactionBar }: Surfaces): TemplateResult | typeof nothing {
    if (!this.targetId) return nothing;
    return reactionBar(context, { id: this.targetId, type: this.targetType === 'thread' ? 'thread' : 'comment' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pulse-reactions': PulseReactions;
  }
}
