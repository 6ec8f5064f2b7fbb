/** The verbs of the interface: each changes what is open, or asks the client for a write. */
import type { Client } from './client/contract.ts';
import { draftKey } from './controllers/drafts.ts';
import { FirstActions } from './first-actions.ts';
import type { SettingName } from './settings.ts';
import {
  closePanel,
  closePicker,
  closeThread,
  enterDrawing,
  enterDropping,
  enterPinMode,
  leaveDrawing,
  leavePinMode,
  type MentionList,
  type PanelName,
  type ThreadFilter,
  toggleMenu,
} from './ui-state.ts';

/** As the event `toolbar-action` names them. */
export type Tool = 'pin-mode' | 'overflow-toggle' | 'draw-mode' | 'emoji-mode' | PanelName;

const FIRST_DROP = '🎉';

interface SendOptions {
  readonly mentions: string[];
  readonly attachmentIds?: string[];
}

export class Actions extends FirstActions {
  /** A button of the toolbar or an item of its menu was pressed. */
  useTool(tool: Tool): void {
    this.tell('toolbar-action', tool);
    switch (tool) {
      case 'pin-mode':
        return this.togglePinMode();
      case 'overflow-toggle':
        return this.toggleMenu();
      case 'draw-mode':
        return this.toggleDrawing();
      case 'emoji-mode':
        return this.toggleDropping();
      default:
        return this.togglePanel(tool);
    }
  }

  closePanel(): void {
    this.tell('panel-close');
    this.set(closePanel(this.ui));
  }

  togglePinMode(): void {
    this.set(this.ui.pinMode || this.ui.pinDraft ? leavePinMode(this.ui) : enterPinMode(this.ui));
  }

  movePin(threadId: string): void {
    this.set(enterPinMode(this.ui, threadId));
  }

  leavePinMode(): void {
    this.set(leavePinMode(this.ui));
  }

  closeThread(): void {
    this.set(closeThread(this.ui));
  }

  /** A notification was pressed. One without a thread is only read. */
  followNotification({ id, threadId, commentId }: { id: string; threadId?: string; commentId?: string }): void {
    this.markRead(id);
    if (threadId === undefined) return;
    this.tell('notification-navigate', { threadId, commentId });
    this.goToThread(threadId);
  }

  setDraft(key: string, text: string, typingIn?: string): void {
    this.host.drafts.set(key, text);
    if (text && typingIn) this.host.client?.sendTyping(typingIn);
    this.host.requestUpdate();
  }

  startThread(): void {
    this.#send(draftKey.thread, (client, body, options) => client.createThread(body, options));
  }

  submitPin(): void {
    const position = this.ui.pinDraft?.position;
    if (!position) return;
    if (this.#send(draftKey.pin, (client, body, options) => client.createThread(body, { ...options, position }))) this.set(leavePinMode(this.ui));
  }

  reply(threadId: string): void {
    this.#send(draftKey.reply(threadId), (client, body, { mentions, attachmentIds }) =>
      this.replies.set(client.reply(threadId, body, mentions, attachmentIds), threadId),
    );
  }

  openReply(threadId: string | null): void {
    this.patch({ replying: threadId });
  }

  startEdit(commentId: string, body: string): void {
    const { drafts } = this.host;
    const key = draftKey.edit(commentId);
    // An edit that a reload cut off goes on.
    if (!drafts.get(key)) drafts.set(key, body);
    this.set({ ...closePicker(this.ui), editing: commentId, confirming: null });
  }

  cancelEdit(commentId: string): void {
    this.host.drafts.set(draftKey.edit(commentId), '');
    this.patch({ editing: null, mention: null });
  }

  saveEdit(commentId: string): void {
    const saved = this.#send(draftKey.edit(commentId), (client, body, { mentions }) =>
      this.settle(client.editComment(commentId, body, mentions)),
    );
    if (saved) this.patch({ editing: null });
  }

  /** Of a comment or a thread. */
  askDelete(id: string | null): void {
    this.set({ ...closePicker(this.ui), confirming: id });
  }

  deleteComment(commentId: string): void {
    this.patch({ confirming: null });
    this.write((client) => client.deleteComment(commentId));
  }

  deleteThread(threadId: string): void {
    this.patch({ confirming: null });
    this.write((client) => client.deleteThread(threadId));
  }

  resolve(threadId: string, resolved: boolean): void {
    // A resolved pin leaves the page, and its popover with it.
    if (resolved && this.ui.thread === threadId) this.set(closeThread(this.ui));
    this.write((client) => client.resolveThread(threadId, resolved));
  }

  togglePicker(commentId: string): void {
    const opened = { ...closePicker(this.ui), picker: commentId };
    this.set(this.ui.picker === commentId ? closePicker(this.ui) : opened);
  }

  showAllEmoji(): void {
    this.patch({ allEmoji: true });
  }

  searchEmoji(text: string): void {
    this.patch({ emojiSearch: text });
  }

  toggleReaction(targetId: string, emoji: string, targetType: 'comment' | 'thread' = 'comment'): void {
    this.set(closePicker(this.ui));
    this.write((client) => {
      const own = client.state
        .getReactions(targetId)
        .find((reaction) => reaction.emoji === emoji && reaction.userId === client.state.user?.id);
      return own ? client.removeReaction(own.id) : client.addReaction(targetId, targetType, emoji);
    });
  }

  openPicture(commentId: string, index: number): void {
    this.patch({ picture: { commentId, index } });
  }

  closePicture(): void {
    this.patch({ picture: null });
  }

  retry(opId: string): void {
    this.host.client?.retry(opId);
  }

  discard(opId: string): void {
    this.host.client?.discard(opId);
  }

  markAllRead(): void {
    this.write((client) => client.markAllRead());
  }

  setMention(list: MentionList | null): void {
    this.patch({ mention: list });
  }

  chooseMention(draft: string, userId: string, text: string): void {
    this.host.drafts.choose(draft, userId);
    this.setDraft(draft, text);
    this.setMention(null);
  }

  search(text: string): void {
    this.patch({ search: text, highlighted: null });
  }

  filter(filter: ThreadFilter): void {
    this.patch({ filter, highlighted: null });
  }

  toggleMenu(): void {
    this.set(toggleMenu(this.ui));
  }

  toggleDrawing(): void {
    this.set(this.ui.drawing ? leaveDrawing(this.ui) : enterDrawing(this.ui));
  }

  toggleDropping(): void {
    this.set(this.ui.dropping ? { ...this.ui, dropping: null } : enterDropping(this.ui, FIRST_DROP));
  }

  chooseDrop(emoji: string): void {
    this.patch({ dropping: emoji });
  }

  switchSetting(name: SettingName, on: boolean): void {
    this.host.settings = { ...this.host.settings, [name]: on };
    this.tell('settings-change', this.host.settings);
  }

  say(words: string): void {
    this.host.announce(words);
  }

  /** Sends a draft and forgets it: from here on the client keeps the text. */
  #send(key: string, write: (client: Client, body: string, options: SendOptions) => unknown): boolean {
    const { client, drafts, uploads } = this.host;
    const body = drafts.get(key).trim();
    const attachmentIds = uploads?.ready(key) ?? [];
    if (!client || (!body && attachmentIds.length === 0) || uploads?.busy(key)) return false;
    try {
      const mentions = this.host.mentionsIn(body, drafts.chosen(key));
      write(client, body, attachmentIds.length > 0 ? { mentions, attachmentIds } : { mentions });
    } catch (error) {
      // A full outbox or a body over the limit: nothing was taken, so the draft stays.
      console.error('<pulse-widget> could not send:', error);
      return false;
    }
    drafts.set(key, '');
    uploads?.clear(key);
    this.patch({ mention: null });
    return true;
  }
}
