/** The elements in Svelte 5: `import type {} from 'pulse-widget/svelte'` in any file of the project. */
import type { HTMLAttributes } from 'svelte/elements';
import type { PulseElements } from './properties.js';

type Tag<Name extends keyof PulseElements> = HTMLAttributes<HTMLElementTagNameMap[Name]> & PulseElements[Name];

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'pulse-widget': Tag<'pulse-widget'>;
    'pulse-provider': Tag<'pulse-provider'>;
    'pulse-presence': Tag<'pulse-presence'>;
    'pulse-cursors': Tag<'pulse-cursors'>;
    'pulse-comments': Tag<'pulse-comments'>;
    'pulse-notifications': Tag<'pulse-notifications'>;
    'pulse-reactions': Tag<'pulse-reactions'>;
  }
}
