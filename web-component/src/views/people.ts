/** Who is here, in a row: pictures or initials, "+N", and from which device. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Smartphone, Tablet } from 'lucide';
import type { Presence, User } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { avatar } from './avatar.ts';

export interface PeopleOptions {
  /** How many are shown before "+N". */
  readonly most: number;
  /** Whether a press on somebody follows them. */
  readonly follow: 'others' | 'never';
}

export function people(context: ViewContext, { most, follow }: PeopleOptions): TemplateResult {
  const self = context.snapshot.user?.id;
  const ordered = [...context.snapshot.presence].sort((a, b) => Number(b.user.id === self) - Number(a.user.id === self));
  const more = ordered.length - most;
  return html`<ul class="people" aria-label=${context.strings.people(ordered.length)} data-testid="people" data-count=${ordered.length}>
    ${repeat(ordered.slice(0, most), (one) => one.user.id, (one) => person(context, one, one.user.id === self, follow))}
    ${more > 0
      ? html`<li class="more" data-testid="avatar-more" title=${ordered.slice(most).map((one) => one.user.name).join(', ')}>
          <span aria-hidden="true" dir="ltr">+${more}</span><span class="hidden-text">${context.strings.morePeople(more)}</span>
        </li>`
      : nothing}
  </ul>`;
}

function person(context: ViewContext, { user, status, deviceType }: Presence, self: boolean, follow: PeopleOptions['follow']): TemplateResult {
  const { strings } = context;
  const still = self || follow === 'never';
  const name = strings.person(self ? strings.you : user.name, status !== 'online');
  const device = deviceType === 'mobile' || deviceType === 'tablet' ? deviceType : null;
  const where = device === 'mobile' ? strings.onMobile : strings.onTablet;
  return html`<li class="person ${status}" data-testid="avatar" data-user-id=${user.id} title=${still ? name : nothing}>
    ${still ? html`${avatar(user)}<span class="hidden-text">${name}</span>` : followButton(context, user, name)}
    ${device
      ? html`<span class="device" data-testid="device" title=${where}
          >${icon(device === 'mobile' ? Smartphone : Tablet)}<span class="hidden-text">${where}</span></span
        >`
      : nothing}
  </li>`;
}

function followButton({ strings, ui, actions }: ViewContext, user: User, name: string): TemplateResult {
  const followed = ui.following === user.id;
  return html`<button
    type="button"
    class="follow ${followed ? 'on' : ''}"
    data-testid="follow"
    aria-pressed=${String(followed)}
    aria-label=${strings.follow(name)}
    title=${strings.follow(name)}
    @click=${() => actions.follow(followed ? null : user.id)}
  >
    ${avatar(user)}
  </button>`;
}
