/** The npm package's entry: the class, its events and types. Registers nothing; `pulse-widget/define` does. */
import { loadClient } from './client/loader.ts';
import { advicePart, clientPart, elementsPart, emojiPart, languageParts, surfacesPart } from './parts.ts';

export { setWasmUrl } from './client/loader.ts';
export type * from './client/contract.ts';
export { PulseWidget } from './element.ts';
export {
  PulseComments,
  PulseCursors,
  PulseNotifications,
  PulsePresence,
  PulseProvider,
  PulseReactions,
  pulseClientContext,
} from './elements/index.ts';
export * from './events.ts';
export type { Strings } from './strings.ts';
export type { PanelName } from './ui-state.ts';
export { ENGLISH } from './words/english.ts';

clientPart.from(loadClient);
elementsPart.from(() => import('./elements/index.ts'));
advicePart.from(() => import('./client/advice.ts'));
surfacesPart.from(() => import('./surfaces.ts'));
emojiPart.from(() => import('./emoji/data.ts'));
languageParts.ar.from(() => import('./words/languages/ar.ts'));
languageParts.de.from(() => import('./words/languages/de.ts'));
languageParts.es.from(() => import('./words/languages/es.ts'));
languageParts.fr.from(() => import('./words/languages/fr.ts'));
languageParts.hi.from(() => import('./words/languages/hi.ts'));
languageParts.ja.from(() => import('./words/languages/ja.ts'));
