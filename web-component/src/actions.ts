/** The verbs of the interface: each changes what is open, or asks the client for a write. */
import type { Client, PinPosition } from './client/contract.ts';
import { type Drafts, draftKey } from './controllers/drafts.ts';
import { PulseSignInEvent } from './events.ts';
import {
  closePanel,
  closeThread,
  enterPinMode,
  leavePinMode,
  openPanel,
  openThread,
  type PanelName,
  placeDraft,
  toggleExpanded,
  type UiState,
} from './ui-state.ts';

export interface ActionHost extends HTMLElement {
  readonly client: Client | null;
  readonly drafts: Drafts;
  ui: UiState;
  requestUpdate(): void;
  scrollToPin(threadId: string): boolean;
}

export class Actions {
  /** Which thread a reply belongs to: a refused one is in no thread any more. */
  readonly replies = new Map<string, string>();
  readonly #host: ActionHost;

  constructor(host: ActionHost) {
    this.#host = host;
  }

  toggleToolbar(): void {
    this.#set(toggleExpanded(this.#ui));
  }

  togglePanel(name: PanelName): void {
    this.#set(this.#ui.panel === name ? closePanel(this.#ui) : openPanel(name));
  }

  showPanel(name: PanelName, highlighted: string | null = null): void {
    this.#set(openPanel(name, highlighted));
  }

  closePanel(): void {
    this.#set(closePanel(this.#ui));
  }

  togglePinMode(): void {
    this.#set(this.#ui.pinMode || this.#ui.pinDraft ? leavePinMode(this.#ui) : enterPinMode(this.#ui));
  }

  movePin(threadId: string): void {
    this.#set(enterPinMode(this.#ui, threadId));
  }

  leavePinMode(): void {
    this.#set(leavePinMode(this.#ui));
  }

  /** A place was chosen in pin mode: the thread being moved goes there, or a new pin waits there for its text. */
  place(position: PinPosition): void {
    const moving = this.#ui.pinMode?.moving;
    if (!moving) {
      this.#set(placeDraft(this.#ui, position));
      return;
    }
    this.#set(leavePinMode(this.#ui));
    this.moveThread(moving, position);
  }

  moveThread(threadId: string, position: PinPosition): void {
    this.#write((client) => client.updateThreadPosition(threadId, position));
  }

  toggleThread(threadId: string): void {
    this.#set(this.#ui.thread === threadId ? closeThread(this.#ui) : openThread(this.#ui, threadId));
  }

  closeThread(): void {
    this.#set(closeThread(this.#ui));
  }

  /** Brings the thread's pin into view and opens its popover. False when it has no place on the page. */
  showPin(threadId: string): boolean {
    if (!this.#host.scrollToPin(threadId)) return false;
    this.#set(openThread(this.#ui, threadId));
    return true;
  }

  /** Shows a thread wherever it is: at its pin, else in the comments panel. */
  goToThread(threadId: string): void {
    if (!this.showPin(threadId)) this.showPanel('comments', threadId);
  }

  setDraft(key: string, text: string, typingIn?: string): void {
    this.#host.drafts.set(key, text);
    if (text && typingIn) this.#host.client?.sendTyping(typingIn);
    this.#host.requestUpdate();
  }

  startThread(): void {
    this.#send(draftKey.thread, (client, body) => client.createThread(body));
  }

  submitPin(): void {
    const position = this.#ui.pinDraft?.position;
    if (!position) return;
    if (this.#send(draftKey.pin, (client, body) => client.createThread(body, { position }))) this.#set(leavePinMode(this.#ui));
  }

  reply(threadId: string): void {
    this.#send(draftKey.reply(threadId), (client, body) => this.replies.set(client.reply(threadId, body), threadId));
  }

  openReply(threadId: string | null): void {
    this.#patch({ replying: threadId });
  }

  startEdit(commentId: string, body: string): void {
    this.#host.drafts.set(draftKey.edit(commentId), body);
    this.#patch({ editing: commentId, confirming: null, picker: null });
  }

  cancelEdit(): void {
    this.#patch({ editing: null });
  }

  saveEdit(commentId: string): void {
    const saved = this.#send(draftKey.edit(commentId), (client, body) => this.#settle(client.editComment(commentId, body)));
    if (saved) this.#patch({ editing: null });
  }

  askDelete(commentId: string | null): void {
    this.#patch({ confirming: commentId, picker: null });
  }

  deleteComment(commentId: string): void {
    this.#patch({ confirming: null });
    this.#write((client) => client.deleteComment(commentId));
  }

  resolve(threadId: string, resolved: boolean): void {
    // A resolved pin leaves the page, and its popover with it.
    if (resolved && this.#ui.thread === threadId) this.#set(closeThread(this.#ui));
    this.#write((client) => client.resolveThread(threadId, resolved));
  }

  togglePicker(commentId: string): void {
    this.#patch({ picker: this.#ui.picker === commentId ? null : commentId });
  }

  toggleReaction(commentId: string, emoji: string): void {
    this.#patch({ picker: null });
    this.#write((client) => {
      const own = client.state
        .getReactions(commentId)
        .find((reaction) => reaction.emoji === emoji && reaction.userId === client.state.user?.id);
      return own ? client.removeReaction(own.id) : client.addReaction(commentId, 'comment', emoji);
    });
  }

  retry(opId: string): void {
    this.#host.client?.retry(opId);
  }

  discard(opId: string): void {
    this.#host.client?.discard(opId);
  }

  markAllRead(): void {
    this.#write((client) => client.markAllRead());
  }

  markRead(notificationId: string): void {
    this.#write((client) => client.markRead(notificationId));
  }

  reconnect(): void {
    this.#host.client?.connect();
  }

  signIn(): void {
    if (this.#host.dispatchEvent(new PulseSignInEvent())) this.#host.client?.connect();
  }

  get #ui(): UiState {
    return this.#host.ui;
  }

  #set(ui: UiState): void {
    this.#host.ui = ui;
  }

  #patch(part: Partial<UiState>): void {
    this.#host.ui = { ...this.#host.ui, ...part };
  }

  /** Sends a draft and forgets it: from here on the client keeps the text. */
  #send(key: string, write: (client: Client, body: string) => unknown): boolean {
    const { client, drafts } = this.#host;
    const body = drafts.get(key).trim();
    if (!client || !body) return false;
    try {
      write(client, body);
    } catch (error) {
      // A full outbox or a body over the limit: nothing was taken, so the draft stays.
      console.error('<pulse-widget> could not send:', error);
      return false;
    }
    drafts.set(key, '');
    this.#host.requestUpdate();
    return true;
  }

  #write(write: (client: Client) => Promise<void>): void {
    const { client } = this.#host;
    if (client) this.#settle(write(client));
  }

  /** A refusal reaches the user through `client.pending`; the promise would only report it a second time. */
  #settle(promise: Promise<void>): void {
    promise.catch(() => undefined);
  }
}
