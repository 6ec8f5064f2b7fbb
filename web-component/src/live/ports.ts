/** What the live signals need of the widget. */
import type { Client } from '../client/contract.ts';
import type { Settings } from '../settings.ts';

export interface LivePorts {
  readonly client: Client;
  readonly host: HTMLElement;
  /** Where marks on the page go: it has document coordinates and scrolls with the page. */
  readonly marks: () => Element | null;
  /** Where pointers go, in the same coordinates. */
  readonly cursors: () => Element | null;
  /** Where marks on the screen go. */
  readonly edge: () => Element | null;
  readonly settings: () => Settings;
  readonly followed: () => string | null;
  readonly stopFollowing: () => void;
  readonly words: () => EdgeWords;
}

export interface EdgeWords {
  readonly isAbove: (name: string) => string;
  readonly isBelow: (name: string) => string;
}
