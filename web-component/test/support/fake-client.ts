/**
 * A client without a server, satisfying the contract of `pulse-client`: writes are acknowledged at once, and tests and
 * the preview page make it lose its connection, refuse writes, and bring in other people. Never shipped.
 */
import type {
  ActivityLog,
  Attachment,
  Client,
  ClientOptions,
  ClientState,
  Comment,
  ConnectionStatus,
  Listener,
  PendingWrite,
  PinPosition,
  Point,
  Presence,
  PulseNotification,
  Reaction,
  Role,
  Selection,
  StrokePoint,
  Thread,
  TokenProvider,
  UploadOptions,
  Unsubscribe,
  User,
  Viewport,
} from '../../src/client/contract.ts';
import { scenario, type Scenario } from './scenario.ts';

type AnyListener = (payload: unknown) => void;

class Emitter {
  readonly #listeners = new Map<string, Set<AnyListener>>();

  on<T>(event: string, listener: Listener<T>): Unsubscribe {
    const all = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, all);
    all.add(listener as AnyListener);
    return () => all.delete(listener as AnyListener);
  }

  emit(event: string, payload?: unknown): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(payload);
  }

  get size(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }
}

class FakeState extends Emitter implements ClientState {
  readonly user: User;
  role: Role = 'commenter';
  users: User[];
  config = {};
  activityLogs: ActivityLog[];
  viewports = new Map<string, Viewport>();
  presence: Presence[];
  threads: Thread[];
  notifications: PulseNotification[];
  reactions: Reaction[];
  typing = new Map<string, string[]>();

  constructor(data: Scenario) {
    super();
    this.user = data.user;
    this.users = data.users;
    this.presence = data.presence;
    this.threads = data.threads;
    this.notifications = data.notifications;
    this.reactions = data.reactions;
    this.activityLogs = data.activityLogs;
  }

  get unreadCount(): number {
    return this.notifications.filter((one) => !one.read).length;
  }
  getUser(id: string): User | undefined {
    return this.users.find((one) => one.id === id);
  }
  getReactions(targetId: string): Reaction[] {
    return this.reactions.filter((one) => one.targetId === targetId);
  }
  getTypingUsers(threadId: string): string[] {
    return this.typing.get(threadId) ?? [];
  }
}

interface FakeUpload {
  progress(part: number): void;
  accept(attachment?: Partial<Attachment>): void;
  refuse(message: string, retryable: boolean): void;
}

export class PulseClient extends Emitter implements Client {
  static readonly made: PulseClient[] = [];

  readonly options: ClientOptions;
  readonly state: FakeState;
  readonly calls: { name: string; args: unknown[] }[] = [];
  pending: PendingWrite[] = [];
  status: ConnectionStatus = 'idle';
  getToken: TokenProvider | undefined;
  destroyed = false;
  /** The next write is refused with this message. */
  refuseNext: string | null = null;
  /** What is on its way to the server, in the order it was begun. */
  readonly uploads: FakeUpload[] = [];
  readonly #attachments = new Map<string, Attachment>();
  readonly #replies = new Map<string, Comment>();
  #count = 0;

  constructor(options: ClientOptions) {
    super();
    if (!options.apiKey.startsWith('pk_')) throw new Error(`apiKey does not look like a publishable key: "${options.apiKey}"`);
    this.options = options;
    this.getToken = options.getToken;
    this.state = new FakeState(scenario(options.room));
    PulseClient.made.push(this);
  }

  connect(): void {
    this.#called('connect');
    this.setStatus('connecting');
    this.setStatus('connected');
    for (const event of ['auth', 'presence', 'threads', 'notifications']) this.state.emit(event);
  }
  destroy(): void {
    this.#called('destroy');
    this.destroyed = true;
    this.status = 'closed';
  }
  setStatus(status: ConnectionStatus): void {
    const previous = this.status;
    this.status = status;
    this.emit('status', { status, previous });
  }
  setToken(token: string): void {
    this.#called('setToken', token);
  }

  createThread(body: string, options: { mentions?: string[]; position?: PinPosition | null; attachmentIds?: string[] } = {}): string {
    const { mentions = [], ...others } = options;
    this.#called('createThread', body, mentions.length > 0 ? options : others);
    const id = this.#id('thread');
    if (this.#refused('thread:create', id, body)) return id;
    const comment = { ...this.comment(id, this.state.user.id, body), mentions, attachments: this.#claim(options.attachmentIds) };
    this.addThread({
      id,
      roomId: this.options.room,
      position: options.position ?? null,
      resolved: false,
      comments: [comment],
      createdAt: comment.createdAt,
      updatedAt: comment.createdAt,
    });
    return id;
  }
  reply(threadId: string, body: string, mentions: string[] = [], attachmentIds: string[] = []): string {
    this.#called('reply', threadId, body, ...withAny(mentions), ...withAny(attachmentIds));
    const comment = { ...this.comment(threadId, this.state.user.id, body), mentions, attachments: this.#claim(attachmentIds) };
    if (!this.#refused('comment:create', comment.id, body)) this.addComment(comment);
    else this.#replies.set(comment.id, comment);
    return comment.id;
  }
  async editComment(commentId: string, body: string, mentions: string[] = []): Promise<void> {
    this.#called('editComment', commentId, body, ...withAny(mentions));
    if (this.#refused('comment:edit', commentId, body)) return;
    this.#mapComments((one) => (one.id === commentId ? { ...one, body, mentions, editedAt: new Date().toISOString() } : one));
  }
  async deleteComment(commentId: string): Promise<void> {
    this.#called('deleteComment', commentId);
    const keep = (thread: Thread): Thread =>
      thread.comments.some((one) => one.id === commentId)
        ? { ...thread, comments: thread.comments.filter((one) => one.id !== commentId) }
        : thread;
    this.#setThreads(this.state.threads.map(keep).filter((thread) => thread.comments.length > 0));
  }
  async deleteThread(threadId: string): Promise<void> {
    this.#called('deleteThread', threadId);
    this.#setThreads(this.state.threads.filter((one) => one.id !== threadId));
  }
  async resolveThread(threadId: string, resolved = true): Promise<void> {
    this.#called('resolveThread', threadId, resolved);
    this.#setThreads(this.state.threads.map((one) => (one.id === threadId ? { ...one, resolved } : one)));
  }
  async updateThreadPosition(threadId: string, position: PinPosition): Promise<void> {
    this.#called('updateThreadPosition', threadId, position);
    this.#setThreads(this.state.threads.map((one) => (one.id === threadId ? { ...one, position } : one)));
  }
  async addReaction(targetId: string, targetType: 'comment' | 'thread', emoji: string): Promise<void> {
    this.#called('addReaction', targetId, targetType, emoji);
    const own = { id: this.#id('reaction'), targetId, targetType, userId: this.state.user.id, emoji, createdAt: new Date().toISOString() };
    this.state.reactions = [...this.state.reactions, own];
    this.state.emit('reactions', { targetId });
  }
  async removeReaction(reactionId: string): Promise<void> {
    this.#called('removeReaction', reactionId);
    this.state.reactions = this.state.reactions.filter((one) => one.id !== reactionId);
    this.state.emit('reactions', null);
  }
  async markRead(notificationId: string): Promise<void> {
    this.#called('markRead', notificationId);
    this.#readWhere((one) => one.id === notificationId);
  }
  async markAllRead(): Promise<void> {
    this.#called('markAllRead');
    this.#readWhere(() => true);
  }
  uploadFile(file: Blob, options: UploadOptions = {}): Promise<Attachment> {
    this.#called('uploadFile', file.type, file.size);
    return new Promise((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      this.uploads.push({
        progress: (part) => options.onProgress?.({ loaded: part * file.size, total: file.size }),
        refuse: (message, retryable) => reject(Object.assign(new Error(message), { code: 'unavailable', retryable })),
        accept: (attachment) => {
          const id = this.#id('file');
          const whole = { id, type: 'image', filename: 'picture.png', mimeType: file.type, sizeBytes: file.size, url: `/files/${id}`, ...attachment } as const;
          this.#attachments.set(id, whole);
          resolve(whole);
        },
      });
    });
  }
  moveCursor(point: Point): void {
    this.#called('moveCursor', point);
  }
  performClick(point: Point): void {
    this.#called('performClick', point);
  }
  updateViewport(viewport: Viewport): void {
    this.#called('updateViewport', viewport);
  }
  updateSelection(selection: Selection | null): void {
    this.#called('updateSelection', selection);
  }
  drawStroke(points: readonly StrokePoint[], color: string, width: number): void {
    this.#called('drawStroke', points, color, width);
  }
  dropEmoji(emoji: string, position: Point): void {
    this.#called('dropEmoji', emoji, position);
  }
  setAppearOffline(offline: boolean): void {
    this.#called('setAppearOffline', offline);
  }
  sendTyping(threadId: string): void {
    this.#called('sendTyping', threadId);
  }
  retry(opId: string): void {
    this.#called('retry', opId);
    const reply = this.#replies.get(this.pending.find((one) => one.opId === opId)?.targetId ?? '');
    this.#setPending(this.pending.filter((one) => one.opId !== opId));
    if (reply) this.addComment(reply);
  }
  discard(opId: string): void {
    this.#called('discard', opId);
    this.#setPending(this.pending.filter((one) => one.opId !== opId));
  }

  /* What the server would bring. */

  addThread(thread: Thread): void {
    this.#setThreads([...this.state.threads, thread]);
    this.emit('thread:created', { thread });
  }
  addComment(comment: Comment): void {
    this.#setThreads(
      this.state.threads.map((one) => (one.id === comment.threadId ? { ...one, comments: [...one.comments, comment] } : one)),
    );
    this.emit('comment:created', { threadId: comment.threadId, comment });
  }
  comment(threadId: string, userId: string, body: string): Comment {
    return { id: this.#id('comment'), threadId, userId, body, mentions: [], attachments: [], createdAt: new Date().toISOString(), editedAt: null };
  }
  cursor(userId: string, position: Point): void {
    this.state.emit('cursor', { userId, position });
  }
  click(userId: string, position: Point): void {
    this.state.emit('click', { userId, position });
  }
  look(userId: string, viewport: Viewport): void {
    this.state.viewports = new Map(this.state.viewports).set(userId, viewport);
    this.state.emit('viewport', { userId, ...viewport });
  }
  select(userId: string, selection: Selection | null): void {
    this.state.emit('selection', { userId, selection });
  }
  stroke(userId: string, points: StrokePoint[], color: string, width: number): void {
    this.state.emit('draw-stroke', { userId, points, color, width });
  }
  fly(userId: string, emoji: string, position: Point): void {
    this.state.emit('emoji-drop', { userId, emoji, position });
  }
  type(threadId: string, userIds: string[]): void {
    this.state.typing.set(threadId, userIds);
    this.state.emit('typing', { threadId, userId: userIds[0] });
  }
  leave(userId: string): void {
    this.state.presence = this.state.presence.filter((one) => one.user.id !== userId);
    this.state.emit('presence', this.state.presence);
    this.emit('presence:leave', { userId });
  }
  get listeners(): number {
    return this.size + this.state.size;
  }

  #called(name: string, ...args: unknown[]): void {
    if (this.destroyed) throw new Error(`${name} was called on a destroyed client`);
    this.calls.push({ name, args });
  }
  #id(kind: string): string {
    this.#count += 1;
    return `${kind}-${this.#count}-${PulseClient.made.indexOf(this)}`;
  }
  #claim(ids: string[] = []): Attachment[] {
    return ids.flatMap((id) => this.#attachments.get(id) ?? []);
  }
  #refused(kind: string, targetId: string, body: string): string | null {
    if (!this.refuseNext) return null;
    const opId = this.#id('op');
    const error = { code: 'refused', message: this.refuseNext, retryable: true };
    const write: PendingWrite = { opId, kind, targetId, status: 'failed', body, error };
    this.refuseNext = null;
    this.#setPending([...this.pending, write]);
    this.emit('write:rejected', write);
    return opId;
  }
  #setPending(pending: PendingWrite[]): void {
    this.pending = pending;
    this.emit('pending', pending);
  }
  #setThreads(threads: Thread[]): void {
    this.state.threads = threads;
    this.state.emit('threads', threads);
  }
  #mapComments(change: (comment: Comment) => Comment): void {
    this.#setThreads(this.state.threads.map((thread) => ({ ...thread, comments: thread.comments.map(change) })));
  }
  #readWhere(matches: (one: PulseNotification) => boolean): void {
    this.state.notifications = this.state.notifications.map((one) => (matches(one) ? { ...one, read: true } : one));
    this.state.emit('notifications', this.state.notifications);
  }
}

/** So that tests of writes without mentions need not name them. */
function withAny(mentions: string[]): string[][] {
  return mentions.length > 0 ? [mentions] : [];
}

declare global {
  interface Window {
    PulseClient: typeof PulseClient;
    failPulseInit?: Error;
  }
}

window.PulseClient = PulseClient;

/** Stands for loading the WebAssembly file, and fails when a test wants it to. */
export default async function init(): Promise<void> {
  if (window.failPulseInit) throw window.failPulseInit;
}
