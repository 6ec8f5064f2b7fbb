/** A person's picture, or their initials on their colour. */
import { html, nothing, type TemplateResult } from 'lit';
import type { User } from '../client/contract.ts';
import { tint } from '../color.ts';
import { initials, safeImageUrl } from '../people.ts';

/** Decorative: the name stands beside it or is the label of what it is in. */
export function avatar(user: User | undefined): TemplateResult {
  const picture = safeImageUrl(user?.avatar, document.baseURI);
  return html`<span class="avatar" aria-hidden="true" data-initials=${initials(user?.name ?? '')} ${tint(user?.color)}
    >${picture
      ? html`<img src=${picture} alt="" referrerpolicy="no-referrer" @error=${hide} @load=${show} />`
      : nothing}</span
  >`;
}

// A picture that is blocked or gone leaves the initials under it.
function hide(event: Event): void {
  (event.target as HTMLImageElement).hidden = true;
}

function show(event: Event): void {
  (event.target as HTMLImageElement).hidden = false;
}
