/** What lies on the page itself: pins, pointers of others, the veil of pin mode. */
import { css } from 'lit';

export const pageStyles = css`
  .pin {
    position: absolute;
    top: -32px;
    left: 0;
    display: grid;
    place-items: center;
    width: 32px;
    height: 32px;
    z-index: 1;
    pointer-events: auto;
    touch-action: none;
    will-change: transform;
  }
  .pin.draft {
    pointer-events: none;
  }
  .pin:is(:hover, :focus-visible, .open, .dragging, .draft) {
    z-index: 2;
  }
  .pin-face {
    display: grid;
    place-items: center;
    width: 100%;
    height: 100%;
    border: 2px solid #fff;
    border-radius: 50% 50% 50% 4px;
    background: var(--tint, #64748b);
    color: #fff;
    font-size: 11.5px;
    font-weight: 700;
    line-height: 1;
    user-select: none;
    box-shadow:
      0 4px 12px rgb(0 0 0 / 24%),
      0 1px 3px rgb(0 0 0 / 18%);
    transform-origin: 0 100%;
    transition:
      transform 180ms var(--_ease),
      box-shadow 180ms var(--_ease);
    animation: drop 260ms var(--_ease);
  }
  .pin-face .icon {
    width: 16px;
    height: 16px;
  }
  .pin:hover .pin-face,
  .pin.open .pin-face {
    transform: scale(1.12);
  }
  .pin.open .pin-face {
    box-shadow:
      0 0 0 4px color-mix(in srgb, var(--tint) 32%, transparent),
      0 6px 16px rgb(0 0 0 / 26%);
  }
  .pin.dragging {
    cursor: grabbing;
  }
  .pin.dragging .pin-face {
    transform: scale(1.18) rotate(-4deg);
    box-shadow: 0 12px 28px rgb(0 0 0 / 32%);
  }
  .pin:focus-visible {
    outline: none;
  }
  .pin:focus-visible .pin-face {
    outline: 3px solid var(--_primary);
    outline-offset: 2px;
  }
  .pin-count {
    position: absolute;
    inset: -5px -6px auto auto;
    min-width: 16px;
    height: 16px;
    padding: 0 4px;
    border-radius: 8px;
    background: var(--_bg);
    color: var(--_text);
    font-size: 10px;
    font-weight: 700;
    line-height: 16px;
    text-align: center;
    box-shadow: 0 1px 4px rgb(0 0 0 / 24%);
  }

  .cursors {
    position: absolute;
    z-index: 3;
  }
  .cursor {
    position: absolute;
    top: 0;
    left: 0;
    will-change: transform;
  }
  .cursor-body {
    display: block;
  }
  .arrow {
    display: block;
    margin: -2px 0 0 -2px;
    overflow: visible;
    filter: drop-shadow(0 2px 4px rgb(0 0 0 / 28%));
  }
  .arrow path {
    fill: var(--tint, #64748b);
    stroke: #fff;
    stroke-width: 1.6;
    stroke-linejoin: round;
  }
  .cursor-name {
    display: block;
    width: max-content;
    max-width: 140px;
    margin: -3px 0 0 13px;
    padding: 3px 9px;
    border-radius: 4px 11px 11px 11px;
    background: var(--tint, #64748b);
    color: #fff;
    font-size: 12px;
    font-weight: 600;
    line-height: 1.3;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    box-shadow: 0 2px 8px rgb(0 0 0 / 20%);
  }

  .veil {
    position: absolute;
    inset: 0;
    z-index: 1;
    cursor: crosshair;
    background: color-mix(in srgb, var(--_primary) 5%, transparent);
    box-shadow: inset 0 0 0 3px color-mix(in srgb, var(--_primary) 70%, transparent);
    animation: fade 160ms ease-out;
  }
  .veil:focus-visible {
    outline: none;
  }
  .crosshair {
    position: absolute;
    left: var(--x, 50%);
    top: var(--y, 50%);
    width: 34px;
    height: 34px;
    margin: -17px 0 0 -17px;
    border: 2px solid #fff;
    border-radius: 50%;
    background:
      linear-gradient(#fff, #fff) center / 2px 100% no-repeat,
      linear-gradient(#fff, #fff) center / 100% 2px no-repeat;
    box-shadow:
      0 0 0 2px var(--_fill),
      inset 0 0 0 2px color-mix(in srgb, var(--_fill) 55%, transparent),
      0 4px 16px rgb(0 0 0 / 30%);
    pointer-events: none;
    opacity: 0;
  }
  .veil.by-keyboard .crosshair,
  .veil:focus-visible .crosshair {
    opacity: 1;
  }
  .stage > .veil-hint {
    position: absolute;
    z-index: 2;
    inset: calc(18px + env(safe-area-inset-top)) 16px auto;
    width: max-content;
    max-width: calc(100% - 32px);
    margin: 0 auto;
    padding: 9px 16px;
    border-radius: 20px;
    background: var(--_header-bg);
    color: var(--_header-text);
    font-size: 13px;
    font-weight: 550;
    text-align: center;
    box-shadow: var(--_shadow);
    pointer-events: none;
    animation: rise 200ms var(--_ease);
  }

  @keyframes drop {
    from {
      opacity: 0;
      transform: translateY(-10px) scale(0.7);
    }
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  @media (max-width: 480px) {
    /* The face stays small, the target does not. */
    .pin::before {
      content: '';
      position: absolute;
      inset: -6px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .pin-face,
    .veil,
    .stage > .veil-hint {
      animation: none;
      transition: none;
    }
  }
`;
