/** Who can be meant by what was typed after an `@`. Pure. */
import type { Presence, User } from '../client/contract.ts';
import { isWordBefore } from './handles.ts';

export interface MentionQuery {
  /** Where the `@` is. */
  readonly start: number;
  readonly text: string;
}

const MAX_QUERY = 30;
const MAX_SHOWN = 5;

/** The `@…` that the caret is in, unless it belongs to a word such as an e-mail address. */
export function queryAt(text: string, caret: number): MentionQuery | null {
  const start = text.lastIndexOf('@', caret - 1);
  if (start < 0 || isWordBefore(text, start)) return null;
  const typed = text.slice(start + 1, caret);
  if (Array.from(typed).length > MAX_QUERY || /^\s|\n|\s{2}/u.test(typed)) return null;
  return { start, text: typed };
}

/** Those whose name contains the text: people who are here first, then by name, without oneself. */
export function candidates(
  query: string,
  users: readonly User[],
  presence: readonly Presence[],
  self: string | undefined,
  locale: string,
): User[] {
  const wanted = plain(query);
  const here = new Set(presence.map(({ user }) => user.id));
  const { compare } = new Intl.Collator(locale);
  return users
    .filter(({ id, name }) => id !== self && name.trim() && plain(name).includes(wanted))
    .sort((a, b) => Number(here.has(b.id)) - Number(here.has(a.id)) || compare(a.name, b.name))
    .slice(0, MAX_SHOWN);
}

/** `jose` finds José, and `@Ada_By` Ada Byron. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[\s_]+/gu, ' ').toLowerCase();
}
