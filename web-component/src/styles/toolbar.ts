/** The round button, the pill, and where they stand. */
import { css } from 'lit';

export const toolbarStyles = css`
  .dock {
    position: absolute;
    display: flex;
    z-index: 3;
    inset: auto var(--_gap) calc(var(--_gap) + env(safe-area-inset-bottom)) auto;
  }
  :host([position='bottom-left']) .dock {
    inset: auto auto calc(var(--_gap) + env(safe-area-inset-bottom)) var(--_gap);
  }
  :host([position='top-right']) .dock {
    inset: calc(var(--_gap) + env(safe-area-inset-top)) var(--_gap) auto auto;
  }
  :host([position='top-left']) .dock {
    inset: calc(var(--_gap) + env(safe-area-inset-top)) auto auto var(--_gap);
  }
  :host([display='inline']) .dock {
    inset: var(--top, -1000px) auto auto var(--left, 0);
  }

  .trigger {
    display: inline-flex;
    align-items: center;
    min-height: 36px;
    padding: 0 14px;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_bg);
    color: var(--_text);
    font: 550 var(--_font-size) / 1.2 var(--_font);
    box-shadow: 0 1px 2px rgb(0 0 0 / 6%);
    transition: background var(--_fast);
  }
  .trigger:hover {
    background: var(--_bg-secondary);
  }

  .fab {
    position: relative;
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    border-radius: 50%;
    color: #fff;
    background: linear-gradient(145deg, var(--pulse-primary, #6366f1), var(--pulse-primary-hover, #4f46e5));
    box-shadow:
      0 1px 0 rgb(255 255 255 / 25%) inset,
      0 6px 20px color-mix(in srgb, var(--_primary) 38%, transparent),
      0 2px 6px rgb(0 0 0 / 16%);
    transition:
      transform 200ms var(--_ease),
      box-shadow 200ms var(--_ease);
    animation: appear 260ms var(--_ease);
  }
  .fab:hover {
    transform: translateY(-2px);
    box-shadow:
      0 1px 0 rgb(255 255 255 / 25%) inset,
      0 10px 28px color-mix(in srgb, var(--_primary) 46%, transparent),
      0 3px 8px rgb(0 0 0 / 18%);
  }
  .fab:active {
    transform: scale(0.95);
  }
  .fab .icon {
    width: 22px;
    height: 22px;
  }

  .pill {
    display: flex;
    align-items: center;
    gap: 2px;
    height: 48px;
    padding: 0 6px;
    border-radius: 24px;
    background: var(--_glass);
    backdrop-filter: blur(18px) saturate(1.7);
    -webkit-backdrop-filter: blur(18px) saturate(1.7);
    box-shadow:
      0 0 0 1px var(--_hairline),
      0 1px 0 light-dark(rgb(255 255 255 / 70%), rgb(255 255 255 / 6%)) inset,
      var(--_shadow);
    animation: appear 200ms var(--_ease);
  }
  .divider {
    width: 1px;
    height: 22px;
    margin: 0 5px;
    background: var(--_hairline);
  }
  .toolbar-button {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-width: 36px;
    height: 36px;
    padding: 0 9px;
    border-radius: 18px;
    transition:
      background var(--_fast),
      color var(--_fast);
  }
  .toolbar-button:hover {
    background: var(--_hover);
  }
  .toolbar-button:active {
    background: color-mix(in srgb, var(--_text) 13%, transparent);
  }
  .toolbar-button.on {
    color: var(--_link);
    background: var(--_soft);
  }
  .toolbar-button.quiet {
    color: var(--_text-secondary);
  }
  .toolbar-button .count {
    font-size: 12.5px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .badge {
    position: absolute;
    inset: -3px -3px auto auto;
    min-width: 18px;
    height: 18px;
    padding: 0 5px;
    border-radius: 9px;
    background: #dc2626;
    color: #fff;
    font-size: 11px;
    font-weight: 700;
    line-height: 18px;
    text-align: center;
    font-variant-numeric: tabular-nums;
    box-shadow: 0 0 0 2px var(--_bg);
    animation: appear 200ms var(--_ease);
  }
  .toolbar-button .badge {
    inset: 0 0 auto auto;
    min-width: 16px;
    height: 16px;
    padding: 0 4px;
    font-size: 10px;
    line-height: 16px;
  }

  .people {
    display: flex;
    align-items: center;
    margin: 0;
    padding: 0 2px 0 3px;
    list-style: none;
  }
  .person,
  .more {
    position: relative;
    margin-inline-start: -7px;
    border-radius: 50%;
    box-shadow: 0 0 0 2px var(--_bg);
    background: var(--_bg);
    transition: transform 160ms var(--_ease);
  }
  .people > :first-child {
    margin-inline-start: 0;
  }
  .person:hover {
    z-index: 1;
    transform: translateY(-2px);
  }
  .person .avatar {
    width: 32px;
    height: 32px;
    font-size: 12px;
  }
  .person.idle .avatar {
    filter: grayscale(0.7);
    opacity: 0.6;
  }
  .more {
    display: grid;
    place-items: center;
    width: 32px;
    height: 32px;
    background: color-mix(in srgb, var(--_text) 9%, var(--_bg));
    color: var(--_text-secondary);
    font-size: 11.5px;
    font-weight: 650;
  }
  .device {
    position: absolute;
    inset: auto -3px -3px auto;
    display: grid;
    place-items: center;
    width: 15px;
    height: 15px;
    border-radius: 50%;
    background: var(--_bg);
    color: var(--_text-secondary);
    box-shadow: 0 0 0 1px var(--_hairline);
  }
  .device .icon {
    width: 9px;
    height: 9px;
    stroke-width: 2.5;
  }

  @keyframes appear {
    from {
      opacity: 0;
      transform: scale(0.86);
    }
  }
  @media (max-width: 480px) {
    .dock {
      --_gap: 16px;
    }
    .pill {
      height: 56px;
      border-radius: 28px;
    }
    .toolbar-button {
      min-width: 44px;
      height: 44px;
      border-radius: 22px;
    }
  }
  @media (max-width: 340px) {
    .people,
    .people + .divider {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .fab,
    .pill,
    .badge,
    .person {
      animation: none;
      transition: none;
    }
  }
`;
