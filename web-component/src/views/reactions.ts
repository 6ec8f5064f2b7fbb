/** The reactions to a comment or thread, and the six quick emoji to add one. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Plus, SmilePlus } from 'lucide';
import type { Reaction } from '../client/contract.ts';
import { nameOf, type ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { mayWrite } from '../rights.ts';
import { emojiPicker } from './emoji-picker.ts';

export const QUICK_EMOJI = ['👍', '👎', '❤️', '🎉', '👀', '🚀'] as const;

/** What is reacted to: a comment, unless it says that it is a thread. */
export interface ReactionTarget {
  readonly id: string;
  readonly type?: 'comment' | 'thread';
}

/** All there is to do with reactions in one row: for `<pulse-reactions>`. */
export function reactionBar(context: ViewContext, target: ReactionTarget): TemplateResult | typeof nothing {
  const { ui, strings, actions, snapshot } = context;
  if (snapshot.config.allowReactions === false) return nothing;
  const open = ui.picker === target.id;
  return html`<div class="reaction-bar" role="group" aria-label=${strings.reactions} data-comment-id=${target.id}>
    ${reactionsView(context, target)}
    ${mayWrite(snapshot)
      ? html`<button
          type="button"
          class="reaction add"
          data-testid="reaction-add"
          aria-label=${strings.addReaction}
          title=${strings.addReaction}
          aria-expanded=${String(open)}
          @click=${() => actions.togglePicker(target.id)}
        >
          ${icon(SmilePlus)}
        </button>`
      : nothing}
    ${!open ? nothing : ui.allEmoji ? emojiPicker(context, target) : emojiRow(context, target)}
  </div>`;
}

export function reactionsView(context: ViewContext, target: ReactionTarget): TemplateResult | typeof nothing {
  if (context.snapshot.config.allowReactions === false) return nothing;
  const groups = byEmoji(context.reactionsTo(target.id));
  if (groups.size === 0) return nothing;
  return html`<div class="reactions">
    ${repeat(groups, ([emoji]) => emoji, ([emoji, reactions]) => chip(context, target, emoji, reactions))}
  </div>`;
}

export function emojiRow(context: ViewContext, target: ReactionTarget): TemplateResult {
  return html`<div class="emoji-row" role="group" aria-label=${context.strings.addReaction}>
    ${QUICK_EMOJI.map(
      (emoji) => html`<button
        type="button"
        class="emoji"
        data-testid="reaction-option"
        data-emoji=${emoji}
        aria-label=${emoji}
        @click=${() => context.actions.toggleReaction(target.id, emoji, target.type)}
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

function chip(context: ViewContext, target: ReactionTarget, emoji: string, reactions: readonly Reaction[]): TemplateResult {
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
    ?disabled=${!mayWrite(context.snapshot)}
    @click=${() => context.actions.toggleReaction(target.id, emoji, target.type)}
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
