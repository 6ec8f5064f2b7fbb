/**
 * The small elements, for pages that compose their own interface. The script-tag build makes a file of its own of this
 * module, loaded when a page has one of them; what they show comes from the widget's other parts.
 */
import * as own from '../parts.ts';
import { PulseComments } from './comments.ts';
import { PulseCursors } from './cursors.ts';
import { PulseNotifications } from './notifications.ts';
import { PulsePresence } from './presence.ts';
import { PulseProvider } from './provider.ts';
import { PulseReactions } from './reactions.ts';

export { pulseClientContext } from './context.ts';
export { PulseComments, PulseCursors, PulseNotifications, PulsePresence, PulseProvider, PulseReactions };

/** Makes the tags known to the page. The provider comes first, as the others ask it for their client at once. */
export function defineElements(): void {
  define('pulse-provider', PulseProvider);
  define('pulse-presence', PulsePresence);
  define('pulse-cursors', PulseCursors);
  define('pulse-comments', PulseComments);
  define('pulse-notifications', PulseNotifications);
  define('pulse-reactions', PulseReactions);
}

/** Lends this file, which has modules of its own, the parts that `pulse.js` has loaded: one client, one set of views. */
export function share(parts: typeof own): void {
  own.clientPart.from(() => parts.clientPart.load());
  own.surfacesPart.from(() => parts.surfacesPart.load());
  own.advicePart.from(() => parts.advicePart.load());
  own.emojiPart.from(() => parts.emojiPart.load());
  for (const language of Object.keys(own.languageParts) as (keyof typeof own.languageParts)[]) {
    own.languageParts[language].from(() => parts.languageParts[language].load());
  }
}

function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
