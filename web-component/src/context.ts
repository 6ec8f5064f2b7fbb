/** What every view is given: the state to show, the words to say it in, and the verbs to act with. */
import type { Actions } from './actions.ts';
import type { Recording } from './attachments/recording.ts';
import type { Uploads } from './attachments/uploads.ts';
import type { Reaction, User } from './client/contract.ts';
import type { Notice } from './controllers/connection-notice.ts';
import type { Drafts } from './controllers/drafts.ts';
import type { Snapshot } from './controllers/session.ts';
import type { ThreadWindow } from './controllers/thread-window.ts';
import type { Strings } from './strings.ts';
import type { EmojiData } from './parts.ts';
import type { Settings } from './settings.ts';
import type { Failures } from './threads.ts';
import type { UiState } from './ui-state.ts';

export interface ViewContext {
  readonly snapshot: Snapshot;
  readonly ui: UiState;
  readonly settings: Settings;
  /** Threads that an unread notification is about. */
  readonly unreadThreads: ReadonlySet<string>;
  readonly strings: Strings;
  readonly locale: string;
  readonly nowMs: number;
  readonly drafts: Drafts;
  /** Files that wait with drafts. */
  readonly uploads: Uploads | null;
  readonly recording: Recording | null;
  readonly notice: Notice | null;
  /** Threads whose place on the page was not found again; null where there are no pins. */
  readonly detached: ReadonlySet<string> | null;
  /** Which threads of a list are rendered whole; all without it. */
  readonly threadWindow: ThreadWindow | null;
  readonly failures: Failures;
  /** Whether what is open could not be loaded, and how to try again. */
  readonly reload: (() => void) | null;
  readonly actions: Actions;
  /** From `pulse.js`, which alone knows where files are: each file has modules of its own. */
  readonly loadEmoji: () => Promise<EmojiData>;
  /** Where a file of the server is. */
  fileAddress(url: string): string;
  userOf(id: string): User | undefined;
  reactionsTo(id: string): readonly Reaction[];
  typingIn(threadId: string): readonly string[];
}

export function nameOf(context: ViewContext, userId: string): string {
  return context.userOf(userId)?.name || context.strings.someone;
}
