/**
 * What the widget asks of a client: the shape of `PulseClient` and of the entities it hands out, which are those of the
 * wire. Only types; the WebAssembly client and the tests' stand-in both satisfy them.
 */
import type * as wire from '../../../protocol/bindings/protocol.ts';

export type { ActivityLog, Attachment, DeviceType, Presence, Reaction, Role, Selection, User, Viewport } from '../../../protocol/bindings/protocol.ts';

/** Where a pin is, in as many ways as could be found out. */
export type PinPosition = wire.PinPosition & {
  /** The beginning of the element's text, by which it is known again. Ours. */
  quote?: string;
  /** The element's tag name, which narrows the search by quote. Ours. */
  tag?: string;
  /** The element inside of the shadow roots of the one that the selector names. Ours. */
  inside?: InnerPlace;
};

/** An element in the page's open shadow roots: a selector for each root, from the outermost on, and the place in its box. */
export interface InnerPlace {
  selectors: string[];
  tag: string;
  quote?: string;
  x: number;
  y: number;
}

/** A place in an element: selector and fractions of its box. */
export interface PointAnchor {
  s: string;
  x: number;
  y: number;
}

/** Where a pointer is: viewport and document pixels, and the element under it. */
export type Point = wire.Point & { anchor?: PointAnchor };

/** A point of a drawing in viewport pixels. The first may say more about where it is, and the others are beside it. */
export type StrokePoint = wire.StrokePoint;

/** A comment; `pending` until the server has acknowledged what was last done to it. */
export type Comment = wire.Comment & { pending?: boolean };

export type Thread = Omit<wire.Thread, 'comments' | 'position'> & {
  comments: Comment[];
  position: PinPosition | null;
  pending?: boolean;
};

/** Named so that it is not taken for the browser's `Notification`. Servers may know kinds that this version does not. */
export type PulseNotification = Omit<wire.Notification, 'type'> & { type: string };

/** What an environment allows. A missing key means allowed. */
export type EnvConfig = Partial<wire.EnvConfig>;

export type ConnectionStatus =
  | 'idle'
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  | 'offline'
  | 'unauthorized'
  | 'closed';

export interface TokenRequest {
  reason: 'connect' | 'refresh' | 'rejected';
}

export type TokenProvider = (request: TokenRequest) => string | Promise<string>;

export interface WriteFailure {
  code: string;
  message: string;
  retryable: boolean;
  retryAfterMs?: number;
}

/** A write that the server has not acknowledged yet, or has refused. */
export interface PendingWrite {
  opId: string;
  kind: string;
  targetId: string;
  status: 'queued' | 'sent' | 'failed';
  body?: string;
  error?: WriteFailure;
}

export interface ClientOptions {
  apiKey: string;
  room: string;
  token?: string;
  endpoint?: string;
  tokenEndpoint?: string;
  getToken?: TokenProvider;
  deviceType?: wire.DeviceType;
  p2p?: boolean;
  /** JSON text here, as the attribute has it. */
  iceServers?: string | null;
}

export interface UploadOptions {
  onProgress?: (progress: { loaded: number; total: number }) => void;
  signal?: AbortSignal;
}

export type Unsubscribe = () => void;
// Payloads are checked where they are used: the client types them per event name, which a shared signature cannot.
export type Listener<T = never> = (payload: T) => void;

export interface ClientState {
  readonly user: wire.User | null | undefined;
  readonly role: wire.Role;
  readonly config: EnvConfig | null | undefined;
  readonly users: wire.User[];
  readonly presence: wire.Presence[];
  readonly threads: Thread[];
  readonly notifications: PulseNotification[];
  readonly activityLogs: wire.ActivityLog[];
  readonly unreadCount: number;
  readonly viewports: ReadonlyMap<string, wire.Viewport>;
  getUser(id: string): wire.User | undefined;
  getReactions(targetId: string): wire.Reaction[];
  getTypingUsers(threadId: string): string[];
  on<T>(event: string, listener: Listener<T>): Unsubscribe;
}

export interface Client {
  connect(): void;
  destroy(): void;
  readonly status: ConnectionStatus;
  readonly state: ClientState;
  readonly pending: PendingWrite[];
  /** The `SharedData` of `pulse-client`, where it was asked for. */
  readonly p2p?: Promise<unknown>;
  getToken: TokenProvider | undefined;
  setToken(token: string): void;
  createThread(body: string, options?: { mentions?: string[]; position?: PinPosition | null; attachmentIds?: string[] }): string;
  reply(threadId: string, body: string, mentions?: string[], attachmentIds?: string[]): string;
  editComment(commentId: string, body: string, mentions?: string[]): Promise<void>;
  deleteComment(commentId: string): Promise<void>;
  deleteThread(threadId: string): Promise<void>;
  resolveThread(threadId: string, resolved?: boolean): Promise<void>;
  updateThreadPosition(threadId: string, position: PinPosition): Promise<void>;
  addReaction(targetId: string, targetType: 'comment' | 'thread', emoji: string): Promise<void>;
  removeReaction(reactionId: string): Promise<void>;
  markRead(notificationId: string): Promise<void>;
  markAllRead(): Promise<void>;
  /** Rejects with a `WriteFailure`, or with the reason of the signal. */
  uploadFile(file: Blob, options?: UploadOptions): Promise<wire.Attachment>;
  moveCursor(point: Point): void;
  performClick(point: Point): void;
  updateViewport(viewport: wire.Viewport): void;
  updateSelection(selection: wire.Selection | null): void;
  drawStroke(points: readonly StrokePoint[], color: string, width: number): void;
  dropEmoji(emoji: string, position: Point): void;
  setAppearOffline(offline: boolean): void;
  sendTyping(threadId: string): void;
  retry(opId: string): void;
  discard(opId: string): void;
  on<T>(event: string, listener: Listener<T>): Unsubscribe;
}

export type ClientConstructor = new (options: ClientOptions) => Client;
