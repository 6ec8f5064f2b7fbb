/** What happened in the room, newest first. */
import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Activity } from 'lucide';
import type { ActivityLog } from '../client/contract.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { fullTime, relativeTime } from '../time.ts';
import { avatar } from './avatar.ts';
import { emptyState, panel } from './panel.ts';

export function activityPanel(context: ViewContext): TemplateResult {
  const { strings, snapshot } = context;
  return panel(context, {
    name: 'activity',
    title: strings.activity,
    body: html`<div class="scroll list" tabindex="0" role="group" aria-label=${strings.activity}>
      ${snapshot.activityLogs.length === 0
        ? emptyState(Activity, strings.noActivity)
        : html`<ol class="timeline">${repeat(snapshot.activityLogs, ({ id }) => id, (one) => entry(context, one))}</ol>`}
    </div>`,
  });
}

function entry(context: ViewContext, one: ActivityLog): TemplateResult {
  const { strings, locale, nowMs } = context;
  const user = one.userId === null ? undefined : context.userOf(one.userId);
  return html`<li class="event" data-testid="activity-entry" data-kind=${one.type}>
    ${avatar(user)}
    <span class="event-text">
      <span>${one.userId === null ? '' : html`<strong>${nameOf(context, one.userId)}</strong> `}${one.description}</span>
      <time class="muted" datetime=${one.createdAt} title=${fullTime(one.createdAt, locale)}
        >${relativeTime(one.createdAt, nowMs, locale, strings.now)}</time
      >
    </span>
  </li>`;
}
