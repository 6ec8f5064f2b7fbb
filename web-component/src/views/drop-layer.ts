/** What lies over the page while each press lets an emoji fly. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ViewContext } from '../context.ts';
import type { EmojiHand } from '../live/emoji-drop.ts';
import { QUICK_EMOJI } from './reactions.ts';

export function dropLayer(context: ViewContext, hand: EmojiHand): TemplateResult | typeof nothing {
  const { ui, strings, actions } = context;
  const chosen = ui.dropping;
  if (chosen === null) return nothing;
  const choose = (emoji: string, event: MouseEvent): void => {
    actions.chooseDrop(emoji);
    // Pressed by a key: there is no place that was pointed at.
    if (event.detail === 0) hand.inTheMiddle(emoji);
  };
  return html`<div
      class="drop-layer"
      data-testid="drop-layer"
      @mousedown=${(event: Event) => event.preventDefault() /* the focus stays with the emoji */}
      @pointerdown=${(event: PointerEvent) => event.button === 0 && hand.at(chosen, event.clientX, event.clientY)}
    ></div>
    <div class="mode-bar drop-bar" role="group" aria-label=${strings.dropEmoji} data-testid="drop-bar" data-surface="drop">
      ${QUICK_EMOJI.map(
        (emoji) => html`<button
          type="button"
          class="emoji"
          data-testid="drop-option"
          data-emoji=${emoji}
          aria-label=${emoji}
          aria-pressed=${String(emoji === chosen)}
          ?data-autofocus=${emoji === chosen}
          @click=${(event: MouseEvent) => choose(emoji, event)}
        >
          ${emoji}
        </button>`,
      )}
      <button type="button" class="mode-button" data-testid="stop-dropping" @click=${() => actions.toggleDropping()}>${strings.stopDropping}</button>
    </div>`;
}
