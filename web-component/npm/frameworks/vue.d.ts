/** The elements in templates of Vue 3: `import type {} from 'pulse-widget/vue'` in any file of the project. */
import type { DefineComponent } from 'vue';
import type { PulseElements } from './properties.js';

declare module 'vue' {
  interface GlobalComponents {
    'pulse-widget': DefineComponent<PulseElements['pulse-widget']>;
    'pulse-provider': DefineComponent<PulseElements['pulse-provider']>;
    'pulse-presence': DefineComponent<PulseElements['pulse-presence']>;
    'pulse-cursors': DefineComponent<PulseElements['pulse-cursors']>;
    'pulse-comments': DefineComponent<PulseElements['pulse-comments']>;
    'pulse-notifications': DefineComponent<PulseElements['pulse-notifications']>;
    'pulse-reactions': DefineComponent<PulseElements['pulse-reactions']>;
  }
}
