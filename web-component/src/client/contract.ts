/**
 * What the widget asks of a client: the shape of `PulseClient` and of the entities it hands out, exactly as they are
 * on the wire. Only types; the WebAssembly client and the tests' stand-in both satisfy them.
 */

export interface User {
  id: string;
  name: string;
  avatar?: string | null;
  color: string;
}

export type DeviceType = 'desktop' | 'mobile' | 'tablet';

export interface Presence {
  user: User;
  status: 'online' | 'idle';
  deviceType?: DeviceType | null;
}

/** Where a pin is, in as many ways as could be found out. Unknown fields travel along. */
export interface PinPosition {
  /** Fractions of the whole document, 0–1. */
  x: number;
  y: number;
  scrollX?: number;
  scrollY?: number;
  selector?: string;
  /** Fractions of the element's box. */
  elementOffsetX?: number;
  elementOffsetY?: number;
  /** JSON text for the original widget: `{v, landmarks, weights, pageWidth}`. */
  path?: string;
  /** The beginning of the element's text, by which it is known again. Ours. */
  quote?: string;
  /** The element's tag name, which narrows the search by quote. Ours. */
  tag?: string;
}

/** A place in an element: selector and fractions of its box. */
export interface PointAnchor {
  s: string;
  x: number;
  y: number;
}

/** Where a pointer is: viewport and document pixels, and the element under it. */
export interface Point {
  x: number;
  y: number;
  pageX: number;
  pageY: number;
  anchor?: PointAnchor;
}

export interface Comment {
  id: string;
  threadId: string;
  userId: string;
  body: string;
  mentions: string[];
  createdAt: string;
  editedAt?: string | null;
  pending?: boolean;
  failed?: boolean;
  opId?: string;
}

export interface Thread {
  id: string;
  roomId: string;
  position: PinPosition | null;
  resolved: boolean;
  comments: Comment[];
  createdAt: string;
  updatedAt: string;
  pending?: boolean;
}

export interface Reaction {
  id: string;
  targetId: string;
  targetType: 'comment' | 'thread';
  userId: string;
  emoji: string;
  createdAt: string;
}

/** A personal message of the server; named so that it is not taken for the browser's `Notification`. */
export interface PulseNotification {
  id: string;
  type: string;
  actorId: string;
  threadId?: string | null;
  commentId?: string | null;
  read: boolean;
  createdAt: string;
}

/** What an environment allows. A missing key means allowed. */
export interface EnvConfig {
  allowReactions?: boolean;
  showCursors?: boolean;
  showPresence?: boolean;
  showTypingIndicators?: boolean;
}

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
  deviceType?: DeviceType;
}

export type Unsubscribe = () => void;
// Payloads are checked where they are used: the client types them per event name, which a shared signature cannot.
export type Listener<T = never> = (payload: T) => void;

export interface ClientState {
  readonly user: User | null | undefined;
  readonly config: EnvConfig | null | undefined;
  readonly users: User[];
  readonly presence: Presence[];
  readonly threads: Thread[];
  readonly notifications: PulseNotification[];
  readonly unreadCount: number;
  getUser(id: string): User | undefined;
  getReactions(targetId: string): Reaction[];
  getTypingUsers(threadId: string): string[];
  on<T>(event: string, listener: Listener<T>): Unsubscribe;
}

export interface Client {
  connect(): void;
  destroy(): void;
  readonly status: ConnectionStatus;
  readonly state: ClientState;
  readonly pending: PendingWrite[];
  getToken: TokenProvider | undefined;
  setToken(token: string): void;
  createThread(body: string, options?: { mentions?: string[]; position?: PinPosition | null }): string;
  reply(threadId: string, body: string, mentions?: string[]): string;
  editComment(commentId: string, body: string, mentions?: string[]): Promise<void>;
  deleteComment(commentId: string): Promise<void>;
  resolveThread(threadId: string, resolved?: boolean): Promise<void>;
  updateThreadPosition(threadId: string, position: PinPosition): Promise<void>;
  addReaction(targetId: string, targetType: 'comment' | 'thread', emoji: string): Promise<void>;
  removeReaction(reactionId: string): Promise<void>;
  markRead(notificationId: string): Promise<void>;
  markAllRead(): Promise<void>;
  moveCursor(point: Point): void;
  sendTyping(threadId: string): void;
  retry(opId: string): void;
  discard(opId: string): void;
  on<T>(event: string, listener: Listener<T>): Unsubscribe;
}

export type ClientConstructor = new (options: ClientOptions) => Client;
