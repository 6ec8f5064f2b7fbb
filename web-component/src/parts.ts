/** The parts of the widget that are files of their own. */
import type { ClientConstructor } from './client/contract.ts';
import { LazyModule } from './lazy-module.ts';
import type { Strings } from './strings.ts';

export type Surfaces = typeof import('./surfaces.ts');
export type Words = { readonly words: Strings };
export type EmojiData = typeof import('./emoji/data.ts');
export type Advice = typeof import('./client/advice.ts');
export type Elements = typeof import('./elements/index.ts');

/** The client and its WebAssembly. Loaded when the first element is in the page. */
export const clientPart = new LazyModule<ClientConstructor>();

/** What is opened: toolbar, panels, popovers, and what moves on the page. Loaded once the widget has connected. */
export const surfacesPart = new LazyModule<Surfaces>();

/** What to tell whoever built the page, when the widget cannot start. */
export const advicePart = new LazyModule<Advice>();

/** Other languages than English. Each is loaded when a page is in it. */
export const languageParts = {
  ar: new LazyModule<Words>(),
  de: new LazyModule<Words>(),
  es: new LazyModule<Words>(),
  fr: new LazyModule<Words>(),
  hi: new LazyModule<Words>(),
  ja: new LazyModule<Words>(),
};

/** Every emoji with its names. Loaded when the full picker is first opened. */
export const emojiPart = new LazyModule<EmojiData>();

/** The small elements. Loaded when the page has one of them. */
export const elementsPart = new LazyModule<Elements>();
