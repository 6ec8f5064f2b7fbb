/**
 * Colours, sizes and motion. A page sets the `--pulse-*` properties on the element or on any ancestor; the views use
 * the `--_*` ones made from them. `color-scheme` on the element chooses light or dark, by default the user's.
 */
import { css } from 'lit';

export const tokens = css`
  :host {
    color-scheme: light dark;

    --_primary: var(--pulse-primary, light-dark(#6366f1, #818cf8));
    --_primary-hover: var(--pulse-primary-hover, light-dark(#4f46e5, #a5b4fc));
    --_bg: var(--pulse-bg, light-dark(#ffffff, #16181f));
    --_bg-secondary: var(--pulse-bg-secondary, light-dark(#f8fafc, #1e212a));
    --_text: var(--pulse-text, light-dark(#0f172a, #eceef3));
    --_text-secondary: var(--pulse-text-secondary, light-dark(#64748b, #9aa4b5));
    --_border: var(--pulse-border, light-dark(#e2e8f0, #2c313c));
    --_radius: var(--pulse-radius, 12px);
    --_font: var(
      --pulse-font,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Helvetica Neue',
      Arial,
      sans-serif
    );
    --_font-size: var(--pulse-font-size, 14px);
    --_shadow: var(
      --pulse-shadow,
      0 4px 24px light-dark(rgb(0 0 0 / 12%), rgb(0 0 0 / 48%)),
      0 1px 4px light-dark(rgb(0 0 0 / 8%), rgb(0 0 0 / 40%))
    );
    --_glass: var(--pulse-surface-glass, light-dark(rgb(255 255 255 / 85%), rgb(24 27 34 / 85%)));
    --_solid: var(--pulse-surface-solid, light-dark(rgb(255 255 255 / 98%), rgb(22 24 31 / 98%)));
    --_header-bg: var(--pulse-header-bg, light-dark(#14161c, #1c1f27));
    --_header-text: var(--pulse-header-text, #f5f6f8);
    --_header-muted: var(--pulse-header-muted, light-dark(#8a93a1, #9aa4b5));

    /* Filled controls carry white text, so they are a step darker than the primary colour. */
    --_fill: var(--pulse-primary-hover, light-dark(#4f46e5, #5b5bd6));
    --_on-fill: #ffffff;
    --_link: var(--pulse-primary-hover, light-dark(#4f46e5, #a5b4fc));
    --_soft: color-mix(in srgb, var(--_primary) 12%, transparent);
    --_hover: color-mix(in srgb, var(--_text) 7%, transparent);
    --_hairline: color-mix(in srgb, var(--_text) 9%, transparent);
    --_danger: light-dark(#dc2626, #f87171);
    --_danger-soft: color-mix(in srgb, var(--_danger) 10%, transparent);
    --_success: light-dark(#15803d, #4ade80);
    --_warning: light-dark(#b45309, #fbbf24);

    --_ease: cubic-bezier(0.2, 0.8, 0.2, 1);
    --_fast: 140ms;
    --_gap: 20px;
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --_fast: 0ms;
    }
  }
`;
