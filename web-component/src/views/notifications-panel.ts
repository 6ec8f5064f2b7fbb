/** What others did that concerns the user. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Bell, CheckCheck } from 'lucide';
import type { PulseNotification } from '../client/contract.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { fullTime, relativeTime } from '../time.ts';
import { avatar } from './avatar.ts';
import { emptyState, panel } from './panel.ts';

export function notificationsPanel(context: ViewContext): TemplateResult {
  const { strings, actions } = context;
  return panel(context, {
    name: 'notifications',
    title: strings.notifications,
    tools: markAllButton(context, 'bar-link'),
    body: html`<div class="scroll list" tabindex="0" role="group" aria-label=${strings.notifications}>
      ${rows(context, (one) => actions.followNotification(one))}
    </div>`,
  });
}

/** Without the panel around it: for `<pulse-notifications>`. */
export function notificationsList(context: ViewContext, pressed: Pressed): TemplateResult {
  const { strings, snapshot } = context;
  return html`<section class="block" aria-label=${strings.notifications} data-testid="notifications-list">
    ${snapshot.unreadCount === 0 ? nothing : html`<div class="block-tools">${markAllButton(context, 'link')}</div>`}
    ${rows(context, pressed)}
  </section>`;
}

type Pressed = (one: PulseNotification) => void;

function markAllButton({ snapshot, strings, actions }: ViewContext, className: string): TemplateResult | typeof nothing {
  if (snapshot.unreadCount === 0) return nothing;
  return html`<button type="button" class=${className} data-testid="mark-all-read" @click=${() => actions.markAllRead()}>
    ${icon(CheckCheck)}${strings.markAllRead}
  </button>`;
}

function rows(context: ViewContext, pressed: Pressed): TemplateResult {
  const { notifications } = context.snapshot;
  if (notifications.length === 0) return emptyState(Bell, context.strings.noNotifications);
  return html`${repeat(notifications, (one) => one.id, (one) => notificationRow(context, one, pressed))}`;
}

function notificationRow(context: ViewContext, one: PulseNotification, pressed: Pressed): TemplateResult {
  const { strings, locale, nowMs } = context;
  return html`<button
    type="button"
    class="notification ${one.read ? '' : 'unread'}"
    data-testid="notification"
    data-notification-id=${one.id}
    data-read=${String(one.read)}
    @click=${() => pressed(one)}
  >
    ${avatar(context.userOf(one.actorId))}
    <span class="notification-text">
      <span><strong>${nameOf(context, one.actorId)}</strong> ${strings.notification(one.type)}</span>
      <time class="muted" datetime=${one.createdAt} title=${fullTime(one.createdAt, locale)}
        >${relativeTime(one.createdAt, nowMs, locale, strings.now)}</time
      >
    </span>
    ${one.read ? nothing : html`<span class="unread-dot" role="img" aria-label=${strings.unread}></span>`}
  </button>`;
}
