/** Comments, their tools and reactions, thread cards, notifications. */
import { css } from 'lit';

export const threadStyles = css`
  .comment {
    position: relative;
    display: flex;
    gap: 10px;
    padding: 9px 14px;
  }
  .comment-main {
    flex: 1;
    min-width: 0;
  }
  .comment-head {
    display: flex;
    align-items: baseline;
    gap: 6px;
    min-height: 18px;
    line-height: 1.3;
  }
  .author {
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .comment-head .muted {
    flex: none;
    font-size: 12px;
  }
  .body {
    margin: 1px 0 0;
    white-space: pre-wrap;
  }
  .comment.pending .body {
    opacity: 0.6;
  }
  .tools {
    position: absolute;
    inset: 4px 8px auto auto;
    display: flex;
    padding: 2px;
    border-radius: 9px;
    background: var(--_bg);
    box-shadow:
      0 0 0 1px var(--_hairline),
      0 2px 8px rgb(0 0 0 / 10%);
    opacity: 0;
    transition: opacity var(--_fast);
  }
  :host(:dir(rtl)) .tools {
    inset: 4px auto auto 8px;
  }
  .comment:hover .tools,
  .comment:focus-within .tools {
    opacity: 1;
  }
  .tool {
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    border-radius: 7px;
    color: var(--_text-secondary);
    transition:
      background var(--_fast),
      color var(--_fast);
  }
  .tool:hover {
    background: var(--_hover);
    color: var(--_text);
  }
  .tool .icon {
    width: 15px;
    height: 15px;
  }

  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-top: 6px;
  }
  .reaction {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    height: 24px;
    padding: 0 8px;
    border-radius: 12px;
    background: var(--_hover);
    font-size: 12.5px;
    box-shadow: 0 0 0 1px transparent inset;
    transition: background var(--_fast);
  }
  .reaction:hover {
    background: color-mix(in srgb, var(--_text) 12%, transparent);
  }
  .reaction[aria-pressed='true'] {
    background: var(--_soft);
    color: var(--_link);
    box-shadow: 0 0 0 1px color-mix(in srgb, var(--_primary) 55%, transparent) inset;
  }
  .reaction .count {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .emoji-row {
    display: flex;
    width: max-content;
    max-width: 100%;
    margin-top: 6px;
    padding: 3px;
    border-radius: 20px;
    background: var(--_bg);
    box-shadow:
      0 0 0 1px var(--_hairline),
      0 4px 14px rgb(0 0 0 / 12%);
    animation: appear 140ms var(--_ease);
  }
  .emoji {
    width: 32px;
    height: 32px;
    border-radius: 50%;
    font-size: 17px;
    line-height: 1;
    transition:
      background var(--_fast),
      transform var(--_fast);
  }
  .emoji:hover {
    background: var(--_hover);
    transform: scale(1.14);
  }

  .editor,
  .confirm {
    display: grid;
    gap: 8px;
    margin-top: 6px;
  }
  .editor textarea {
    padding: 7px 10px;
    border: 1px solid var(--_border);
    border-radius: 10px;
    background: var(--_bg);
  }
  .confirm {
    padding: 10px 12px;
    border-radius: 10px;
    background: var(--_danger-soft);
    font-size: 0.93em;
  }
  .failure {
    display: grid;
    gap: 2px;
    margin-top: 4px;
    font-size: 0.9em;
    color: var(--_danger);
  }
  .failure-text {
    display: flex;
    align-items: baseline;
    gap: 6px;
  }
  .failure-text .icon {
    width: 14px;
    height: 14px;
    align-self: center;
  }
  .typing {
    display: flex;
    align-items: center;
    gap: 7px;
    margin: 0 4px 8px;
  }
  .card .typing {
    margin: 0 14px 4px;
  }
  .dots {
    display: inline-flex;
    gap: 3px;
  }
  .dots i {
    width: 5px;
    height: 5px;
    border-radius: 50%;
    background: currentColor;
    animation: dot 1.2s infinite ease-in-out;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }

  .card {
    padding: 6px 0 8px;
    border-bottom: 1px solid var(--_hairline);
  }
  .card:last-child {
    border-bottom: 0;
  }
  .card.highlighted {
    background: var(--_soft);
  }
  .card[data-resolved='true'] .comment {
    opacity: 0.75;
  }
  .card-actions {
    display: flex;
    gap: 8px;
    margin: 0 14px;
    padding-inline-start: 38px;
  }
  .card > .composer {
    margin: 2px 12px 6px;
  }
  .failed-card {
    padding: 10px 14px;
    background: var(--_danger-soft);
  }
  .place {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 22px;
    margin: 4px 14px 0;
    padding: 2px 8px 2px 6px;
    border-radius: 11px;
    background: var(--_soft);
    color: var(--_link);
    font-size: 11.5px;
    font-weight: 600;
  }
  .place .icon {
    width: 13px;
    height: 13px;
  }
  .place.lost {
    background: var(--_hover);
    color: var(--_text-secondary);
  }
  .place .link {
    min-height: 0;
    margin: 0 0 0 6px;
    padding: 0 2px;
    font-size: inherit;
    text-decoration: underline;
  }
  .resolved summary {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 11px 14px;
    color: var(--_text-secondary);
    font-size: 0.93em;
    font-weight: 550;
    cursor: pointer;
    list-style: none;
  }
  .resolved summary::-webkit-details-marker {
    display: none;
  }
  .resolved summary:focus-visible {
    outline-offset: -2px;
  }
  .resolved summary .icon {
    width: 16px;
    height: 16px;
    transform: rotate(-90deg);
    transition: transform var(--_fast);
  }
  .resolved[open] summary .icon {
    transform: none;
  }

  .notification {
    position: relative;
    display: flex;
    align-items: flex-start;
    gap: 10px;
    width: 100%;
    padding: 11px 14px;
    text-align: start;
    border-bottom: 1px solid var(--_hairline);
    transition: background var(--_fast);
  }
  .notification:hover {
    background: var(--_hover);
  }
  .notification:focus-visible {
    outline-offset: -2px;
  }
  .notification.unread {
    background: color-mix(in srgb, var(--_primary) 7%, transparent);
  }
  .notification.unread:hover {
    background: var(--_soft);
  }
  .notification-text {
    display: grid;
    flex: 1;
    gap: 1px;
  }
  .notification strong {
    font-weight: 600;
  }
  .unread-dot {
    width: 8px;
    height: 8px;
    margin-top: 6px;
    border-radius: 50%;
    background: var(--_primary);
  }

  @keyframes dot {
    0%,
    60%,
    100% {
      opacity: 0.3;
    }
    30% {
      opacity: 1;
      transform: translateY(-2px);
    }
  }
  @media (hover: none) {
    .tools {
      position: static;
      margin-inline-start: auto;
      box-shadow: none;
      background: none;
      padding: 0;
      opacity: 1;
    }
  }
  @media (max-width: 480px) {
    .tool {
      width: 44px;
      height: 44px;
    }
    .tools {
      margin-block: -13px;
    }
    .tool .icon {
      width: 18px;
      height: 18px;
    }
    .reaction {
      height: 34px;
      padding: 0 12px;
    }
    .emoji {
      width: 44px;
      height: 44px;
    }
    .place {
      min-height: 32px;
    }
    .editor textarea {
      font-size: 16px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dots i,
    .emoji-row {
      animation: none;
    }
  }
`;
