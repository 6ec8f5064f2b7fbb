/**
 * Texts that were begun and not sent, and who was picked from the list of mentions in each. They outlive panels,
 * reconnects and reloads: they are kept per room and user, in the browser.
 */

interface Draft {
  readonly text: string;
  readonly chosen: readonly string[];
}

const EMPTY: Draft = { text: '', chosen: [] };

/** Enough for one person; older ones go first. */
const MAX_KEPT = 50;

export class Drafts {
  readonly #drafts = new Map<string, Draft>();
  #place: string | null = null;
  #room: string | null = null;

  /** Says whose drafts these are. What was written before it was known who writes stays. */
  enter(room: string, userId: string | undefined): void {
    const place = userId === undefined ? null : `pulse:drafts:${room}:${userId}`;
    if (room === this.#room && (place === this.#place || place === null)) return;
    const begun = room === this.#room && this.#place === null ? [...this.#drafts] : [];
    this.#room = room;
    this.#place = place;
    this.#drafts.clear();
    for (const [key, draft] of [...read(place), ...begun]) this.#drafts.set(key, draft);
    for (const [key] of begun) this.#keep(key);
  }

  get(key: string): string {
    return this.#draft(key).text;
  }

  /** Ids of people picked from the list in this draft. */
  chosen(key: string): ReadonlySet<string> {
    return new Set(this.#draft(key).chosen);
  }

  set(key: string, text: string): void {
    if (text) this.#drafts.set(key, { ...this.#draft(key), text });
    else this.#drafts.delete(key);
    this.#keep(key);
  }

  choose(key: string, userId: string): void {
    const draft = this.#draft(key);
    this.#drafts.set(key, { ...draft, chosen: [...draft.chosen, userId] });
    this.#keep(key);
  }

  #draft(key: string): Draft {
    return this.#drafts.get(key) ?? EMPTY;
  }

  /** Only this one is written, as another tab may be writing others. */
  #keep(key: string): void {
    if (this.#place === null) return;
    const all = new Map(read(this.#place));
    const draft = this.#drafts.get(key);
    all.delete(key);
    if (draft) all.set(key, draft);
    try {
      if (all.size === 0) localStorage.removeItem(this.#place);
      else localStorage.setItem(this.#place, JSON.stringify([...all].slice(-MAX_KEPT)));
    } catch {
      // Storage is forbidden or full: the draft lasts as long as the page.
    }
  }
}

/** Keys of `Drafts`. */
export const draftKey = {
  thread: 'thread',
  pin: 'pin',
  reply: (threadId: string): string => `reply:${threadId}`,
  edit: (commentId: string): string => `edit:${commentId}`,
};

function read(place: string | null): [string, Draft][] {
  try {
    const stored: unknown = JSON.parse((place && localStorage.getItem(place)) || '[]');
    return Array.isArray(stored) ? stored.filter(isDraft) : [];
  } catch {
    return [];
  }
}

function isDraft(entry: unknown): entry is [string, Draft] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const draft = entry[1] as Partial<Draft> | null;
  return typeof draft?.text === 'string' && Array.isArray(draft.chosen);
}
