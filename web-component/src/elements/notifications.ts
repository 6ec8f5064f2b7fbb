/** `<pulse-notifications>`: what others did that concerns the user. */
import type { TemplateResult } from 'lit';
import type { PulseNotification } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import type { Surfaces } from '../parts.ts';
import { SmallElement } from './small-element.ts';

/**
 * What others did that concerns the user.
 *
 * @tag pulse-notifications
 * @fires {CustomEvent<PulseNotification>} pulse-notification-click - one was pressed, and is read now
 */
export class PulseNotifications extends SmallElement {
  protected override view(context: ViewContext, { notificationsList }: Surfaces): TemplateResult {
    return notificationsList(context, (one) => {
      context.actions.markRead(one.id);
      this.dispatchEvent(new CustomEvent<PulseNotification>('pulse-notification-click', { detail: one, bubbles: true, composed: true }));
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pulse-notifications': PulseNotifications;
  }
  interface GlobalEventHandlersEventMap {
    'pulse-notification-click': CustomEvent<PulseNotification>;
  }
}
