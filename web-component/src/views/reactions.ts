/** The reactions to a comment and the six quick emoji to add one. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Plus } from 'lucide';
import type { Comment, Reaction } from '../client/contract.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';

export const QUICK_EMOJI = ['👍', '👎', '❤️', '🎉', '👀', '🚀'] as const;

export function reactionsView(context: ViewContext, comment: Comment): TemplateResult | typeof nothing {
  if (context.snapshot.config.allowReactions === false) return nothing;
  const groups = byEmoji(context.reactionsTo(comment.id));
  if (groups.size === 0) return nothing;
  return html`<div class="reactions">
    ${repeat(groups, ([emoji]) => emoji, ([emoji, reactions]) => chip(context, comment, emoji, reactions))}
  </div>`;
}

export function emojiRow(context: ViewContext, comment: Comment): TemplateResult {
  return html`<div class="emoji-row" role="group" aria-label=${context.strings.addReaction}>
    ${QUICK_EMOJI.map(
      (emoji) => html`<button
        type="button"
        class="emoji"
        data-testid="reaction-option"
        data-emoji=${emoji}
        aria-label=${emoji}
        @click=${() => context.actions.toggleReaction(comment.id, emoji)}
      >
        ${emoji}
      </button>`,
    )}
    <button
      type="button"
      class="emoji more-emoji"
      data-testid="reaction-more"
      aria-label=${context.strings.moreEmoji}
      title=${context.strings.moreEmoji}
      @click=${() => context.actions.showAllEmoji()}
    >
      ${icon(Plus)}
    </button>
  </div>`;
}

function chip(context: ViewContext, comment: Comment, emoji: string, reactions: readonly Reaction[]): TemplateResult {
  const own = reactions.some((reaction) => reaction.userId === context.snapshot.user?.id);
  const names = reactions.map((reaction) => nameOf(context, reaction.userId));
  return html`<button
    type="button"
    class="reaction"
    data-testid="reaction"
    data-emoji=${emoji}
    aria-pressed=${own ? 'true' : 'false'}
    aria-label=${context.strings.reaction(emoji, names)}
    title=${names.join(', ')}
    @click=${() => context.actions.toggleReaction(comment.id, emoji)}
  >
    <span>${emoji}</span><span class="count">${reactions.length}</span>
  </button>`;
}

function byEmoji(reactions: readonly Reaction[]): Map<string, Reaction[]> {
  const groups = new Map<string, Reaction[]>();
  for (const reaction of reactions) {
    const group = groups.get(reaction.emoji);
    if (group) group.push(reaction);
    else groups.set(reaction.emoji, [reaction]);
  }
  return groups;
}
