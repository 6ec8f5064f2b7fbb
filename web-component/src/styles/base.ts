/** The host, the two layers, and the controls that every surface uses. */
import { css } from 'lit';

export const base = css`
  :host {
    display: contents;
  }
  :host([display='inline']) {
    display: inline-block;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }

  .page-layer,
  .stage {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_text);
    font: 400 var(--_font-size) / 1.45 var(--_font);
    letter-spacing: normal;
    text-align: start;
    pointer-events: none;
    overflow: visible;
    -webkit-font-smoothing: antialiased;
  }
  /* In document coordinates, so that it scrolls with the page; contained, so that it never makes the page longer. */
  .page-layer {
    position: absolute;
    inset: 0 auto auto 0;
    width: 0;
    height: 0;
    contain: layout style;
  }
  .stage {
    position: fixed;
    inset: 0;
    width: 100%;
    height: 100%;
    max-width: none;
    max-height: none;
  }
  .no-top-layer {
    display: block;
    z-index: 2147483000;
  }
  .stage > * {
    pointer-events: auto;
  }

  .icon {
    width: 18px;
    height: 18px;
    flex: none;
    display: block;
  }
  .muted {
    color: var(--_text-secondary);
    font-size: 0.86em;
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .row {
    display: flex;
    gap: 8px;
    align-items: center;
  }
  .row.end {
    justify-content: flex-end;
  }

  button,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button {
    appearance: none;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--_primary);
    outline-offset: 2px;
  }

  .button {
    min-height: 30px;
    padding: 0 12px;
    border-radius: 8px;
    font-weight: 550;
    font-size: 0.93em;
    background: var(--_hover);
    transition: background var(--_fast);
  }
  .button:hover {
    background: color-mix(in srgb, var(--_text) 13%, transparent);
  }
  .button.primary,
  .button.danger {
    background: var(--_fill);
    color: var(--_on-fill);
  }
  .button.danger {
    background: light-dark(#dc2626, #c93030);
  }
  .button:is(.primary, .danger):hover {
    filter: brightness(1.08);
  }
  .button:disabled {
    opacity: 0.5;
  }
  .link {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 24px;
    padding: 2px 6px;
    margin: 0 -6px;
    border-radius: 6px;
    font-size: 0.9em;
    font-weight: 550;
    color: var(--_link);
    transition: background var(--_fast);
  }
  .link.quiet {
    color: var(--_text-secondary);
  }
  .link + .link {
    margin-inline-start: 2px;
  }
  .link:hover {
    background: var(--_hover);
  }
  .link .icon {
    width: 14px;
    height: 14px;
  }

  .avatar {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 28px;
    height: 28px;
    border-radius: 50%;
    overflow: hidden;
    background: var(--tint, #64748b);
    color: #fff;
    font-size: 11px;
    font-weight: 650;
    line-height: 1;
    letter-spacing: 0.01em;
    user-select: none;
  }
  .avatar img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }

  @media (max-width: 480px) {
    .button,
    .link {
      min-height: 44px;
    }
  }
  @media (forced-colors: active) {
    .avatar,
    .pin-face,
    .cursor-body {
      forced-color-adjust: none;
    }
    .fab,
    .pill,
    .surface,
    .banner,
    .button {
      border: 1px solid CanvasText;
    }
    .toolbar-button.on,
    .reaction[aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
  }
`;
