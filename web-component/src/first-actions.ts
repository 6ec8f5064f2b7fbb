/** The verbs of the interface that there is something to press for before anything was opened. */
import type { Uploads } from './attachments/uploads.ts';
import type { Client, PinPosition } from './client/contract.ts';
import type { Drafts } from './controllers/drafts.ts';
import { PulseSignInEvent } from './events.ts';
import type { Settings } from './settings.ts';
import { closePanel, closeThread, leavePinMode, openPanel, openThread, type PanelName, placeDraft, toggleExpanded, type UiState } from './ui-state.ts';

export interface ActionHost extends HTMLElement {
  readonly client: Client | null;
  readonly drafts: Drafts;
  ui: UiState;
  settings: Settings;
  requestUpdate(): void;
  scrollToPin(threadId: string): boolean;
  /** Files that wait with drafts; null until the code for them is there. */
  readonly uploads: Uploads | null;
  /** Ids of those mentioned in a text; `chosen` decides among people of one name. */
  mentionsIn(text: string, chosen: ReadonlySet<string>): string[];
  /** Says it to screen readers. */
  announce(words: string): void;
}

export class FirstActions {
  /** Which thread a reply belongs to: a refused one is in no thread any more. */
  readonly replies = new Map<string, string>();
  protected readonly host: ActionHost;

  constructor(host: ActionHost) {
    this.host = host;
  }

  toggleToolbar(): void {
    this.tell('toolbar-toggle');
    this.set(toggleExpanded(this.ui));
  }

  togglePanel(name: PanelName): void {
    this.set(this.ui.panel === name ? closePanel(this.ui) : openPanel(this.ui, name));
  }

  showPanel(name: PanelName, highlighted: string | null = null): void {
    this.set(openPanel(this.ui, name, highlighted));
  }

  /** A place was chosen in pin mode: the thread being moved goes there, or a new pin waits there for its text. */
  place(position: PinPosition): void {
    const moving = this.ui.pinMode?.moving;
    if (!moving) {
      this.set(placeDraft(this.ui, position));
      return;
    }
    this.set(leavePinMode(this.ui));
    this.moveThread(moving, position);
  }

  moveThread(threadId: string, position: PinPosition): void {
    this.write((client) => client.updateThreadPosition(threadId, position));
  }

  toggleThread(threadId: string): void {
    if (this.ui.thread === threadId) this.set(closeThread(this.ui));
    else this.openThread(threadId);
  }

  /** Brings the thread's pin into view and opens its popover. False when it has no place on the page. */
  showPin(threadId: string): boolean {
    if (!this.host.scrollToPin(threadId)) return false;
    this.openThread(threadId);
    return true;
  }

  /** Shows a thread wherever it is: at its pin, else in the comments panel. */
  goToThread(threadId: string): void {
    if (!this.showPin(threadId)) this.showPanel('comments', threadId);
  }

  follow(userId: string | null): void {
    if (userId) this.tell('toolbar-follow', userId);
    this.patch({ following: userId });
  }

  markRead(notificationId: string): void {
    this.write((client) => client.markRead(notificationId));
  }

  reconnect(): void {
    this.host.client?.connect();
  }

  signIn(): void {
    if (this.host.dispatchEvent(new PulseSignInEvent())) this.host.client?.connect();
  }

  protected get ui(): UiState {
    return this.host.ui;
  }

  protected set(ui: UiState): void {
    this.host.ui = ui;
  }

  protected patch(part: Partial<UiState>): void {
    this.host.ui = { ...this.host.ui, ...part };
  }

  /** The events of the original that pages may rely on. */
  protected tell(name: string, detail: unknown = null): void {
    this.host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  protected openThread(threadId: string): void {
    this.set(openThread(this.ui, threadId));
    for (const one of this.host.client?.state.notifications ?? []) {
      if (one.threadId === threadId && !one.read) this.markRead(one.id);
    }
  }

  protected write(write: (client: Client) => Promise<void>): void {
    const { client } = this.host;
    if (client) this.settle(write(client));
  }

  /** A refusal reaches the user through `client.pending`; the promise would only report it a second time. */
  protected settle(promise: Promise<void>): void {
    promise.catch(() => undefined);
  }
}
