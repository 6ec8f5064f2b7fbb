/** A button that copies the address of a thread. */
import { html, type TemplateResult } from 'lit';
import { Link } from 'lucide';
import type { ViewContext } from '../context.ts';
import { addressOfThread } from '../deep-links.ts';
import { icon } from '../icons.ts';

export function copyLink(context: ViewContext, threadId: string, className: string): TemplateResult {
  const { strings, actions } = context;
  const copy = (event: Event): void => {
    const button = event.currentTarget as HTMLElement;
    navigator.clipboard.writeText(addressOfThread(threadId, location.href)).then(
      () => {
        button.classList.add('done');
        setTimeout(() => button.classList.remove('done'), SHOWN_MS);
        actions.say(strings.linkCopied);
      },
      // Pages without a secure context have no clipboard.
      () => actions.say(strings.linkNotCopied),
    );
  };
  return html`<button type="button" class=${className} data-testid="thread-link" aria-label=${strings.copyLink}
    title=${strings.copyLink} @click=${copy}>${icon(Link)}</button>`;
}

const SHOWN_MS = 1500;
