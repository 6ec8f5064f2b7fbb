/** The parts of the widget that are files of their own. */
import { LazyModule } from './lazy-module.ts';
import type { Strings } from './strings.ts';

export type Surfaces = typeof import('./surfaces.ts');
export type Words = { readonly words: Strings };
export type EmojiData = typeof import('./emoji/data.ts');

/** What is opened: toolbar, panels, popovers, and what moves on the page. Loaded once the widget has connected. */
export const surfacesPart = new LazyModule<Surfaces>();

/** Other languages than English. Each is loaded when a page is in it. */
export const languageParts = {
  de: new LazyModule<Words>(),
  es: new LazyModule<Words>(),
  fr: new LazyModule<Words>(),
};

/** Every emoji with its names. Loaded when the full picker is first opened. */
export const emojiPart = new LazyModule<EmojiData>();
