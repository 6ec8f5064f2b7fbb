/**
 * What modules that are loaded later take from `start`, instead of carrying it a second time: Lit, and what is whole in
 * `start` anyway. The bundler sends their imports of these here, by `SHARED` in `scripts/bundle.mjs`.
 */
export { css, html, LitElement, noChange, nothing, render, svg, unsafeCSS } from 'lit';
export { directive, Directive, PartType } from 'lit/directive.js';
export { repeat } from 'lit/directives/repeat.js';
export { getCommittedValue, isPrimitive, insertPart, isSingleExpression, removePart, setChildPartValue, setCommittedValue } from 'lit/directive-helpers.js';
export { FirstActions } from './first-actions.ts';
export { refreshClient, releaseClient, takeClient } from './client/shared-clients.ts';
