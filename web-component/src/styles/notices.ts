/** The connection banner and the hint of a widget that cannot start. */
import { css } from 'lit';

export const noticeStyles = css`
  .stage > .banner-place {
    position: absolute;
    z-index: 6;
    inset: calc(14px + env(safe-area-inset-top)) 12px auto;
    display: flex;
    justify-content: center;
    pointer-events: none;
  }
  .banner {
    --_tone: var(--_text-secondary);
    display: flex;
    align-items: center;
    gap: 9px;
    min-height: 40px;
    max-width: 100%;
    padding: 5px 16px 5px 14px;
    border-radius: 20px;
    background: var(--_solid);
    box-shadow:
      0 0 0 1px color-mix(in srgb, var(--_tone) 35%, transparent),
      var(--_shadow);
    font-size: 13px;
    font-weight: 550;
    pointer-events: auto;
    animation: banner 240ms var(--_ease);
  }
  .banner > .icon {
    color: var(--_tone);
  }
  .banner.warning {
    --_tone: var(--_warning);
  }
  .banner.danger {
    --_tone: var(--_danger);
  }
  .banner.success {
    --_tone: var(--_success);
  }
  .banner-button {
    flex: none;
    min-height: 28px;
    margin: 0 -9px 0 2px;
    margin-inline: 2px -9px;
    padding: 0 12px;
    border-radius: 14px;
    background: var(--_hover);
    font-weight: 600;
    transition: background var(--_fast);
  }
  .banner-button:hover {
    background: color-mix(in srgb, var(--_text) 13%, transparent);
  }
  .spinner {
    flex: none;
    width: 14px;
    height: 14px;
    border: 2px solid color-mix(in srgb, var(--_tone) 30%, transparent);
    border-top-color: var(--_tone);
    border-radius: 50%;
    animation: spin 0.8s linear infinite;
  }
  .problem {
    display: flex;
    align-items: center;
    gap: 7px;
    max-width: min(300px, calc(100vw - 32px));
    min-height: 34px;
    padding: 6px 14px 6px 11px;
    border-radius: 17px;
    background: var(--_glass);
    backdrop-filter: blur(14px);
    -webkit-backdrop-filter: blur(14px);
    color: var(--_text-secondary);
    font-size: 12.5px;
    line-height: 1.3;
    box-shadow:
      0 0 0 1px var(--_hairline),
      0 2px 10px rgb(0 0 0 / 10%);
  }
  .problem .icon {
    width: 15px;
    height: 15px;
    color: var(--_warning);
  }

  @keyframes banner {
    from {
      opacity: 0;
      transform: translateY(-10px);
    }
  }
  @keyframes spin {
    to {
      transform: rotate(1turn);
    }
  }
  @media (max-width: 480px) {
    .banner-button {
      min-height: 44px;
      border-radius: 22px;
    }
    .banner {
      border-radius: 26px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .banner {
      animation: none;
    }
    .spinner {
      animation-duration: 2.4s;
    }
  }
`;
