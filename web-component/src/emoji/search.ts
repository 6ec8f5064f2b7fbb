/** Finds emoji by words. Pure. */
import type { Emoji, EmojiGroup } from './data.ts';

const MAX_FOUND = 120;

/** Every word must begin a word of the emoji's name or tags; those named so come before those only tagged so. */
export function searchEmoji(groups: readonly EmojiGroup[], text: string): Emoji[] {
  const wanted = text.toLowerCase().split(/\s+/u).filter(Boolean);
  const named: Emoji[] = [];
  const tagged: Emoji[] = [];
  for (const emoji of groups.flatMap((group) => group.emoji)) {
    const name = words(emoji.label);
    const all = [...name, ...(emoji.tags ?? []).flatMap(words)];
    if (wanted.includes(emoji.unicode) || begins(name, wanted)) named.push(emoji);
    else if (begins(all, wanted)) tagged.push(emoji);
  }
  return [...named, ...tagged].slice(0, MAX_FOUND);
}

function begins(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((start) => words.some((word) => word.startsWith(start)));
}

function words(text: string): string[] {
  return text.toLowerCase().split(/[\s:,()-]+/u);
}
