/** A person as others see them. */
export interface User {
  id: string;
  name: string;
  /** Address of a picture. */
  avatar?: string;
  /** `#rrggbb`, the same everywhere. */
  color: string;
}

export type DeviceType = 'desktop' | 'mobile' | 'tablet';

/** What a token lets its holder do: read; write and change their own; change and delete anybody's too. */
export type Role = 'viewer' | 'commenter' | 'moderator';

/** A person who is in the room now. */
export interface Presence {
  user: User;
  status: 'online' | 'idle' | 'offline';
  deviceType?: DeviceType;
  /** ISO 8601. */
  lastSeen?: string;
}

/** A pin's place on the page. Unknown fields are kept. */
export interface PinPosition {
  x: number;
  y: number;
  scrollX?: number;
  scrollY?: number;
  selector?: string;
  elementOffsetX?: number;
  elementOffsetY?: number;
  path?: string;
  [field: string]: unknown;
}

/** A place of a pointer. Unknown fields are passed on. */
export interface Point {
  x: number;
  y: number;
  pageX: number;
  pageY: number;
  [field: string]: unknown;
}

/** The visible part of a page, in CSS pixels. */
export interface Viewport {
  scrollX: number;
  scrollY: number;
  viewportWidth: number;
  viewportHeight: number;
  pageWidth: number;
  pageHeight: number;
}

/** A range of text. Unknown fields are passed on. */
export interface Selection {
  startSelector: string;
  startOffset: number;
  endSelector: string;
  endOffset: number;
  [field: string]: unknown;
}

/** A file that goes with a comment. */
export interface Attachment {
  id: string;
  type: 'image' | 'audio' | 'video';
  filename: string;
  mimeType: string;
  sizeBytes: number;
  /** Relative to the server unless it begins with `http`. */
  url: string;
  thumbnailUrl?: string;
  durationMs?: number;
  width?: number;
  height?: number;
}

export interface Comment {
  id: string;
  threadId: string;
  userId: string;
  /** Plain text. */
  body: string;
  /** User ids, or names with underscores. */
  mentions: string[];
  attachments: Attachment[];
  /** ISO 8601. */
  createdAt: string;
  editedAt: string | null;
  /** Set while the server does not have one's own write yet. */
  pending?: boolean;
  /** Names that write; see `PulseClient.pending`. */
  opId?: string;
}

/** A conversation: one comment or more, pinned to the page or not. */
export interface Thread {
  id: string;
  roomId: string;
  resolved: boolean;
  position: PinPosition | null;
  /** Oldest first. */
  comments: Comment[];
  createdAt: string;
  updatedAt: string;
  /** Set while the server does not have one's own write yet. */
  pending?: boolean;
  opId?: string;
}

export type TargetType = 'comment' | 'thread';

export interface Reaction {
  id: string;
  targetId: string;
  targetType: TargetType;
  userId: string;
  emoji: string;
  createdAt: string;
}

export interface Notification {
  id: string;
  type: string;
  actorId: string;
  threadId?: string;
  commentId?: string;
  read: boolean;
  createdAt: string;
}

export interface ActivityLog {
  id: string;
  type: string;
  userId: string | null;
  /** Words to show after the name. */
  description: string;
  createdAt: string;
}

/** What the environment allows. */
export interface EnvConfig {
  allowImages: boolean;
  allowAudio: boolean;
  allowVideo: boolean;
  maxFileSizeMb: number;
  maxAttachmentsPerComment: number;
  allowReactions: boolean;
  allowDrawing: boolean;
  allowMentions: boolean;
  showCursors: boolean;
  showPresence: boolean;
  showTypingIndicators: boolean;
  allowP2P: boolean;
  p2pMeshLimit: number;
  p2pPersistIntervalMs: number;
  p2pStateTTLDays: number;
  p2pMaxStateBytes: number;
  maxSharedObjects: number;
  allowP2PBinary: boolean;
  turnServerUrl: string | null;
}

export interface P2pConfig {
  meshLimit: number;
  persistIntervalMs: number;
  maxSharedObjects: number;
}
