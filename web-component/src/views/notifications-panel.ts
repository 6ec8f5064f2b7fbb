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
  const { strings, snapshot, actions } = context;
  return panel(context, {
    name: 'notifications',
    title: strings.notifications,
    tools:
      snapshot.unreadCount === 0
        ? nothing
        : html`<button type="button" class="bar-link" data-testid="mark-all-read" @click=${() => actions.markAllRead()}>
            ${icon(CheckCheck)}${strings.markAllRead}
          </button>`,
    body: html`<div class="scroll list" tabindex="0" role="group" aria-label=${strings.notifications}>
      ${snapshot.notifications.length === 0
        ? emptyState(Bell, strings.noNotifications)
        : repeat(snapshot.notifications, (one) => one.id, (one) => notificationRow(context, one))}
    </div>`,
  });
}

function notificationRow(context: ViewContext, one: PulseNotification): TemplateResult {
  const { strings, locale, nowMs, actions } = context;
  return html`<button
    type="button"
    class="notification ${one.read ? '' : 'unread'}"
    data-testid="notification"
    data-notification-id=${one.id}
    data-read=${String(one.read)}
    @click=${() => actions.followNotification(one)}
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
