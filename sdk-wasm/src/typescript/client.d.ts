/**
 * - `idle`: nobody has asked to connect yet
 * - `connecting`: on the way for the first time
 * - `connected`: let in by the server
 * - `reconnecting`: lost, or not reached yet, and trying
 * - `offline`: the browser says there is no network
 * - `unauthorized`: another token is needed; `setToken` or `connect` go on
 * - `closed`: stopped, until `connect`
 */
export type ConnectionStatus =
  | 'idle'
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  | 'offline'
  | 'unauthorized'
  | 'closed';

export type TokenReason = 'connect' | 'refresh' | 'rejected';

/** Gives a token. Throw (or reject with) something that has `status: 401` or `403` when the person may not have one. */
export type TokenProvider = (request: { reason: TokenReason }) => string | Promise<string>;

export interface PulseClientOptions {
  /** The publishable key, `pk_…`. */
  apiKey: string;
  /** Any text; one room is one conversation space. */
  room: string;
  /** The first token, if the host has one already. */
  token?: string;
  /** `http(s)` or `ws(s)` address of the server; by default the page's own host. */
  endpoint?: string;
  /** Asked with GET and the page's cookies; answers `{"token": "…"}` or a JSON string. */
  tokenEndpoint?: string;
  /** Asked for tokens; takes precedence over `tokenEndpoint`. */
  getToken?: TokenProvider;
  deviceType?: DeviceType;
  /**
   * After so long without a pointer, key or scroll on the page the person shows as idle, until it is used again: 10,000
   * or more, by default 300,000 (five minutes); `Infinity` for never.
   */
  idleAfterMs?: number;
  /**
   * Keeps unsent writes over reloads, apart for each person and room: `localStorage`, or `sessionStorage` for this tab
   * alone. Without it they live as long as the client.
   */
  outboxStorage?: OutboxStorage;
  /** Whether `client.p2p` is wanted. */
  p2p?: boolean;
  /** Help direct connections of shared data to find a way, where the environment has no relay. By default none. */
  iceServers?: RTCIceServer[];
  /** The class of sockets, where it is not the global `WebSocket`: that of the `ws` package, for one. */
  WebSocket?: new (url: string) => unknown;
}

/** What `localStorage` and `sessionStorage` are. */
export interface OutboxStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface UploadOptions {
  /** Told again and again while a browser sends, and at the end elsewhere. `total` counts a little more than the file. */
  onProgress?: (progress: { loaded: number; total: number }) => void;
  /** Stops the upload; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** Why something failed. */
export interface Problem {
  /** Stable, for programs. */
  code: string;
  /** A sentence, for people. */
  message: string;
  /** Whether the same may succeed later. */
  retryable: boolean;
  retryAfterMs?: number;
  /** The write it was about. */
  opId?: string;
}

/** What promises of writes are rejected with. */
export interface PulseError extends Error, Problem {
  name: 'PulseError';
}

/** A write that the server does not have yet, or has refused. */
export interface PendingWrite {
  opId: string;
  /** The message type, such as `comment:create`. */
  kind: string;
  /** Id of the thread, comment, reaction or notification concerned. */
  targetId: string;
  status: 'queued' | 'sent' | 'failed';
  /** The text, for another try. */
  body?: string;
  error?: Problem;
}

/** The events of a client, beside every server message under its `type`. */
export interface PulseClientEvents {
  status: { status: ConnectionStatus; previous: ConnectionStatus; message?: string };
  connection: 'disconnected' | 'connecting' | 'connected';
  'token-expiring': { expiresAt: number };
  /** Refused writes included; those have an `opId`. */
  error: Problem;
  'write:rejected': PendingWrite;
  pending: PendingWrite[];
}

/** The events of a client's state. */
export interface PulseStateEvents {
  /** Oneself was told, or the role has changed with a new token. */
  auth: User;
  users: User[];
  config: EnvConfig;
  presence: Presence[];
  threads: Thread[];
  notifications: Notification[];
  /** `null` after a snapshot: all may be different. */
  reactions: { targetId: string; reactions: Reaction[] } | null;
  'activity-logs': ActivityLog[];
  cursor: { userId: string; position: Point };
  click: { userId: string; position: Point };
  /** Somebody began to write, or has stopped: read `getTypingUsers`. */
  typing: { threadId: string; userId: string };
  viewport: { userId: string } & Viewport;
  selection: { userId: string; selection: Selection | null };
  'draw-stroke': { userId: string; points: { x: number; y: number }[]; color: string; width: number };
  'draw-clear': { userId: string };
  'emoji-drop': { userId: string; emoji: string; position: Point };
  error: Problem;
  'auth:error': { message: string; code?: string; retryable?: boolean };
}

/** What JSON can say. */
export type SharedValue = string | number | boolean | null | SharedValue[] | { [name: string]: SharedValue };

export interface SharedMapChange {
  action: 'add' | 'update' | 'delete';
  key: string;
  value?: any;
  oldValue?: any;
}

/** A map of values under keys, the same for everybody in the room. Of two values set at a time, one stays. */
export interface SharedMap {
  readonly size: number;
  get(key: string): any;
  has(key: string): boolean;
  set(key: string, value: SharedValue): void;
  /** Whether it was there. */
  delete(key: string): boolean;
  keys(): IterableIterator<string>;
  values(): IterableIterator<any>;
  entries(): IterableIterator<[string, any]>;
  forEach(act: (value: any, key: string) => void): void;
  toJSON(): Record<string, any>;
  /** Listens to changes, one's own included; the answer ends it. */
  on(event: 'change', listener: (changes: SharedMapChange[]) => void): () => void;
  off(event: 'change', listener: (changes: SharedMapChange[]) => void): void;
  /** Ends this handle. What is shared stays. */
  destroy(): void;
}

export type SharedListChange =
  | { action: 'insert'; index: number; values: any[] }
  | { action: 'delete'; index: number; count: number };

/** A list of values, the same for everybody in the room. */
export interface SharedList {
  readonly length: number;
  get(index: number): any;
  push(...values: SharedValue[]): void;
  insert(index: number, value: SharedValue): void;
  delete(index: number, count?: number): void;
  /** Puts an item at another index. Moved by several at a time, it is in one of the places. */
  move(from: number, to: number): void;
  /** The first that is equal as JSON; -1 for none. */
  indexOf(value: SharedValue): number;
  toArray(): any[];
  toJSON(): any[];
  on(event: 'change', listener: (changes: SharedListChange[]) => void): () => void;
  off(event: 'change', listener: (changes: SharedListChange[]) => void): void;
  destroy(): void;
}

/** A number that everybody may add to; nothing that was added is lost. */
export interface SharedCounter {
  readonly value: number;
  increment(by?: number): void;
  decrement(by?: number): void;
  on(event: 'change', listener: (value: number) => void): () => void;
  off(event: 'change', listener: (value: number) => void): void;
  destroy(): void;
}

/** The events of shared data. */
export interface SharedDataEvents {
  message: { data: any; fromUserId: string };
  /** Messages may go directly to this person from now on, or no more. */
  'peer:connected': string;
  'peer:disconnected': string;
  /** `p2p` with the first direct connection, `websocket` when the last one has ended. */
  'transport:change': 'p2p' | 'websocket';
  /** What could not be saved or is switched off; saving goes on by itself where it is `retryable`. */
  error: PulseError;
}

/** What the people of a room have in common beside their conversation. */
export interface SharedData {
  /** The same name gives the same map. Throws a `PulseError` over the environment's `maxSharedObjects`. */
  sharedMap(name: string): SharedMap;
  sharedList(name: string): SharedList;
  sharedCounter(name: string): SharedCounter;
  /** Tells everybody else who is there, directly or through the server, kept by nobody. Whether it was sent. */
  send(data: unknown): boolean;
  /** Tells one person, in all their tabs. */
  sendTo(userId: string, data: unknown): boolean;
  /** Direct connections, by person: one to one of their tabs. */
  readonly peers: Map<string, { userId: string; state: 'connecting' | 'connected' | 'disconnected'; dataChannelOpen: boolean }>;
  readonly transport: 'p2p' | 'websocket';
  on<E extends keyof SharedDataEvents>(event: E, listener: (payload: SharedDataEvents[E]) => void): () => void;
  on(event: string, listener: (payload: any) => void): () => void;
  off(event: string, listener: (payload: any) => void): void;
}

/** A client of one room. */
export class PulseClient {
  /** Throws a `TypeError` that names the option which is missing or malformed. */
  constructor(options: PulseClientOptions);
  connect(): void;
  /** Stops, and forgets what was seen. Unsent writes stay. */
  disconnect(): void;
  /** Ends everything, listeners included. */
  destroy(): void;
  free(): void;

  readonly status: ConnectionStatus;
  readonly connectionState: 'disconnected' | 'connecting' | 'connected';
  readonly state: PulseState;
  /** Writes that are on their way, or were refused. */
  readonly pending: PendingWrite[];

  get getToken(): TokenProvider | undefined;
  set getToken(provider: TokenProvider | null | undefined);
  /** Uses this token from now on; on a live connection without a reconnect. */
  setToken(token: string): void;

  /** Starts a conversation and returns its id at once; see `settled`. */
  createThread(
    body: string,
    options?: { mentions?: string[]; position?: PinPosition | null; attachmentIds?: string[] },
  ): string;
  /** Replies and returns the comment's id at once; see `settled`. */
  reply(threadId: string, body: string, mentions?: string[], attachmentIds?: string[]): string;
  editComment(commentId: string, body: string, mentions?: string[]): Promise<void>;
  deleteComment(commentId: string): Promise<void>;
  resolveThread(threadId: string, resolved?: boolean): Promise<void>;
  updateThreadPosition(threadId: string, position: PinPosition): Promise<void>;
  deleteThread(threadId: string): Promise<void>;
  addReaction(targetId: string, targetType: TargetType, emoji: string): Promise<void>;
  removeReaction(reactionId: string): Promise<void>;
  markRead(notificationId: string): Promise<void>;
  markAllRead(): Promise<void>;

  /**
   * Uploads a file and resolves to its attachment, whose id goes into `createThread` or `reply`. Rejects with a
   * `PulseError`. What no comment takes along is removed by the server after a while.
   */
  uploadFile(file: Blob, options?: UploadOptions): Promise<Attachment>;

  /**
   * The room's shared data, brought in when it is first asked for. Needs the option `p2p: true` and an environment with
   * `allowP2P`; waits until the client is let in. Rejects with a `PulseError`, and may be asked again then.
   */
  readonly p2p: Promise<SharedData>;

  /** Resolves once the server has the write that made `id`; rejects with a `PulseError`. */
  settled(id: string): Promise<void>;
  /** Tries a refused write again, under a new `opId`. */
  retry(opId: string): void;
  discard(opId: string): void;

  /** Sent at most every 50 ms, the latest always. */
  moveCursor(point: Point): void;
  performClick(point: Point): void;
  /** Sent at most every 2 s for each thread. */
  sendTyping(threadId: string): void;
  updatePresence(status: 'online' | 'idle' | 'offline'): void;
  setAppearOffline(offline: boolean): void;
  updateViewport(viewport: Viewport): void;
  updateSelection(selection: Selection | null): void;
  drawStroke(points: { x: number; y: number }[], color: string, width: number): void;
  clearDrawing(): void;
  dropEmoji(emoji: string, position: Point): void;

  on<E extends keyof PulseClientEvents>(event: E, listener: (payload: PulseClientEvents[E]) => void): () => void;
  on(event: string, listener: (payload: any) => void): () => void;
  off(event: string, listener: (payload: any) => void): void;
  removeAll(): void;
}

/** What there is to show. Whatever did not change is the same object as before. */
export interface PulseState {
  readonly user: User | null;
  /** What one's token allows: a commenter's rights, until the server says otherwise. */
  readonly role: Role;
  readonly config: EnvConfig;
  readonly p2pConfig: P2pConfig | null;
  readonly users: User[];
  readonly presence: Presence[];
  /** Oldest first, with one's own unsettled writes. */
  readonly threads: Thread[];
  /** Newest first. */
  readonly notifications: Notification[];
  readonly activityLogs: ActivityLog[];
  readonly unreadCount: number;
  readonly viewports: Map<string, Viewport & { userId: string }>;
  readonly selections: Map<string, Selection>;
  getUser(id: string): User | undefined;
  getReactions(targetId: string): Reaction[];
  /** Ids of those seen typing in the last 3 s, without oneself. */
  getTypingUsers(threadId: string): string[];
  getViewport(userId: string): Viewport | undefined;
  on<E extends keyof PulseStateEvents>(event: E, listener: (payload: PulseStateEvents[E]) => void): () => void;
  on(event: string, listener: (payload: any) => void): () => void;
  off(event: string, listener: (payload: any) => void): void;
}
