/** Panels, the thread popover, the pin form: one kind of surface, a sheet at the bottom of narrow screens. */
import { css } from 'lit';

export const surfaceStyles = css`
  .surface {
    position: absolute;
    z-index: 4;
    display: flex;
    flex-direction: column;
    border-radius: calc(var(--_radius) + 2px);
    background: var(--_solid);
    backdrop-filter: blur(24px) saturate(1.6);
    -webkit-backdrop-filter: blur(24px) saturate(1.6);
    box-shadow:
      0 0 0 1px var(--_hairline),
      0 18px 48px light-dark(rgb(15 23 42 / 14%), rgb(0 0 0 / 50%)),
      var(--_shadow);
    overflow: hidden;
    animation: rise 200ms var(--_ease);
    overflow-wrap: anywhere;
  }
  .surface:focus-visible {
    outline-offset: -2px;
  }

  .panel {
    width: 340px;
    max-width: calc(100vw - 16px);
    max-height: min(520px, calc(100dvh - 108px));
    inset: auto var(--_gap) calc(var(--_gap) + 58px + env(safe-area-inset-bottom)) auto;
  }
  :host([position='bottom-left']) .panel {
    inset: auto auto calc(var(--_gap) + 58px + env(safe-area-inset-bottom)) var(--_gap);
  }
  :host([position='top-right']) .panel {
    inset: calc(var(--_gap) + 58px + env(safe-area-inset-top)) var(--_gap) auto auto;
  }
  :host([position='top-left']) .panel {
    inset: calc(var(--_gap) + 58px + env(safe-area-inset-top)) auto auto var(--_gap);
  }
  .popover,
  .pin-form {
    width: 300px;
    max-height: min(440px, calc(100dvh - 16px));
    opacity: 0;
  }
  .surface.placed {
    inset: var(--top) auto auto var(--left);
    opacity: 1;
  }

  .bar {
    display: flex;
    flex: none;
    align-items: center;
    gap: 2px;
    min-height: 44px;
    padding: 4px 6px 4px 14px;
    padding-inline: 14px 6px;
    background: var(--_header-bg);
    color: var(--_header-text);
    --_hover: rgb(255 255 255 / 12%);
  }
  .bar h2 {
    margin: 0 auto 0 0;
    margin-inline: 0 auto;
    font-size: 14px;
    font-weight: 620;
    letter-spacing: -0.005em;
  }
  .bar-detail {
    margin-inline-end: 6px;
    color: var(--_header-muted);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .bar-button,
  .bar-link {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 5px;
    min-width: 32px;
    height: 32px;
    border-radius: 8px;
    color: inherit;
    opacity: 0.85;
    transition:
      background var(--_fast),
      opacity var(--_fast);
  }
  .bar-link {
    padding: 0 8px;
    font-size: 12px;
    font-weight: 550;
  }
  .bar-button:hover,
  .bar-link:hover {
    opacity: 1;
    background: var(--_hover);
  }
  .bar :focus-visible {
    outline-color: #fff;
    outline-offset: -2px;
  }
  .bar .icon {
    width: 17px;
    height: 17px;
  }

  .scroll {
    flex: 1 1 auto;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: color-mix(in srgb, var(--_text) 22%, transparent) transparent;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  .popover .scroll {
    padding: 4px 0;
  }
  .foot {
    flex: none;
    padding: 10px;
    border-top: 1px solid var(--_hairline);
  }
  .pin-form .foot {
    border-top: 0;
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: 6px;
    padding: 40px 28px 44px;
    text-align: center;
  }
  .empty-icon {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    margin-bottom: 6px;
    border-radius: 14px;
    background: var(--_soft);
    color: var(--_link);
  }
  .empty strong {
    font-weight: 600;
  }

  .composer {
    display: flex;
    align-items: flex-end;
    gap: 6px;
    padding: 4px 4px 4px 12px;
    padding-inline: 12px 4px;
    border: 1px solid var(--_border);
    border-radius: 20px;
    background: var(--_bg);
    transition:
      border-color var(--_fast),
      box-shadow var(--_fast);
  }
  .composer:focus-within {
    border-color: var(--_primary);
    box-shadow: 0 0 0 3px color-mix(in srgb, var(--_primary) 18%, transparent);
  }
  textarea {
    display: block;
    width: 100%;
    min-width: 0;
    margin: 0;
    padding: 5px 0;
    border: 0;
    background: none;
    resize: none;
    field-sizing: content;
    max-height: 120px;
    line-height: 1.4;
    scrollbar-width: thin;
  }
  .composer textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--_text-secondary);
    opacity: 1;
  }
  .pin-form textarea {
    min-height: 68px;
  }
  .send {
    display: grid;
    place-items: center;
    flex: none;
    width: 30px;
    height: 30px;
    border-radius: 50%;
    background: var(--_fill);
    color: var(--_on-fill);
    transition:
      background var(--_fast),
      color var(--_fast),
      transform var(--_fast);
  }
  .send:active {
    transform: scale(0.92);
  }
  .send:disabled {
    background: var(--_hover);
    color: var(--_text-secondary);
    transform: none;
  }
  .send .icon {
    width: 16px;
    height: 16px;
    stroke-width: 2.4;
  }

  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px) scale(0.985);
    }
  }
  @keyframes sheet {
    from {
      transform: translateY(40%);
      opacity: 0;
    }
  }
  @media (max-width: 480px) {
    .surface,
    .surface.panel,
    :host([position]) .surface.panel {
      inset: auto 0 0 0;
      width: 100%;
      max-width: none;
      max-height: 60dvh;
      padding-bottom: env(safe-area-inset-bottom);
      border-radius: 18px 18px 0 0;
      opacity: 1;
      animation-name: sheet;
      animation-duration: 260ms;
    }
    .panel {
      height: 60dvh;
    }
    .bar {
      min-height: 52px;
    }
    .bar-button,
    .bar-link,
    .send {
      min-width: 44px;
      height: 44px;
    }
    .composer {
      border-radius: 26px;
    }
    .composer textarea {
      padding: 11px 0;
      font-size: 16px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .surface {
      animation: none;
    }
  }
`;
