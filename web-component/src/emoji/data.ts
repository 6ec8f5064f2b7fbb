/** Every emoji of Unicode, in its groups, with the words it is found by. A file of its own in the script-tag build. */
import emojibase from 'emojibase-data/en/compact.json';

export interface Emoji {
  readonly unicode: string;
  readonly label: string;
  readonly tags?: readonly string[];
}

export interface EmojiGroup {
  /** Key of the group's name among the strings. */
  readonly key: GroupKey;
  readonly emoji: readonly Emoji[];
}

/** In the order of Unicode; the third, of components, has nothing to react with. */
const KEYS = ['smileys', 'people', null, 'nature', 'food', 'travel', 'activities', 'objects', 'symbols', 'flags'] as const;

export type GroupKey = NonNullable<(typeof KEYS)[number]>;

/** The build leaves only these fields of the data set: see `scripts/bundle.mjs`. */
const all: readonly (Emoji & { readonly group?: number; readonly order?: number })[] = emojibase;

export const EMOJI: readonly EmojiGroup[] = KEYS.flatMap((key, index) => {
  if (key === null) return [];
  const emoji = all.filter(({ group }) => group === index);
  return [{ key, emoji: emoji.sort((a, b) => (a.order ?? 0) - (b.order ?? 0)) }];
});
