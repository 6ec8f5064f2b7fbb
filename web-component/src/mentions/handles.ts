/**
 * Mentions in a text. A person is written `@Name_With_Underscores`, in any script, as the original does it; who is meant
 * goes along as ids. Pure.
 */
import type { User } from '../client/contract.ts';

export interface Mention {
  /** Where it ends in the text. */
  readonly end: number;
  /** Everybody of that name. */
  readonly users: readonly User[];
}

const WORD = /[\p{L}\p{M}\p{N}_]/u;

export function handleOf(user: User): string {
  return user.name.trim().replace(/\s+/gu, '_');
}

/** People by what they are called after an `@`. */
export class Handles {
  readonly #users = new Map<string, User[]>();
  /** Longest first: `@Ann_Lee` is not `@Ann` followed by `_Lee`. */
  readonly #lengths: readonly number[];

  constructor(users: readonly User[]) {
    const lengths = new Set<number>();
    for (const user of users) {
      const key = fold(handleOf(user));
      if (!key) continue;
      this.#users.set(key, [...(this.#users.get(key) ?? []), user]);
      // Keyboards write accents composed or apart.
      for (const form of ['NFC', 'NFD']) lengths.add(key.normalize(form).length);
    }
    this.#lengths = [...lengths].sort((a, b) => b - a);
  }

  /** The mention whose `@` is at this index of the text, if there is one. */
  at(text: string, index: number): Mention | null {
    if (text[index] !== '@' || isWordBefore(text, index)) return null;
    for (const length of this.#lengths) {
      const end = index + 1 + length;
      const users = this.#users.get(fold(text.slice(index + 1, end)));
      if (users && end <= text.length && !isWordAt(text, end)) return { end, users };
    }
    return null;
  }

  /**
   * The ids of everybody mentioned.
   * @param chosen ids picked from the list, which decide among people of one name
   */
  idsIn(text: string, chosen: ReadonlySet<string> = new Set()): string[] {
    const ids = new Set<string>();
    for (let index = text.indexOf('@'); index >= 0; index = text.indexOf('@', index + 1)) {
      const users = this.at(text, index)?.users ?? [];
      const picked = users.filter(({ id }) => chosen.has(id));
      for (const { id } of picked.length > 0 ? picked : users.slice(0, 1)) ids.add(id);
    }
    return [...ids];
  }
}

export function isWordBefore(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 2), index);
  return WORD.test(Array.from(before).at(-1) ?? '');
}

function isWordAt(text: string, index: number): boolean {
  const code = text.codePointAt(index);
  return code !== undefined && WORD.test(String.fromCodePoint(code));
}

function fold(handle: string): string {
  return handle.normalize('NFC').toLowerCase();
}
