// Generated from the Rust types of `protocol/`. Do not edit.

/** A place of a pointer. Unknown fields are passed on. */
export type Point = { x: number, y: number, pageX: number, pageY: number, [field: string]: unknown, };

/** A pin's place. Unknown fields are kept. */
export type PinPosition = { x: number, y: number, scrollX?: number, scrollY?: number, selector?: string, elementOffsetX?: number, elementOffsetY?: number, path?: string, [field: string]: unknown, };

/** A range of text. */
export type Selection = { startSelector: string, startOffset: number, endSelector: string, endOffset: number, [field: string]: unknown, };

/** A point of a stroke. */
export type StrokePoint = { x: number, y: number, [field: string]: unknown, };

/** What a client sends: a message, and in version 2 the operation that a write is. */
export type ClientFrame = ClientMessage & { opId?: OpId, };

/** What the server sends: a message, and in version 2 the place of a durable event. */
export type ServerFrame = ServerMessage & { seq?: Seq, };

/**
 * A write is kept. Version 2. The event itself, if the write made one, came before.
 */
export type Ack = { 
/**
 * Which write.
 */
opId: OpId, 
/**
 * The write's last event; none when it changed nothing.
 */
seq?: Seq, };

/**
 * An entry of a room's activity log.
 */
export type ActivityId = string;

/**
 * The kinds of activity.
 */
export type ActivityKind = "join" | "leave" | "thread" | "comment" | "resolve" | "reaction" | "unknown";

/**
 * An entry of a room's activity log.
 */
export type ActivityLog = { 
/**
 * Its id.
 */
id: ActivityId, 
/**
 * What kind of thing happened.
 */
type: ActivityKind, 
/**
 * Who did it, unless it was nobody.
 */
userId: UserId | null, 
/**
 * English words to show after the name.
 */
description: string, 
/**
 * When.
 */
createdAt: Timestamp, };

/**
 * Something happened in the room.
 */
export type ActivityLogged = { 
/**
 * The entry.
 */
activityLog: ActivityLog, };

/**
 * An uploaded file.
 */
export type Attachment = { 
/**
 * Its id.
 */
id: AttachmentId, 
/**
 * How to show it.
 */
type: AttachmentKind, 
/**
 * The name it had where it came from.
 */
filename: string, 
/**
 * The media type found in its bytes.
 */
mimeType: string, 
/**
 * Its size.
 */
sizeBytes: number, 
/**
 * Where to get it; relative to the server unless it begins with `http`.
 */
url: string, 
/**
 * A small picture of it, for images.
 */
thumbnailUrl?: string, 
/**
 * Its length, for audio and video.
 */
durationMs?: number, 
/**
 * Its width in pixels, for images.
 */
width?: number, 
/**
 * Its height in pixels, for images.
 */
height?: number, };

/**
 * An uploaded file.
 */
export type AttachmentId = string;

/**
 * The family of a file's media type.
 */
export type AttachmentKind = "image" | "audio" | "video";

/**
 * The first message of a client.
 */
export type Auth = { 
/**
 * The publishable key.
 */
apiKey: string, 
/**
 * The user token.
 */
token: string, 
/**
 * The room to join.
 */
room: RoomId, 
/**
 * What the person holds in their hands.
 */
deviceType?: DeviceType, 
/**
 * The newest version the client speaks; absent means 1.
 */
protocol?: number, 
/**
 * Name and version of the client library, for logs.
 */
sdk?: string, 
/**
 * Where the client stopped listening.
 */
resume?: Resume, };

/**
 * The answer that does not let a client in, or puts one out.
 */
export type AuthError = { 
/**
 * A sentence.
 */
message: string, 
/**
 * Why.
 */
code: ErrorCode, 
/**
 * Whether another token, or the same one later, may be taken.
 */
retryable: boolean, };

/**
 * The answer that lets a client in: the room as it is, or what happened
 * since the client last listened.
 */
export type AuthOk = { 
/**
 * Oneself.
 */
user: User, 
/**
 * Everybody whose name may be needed.
 */
users: Array<User>, 
/**
 * Who is here, oneself included.
 */
presence: Array<Presence>, 
/**
 * The conversations. Empty when resumed.
 */
threads: Array<Thread>, 
/**
 * One's own notifications, newest first.
 */
notifications: Array<Notification>, 
/**
 * The reactions on the comments above, flat. Empty when resumed.
 */
reactions: Array<Reaction>, 
/**
 * What happened lately, newest first. Empty when resumed.
 */
activityLogs: Array<ActivityLog>, 
/**
 * What the environment allows.
 */
config: EnvConfig, 
/**
 * How shared data works; absent when it is switched off.
 */
p2pConfig: P2pConfig | null, 
/**
 * The version both sides speak from here on. Version 2, as all below.
 */
protocol?: number, 
/**
 * This socket's id, for logs.
 */
connectionId?: ConnectionId, 
/**
 * The life of the room's sequence.
 */
epoch?: Epoch, 
/**
 * The last event contained in this answer.
 */
seq?: Seq, 
/**
 * The server's clock, in milliseconds since 1970.
 */
serverTime?: number, 
/**
 * When the token ends, in milliseconds since 1970.
 */
tokenExpiresAt?: number, 
/**
 * What the token lets its holder do.
 */
role?: Role, 
/**
 * How often the client should be heard.
 */
heartbeatMs?: number, 
/**
 * What the server takes.
 */
limits?: Limits, 
/**
 * Whether `events` continues what the client knew.
 */
resumed?: boolean, 
/**
 * When resumed: the frames that were missed, in order.
 */
events?: ServerFrame[], 
/**
 * When not all resolved threads are above: where `threads:list` goes on.
 */
nextCursor?: string, };

/**
 * Puts a fresh token in the place of the one a socket was opened with.
 */
export type AuthRefresh = { 
/**
 * The fresh token: same user, same environment.
 */
token: string, };

/**
 * The fresh token was taken.
 */
export type AuthRefreshed = { 
/**
 * When it ends, in milliseconds since 1970.
 */
tokenExpiresAt: number, 
/**
 * What it lets its holder do.
 */
role?: Role, };

/**
 * The sender pressed here.
 */
export type ClickPerform = { 
/**
 * The place, relayed verbatim.
 */
position: Point, };

/**
 * A message of a client.
 */
export type ClientMessage = { "type": "auth" } & Auth | { "type": "auth:refresh" } & AuthRefresh | { "type": "presence:update" } & PresenceUpdate | { "type": "cursor:move" } & CursorMove | { "type": "click:perform" } & ClickPerform | { "type": "thread:create" } & ThreadCreate | { "type": "thread:resolve" } & ThreadResolve | { "type": "thread:move" } & ThreadMove | { "type": "thread:delete" } & ThreadDelete | { "type": "comment:create" } & CommentCreate | { "type": "comment:edit" } & CommentEdit | { "type": "comment:delete" } & CommentDelete | { "type": "reaction:add" } & ReactionAdd | { "type": "reaction:remove" } & ReactionRemove | { "type": "notification:read" } & NotificationRead | { "type": "notification:read-all" } & NotificationReadAll | { "type": "typing:start" } & TypingStart | { "type": "viewport:update" } & Viewport | { "type": "selection:update" } & SelectionUpdate | { "type": "draw:stroke" } & DrawStroke | { "type": "draw:clear" } & DrawClear | { "type": "emoji:drop" } & EmojiDrop | { "type": "signal:offer" } & SignalDescription | { "type": "signal:answer" } & SignalDescription | { "type": "signal:ice" } & SignalIce | { "type": "p2p:sync" } & P2pSync | { "type": "ping" } & Ping | { "type": "threads:list" } & ThreadsList | { "type": "events:list" } & EventsList;

/**
 * One contribution to a thread.
 */
export type Comment = { 
/**
 * Its id.
 */
id: CommentId, 
/**
 * The conversation it belongs to.
 */
threadId: ThreadId, 
/**
 * Who wrote it.
 */
userId: UserId, 
/**
 * Plain text.
 */
body: string, 
/**
 * User ids, or what the original widget sends: names with underscores.
 */
mentions: Array<string>, 
/**
 * Files that go with it.
 */
attachments: Array<Attachment>, 
/**
 * When it was written.
 */
createdAt: Timestamp, 
/**
 * When it was last changed.
 */
editedAt: Timestamp | null, };

/**
 * Replies.
 */
export type CommentCreate = { 
/**
 * In which conversation.
 */
threadId: ThreadId, 
/**
 * The comment's id, made by the sender.
 */
id: CommentId, 
/**
 * The text.
 */
body: string, 
/**
 * Who is named: user ids, or names with underscores.
 */
mentions: Array<string>, 
/**
 * Uploads to claim.
 */
attachmentIds?: Array<AttachmentId>, };

/**
 * Removes a comment; with the last one goes the thread.
 */
export type CommentDelete = { 
/**
 * Which.
 */
commentId: CommentId, };

/**
 * A comment is gone; with the last one its thread.
 */
export type CommentDeleted = { 
/**
 * In which conversation.
 */
threadId: ThreadId, 
/**
 * Which.
 */
commentId: CommentId, };

/**
 * Changes a comment's text.
 */
export type CommentEdit = { 
/**
 * Which.
 */
commentId: CommentId, 
/**
 * The new text.
 */
body: string, 
/**
 * Who is named now.
 */
mentions: Array<string>, };

/**
 * A comment was written or changed.
 */
export type CommentEvent = { 
/**
 * In which conversation.
 */
threadId: ThreadId, 
/**
 * The whole comment.
 */
comment: Comment, };

/**
 * One contribution to a thread; made by the client that writes it.
 */
export type CommentId = string;

/**
 * What the environment allows has changed. Version 2.
 */
export type ConfigUpdated = { 
/**
 * All of it.
 */
config: EnvConfig, 
/**
 * How much of everything is taken now.
 */
limits?: Limits, };

/**
 * One authenticated socket.
 */
export type ConnectionId = string;

/**
 * Where pointers are, the newest of each person. Version 2.
 */
export type CursorBatch = { 
/**
 * One for each who moved.
 */
cursors: Array<RelayedCursor>, };

/**
 * Where the sender's pointer is.
 */
export type CursorMove = { 
/**
 * The place, relayed verbatim.
 */
position: Point, };

/**
 * The kind of device a person uses.
 */
export type DeviceType = "desktop" | "mobile" | "tablet";

/**
 * Wipes drawings.
 */
export type DrawClear = Record<symbol, never>;

/**
 * A finished line on the page.
 */
export type DrawStroke = { 
/**
 * Its points, relayed verbatim.
 */
points: StrokePoint[], 
/**
 * Its colour.
 */
color: string, 
/**
 * Its width in CSS pixels.
 */
width: number, };

/**
 * An emoji flies over the page. Version 2.
 */
export type EmojiDrop = { 
/**
 * The emoji: any short text.
 */
emoji: string, 
/**
 * Where from, relayed verbatim.
 */
position: Point, };

/**
 * The settings of an environment that its clients may see. The TURN secret
 * and the allowed origins are not among them, by construction.
 */
export type EnvConfig = { 
/**
 * Pictures may be uploaded.
 */
allowImages: boolean, 
/**
 * Sounds may be uploaded.
 */
allowAudio: boolean, 
/**
 * Films may be uploaded.
 */
allowVideo: boolean, 
/**
 * The largest upload, in units of 1,048,576 bytes.
 */
maxFileSizeMb: number, 
/**
 * The most files on one comment.
 */
maxAttachmentsPerComment: number, 
/**
 * Emoji on comments.
 */
allowReactions: boolean, 
/**
 * Drawing on the page.
 */
allowDrawing: boolean, 
/**
 * Naming people in comments.
 */
allowMentions: boolean, 
/**
 * Others' pointers.
 */
showCursors: boolean, 
/**
 * Who is here.
 */
showPresence: boolean, 
/**
 * Who is typing.
 */
showTypingIndicators: boolean, 
/**
 * Shared data between clients.
 */
allowP2P: boolean, 
/**
 * The most direct peers of a client.
 */
p2pMeshLimit: number, 
/**
 * How often a client saves shared data.
 */
p2pPersistIntervalMs: number, 
/**
 * How long unused shared data is kept.
 */
p2pStateTTLDays: number, 
/**
 * The largest shared document.
 */
p2pMaxStateBytes: number, 
/**
 * The most shared structures of a client.
 */
maxSharedObjects: number, 
/**
 * Binary data on raw channels.
 */
allowP2PBinary: boolean, 
/**
 * Address of a TURN server.
 */
turnServerUrl: string | null, };

/**
 * One life of a room's sequence. Another epoch means that sequence
 * numbers cannot be compared, as after restoring a backup.
 */
export type Epoch = string;

/**
 * Why something was refused.
 */
export type ErrorCode = "bad_message" | "invalid_field" | "unknown_type" | "too_large" | "rate_limited" | "auth_required" | "invalid_key" | "key_revoked" | "invalid_token" | "token_expired" | "wrong_environment" | "wrong_user" | "forbidden" | "not_author" | "feature_disabled" | "not_found" | "conflict" | "unknown_user" | "unsupported_media" | "method_not_allowed" | "history_gone" | "outbox_full" | "token_unavailable" | "unauthorized" | "unavailable" | "internal" | "unknown";

/**
 * Asks for durable events that were missed. Version 2.
 */
export type EventsList = { 
/**
 * The last event that was seen.
 */
after: Seq, };

/**
 * Durable events that were missed. Version 2.
 */
export type EventsPage = { 
/**
 * Whole frames, in order.
 */
events: ServerFrame[], 
/**
 * The room's last event; ask again while the page ends before it.
 */
seq: Seq, };

/**
 * Limits that an environment may lower, as told to clients of version 2.
 */
export type Limits = { 
/**
 * One text frame.
 */
frameBytes: number, 
/**
 * A comment's text, in Unicode characters.
 */
commentChars: number, 
/**
 * A person's name, in Unicode characters.
 */
nameChars: number, 
/**
 * Mentions in one comment.
 */
mentions: number, 
/**
 * Files on one comment.
 */
attachments: number, 
/**
 * An emoji, in bytes: a family of four takes 25.
 */
emojiBytes: number, 
/**
 * A pin's position.
 */
positionBytes: number, 
/**
 * A pointer's position.
 */
pointBytes: number, 
/**
 * A text selection.
 */
selectionBytes: number, 
/**
 * Points of one stroke.
 */
strokePoints: number, };

/**
 * A personal notification.
 */
export type Notification = { 
/**
 * Its id.
 */
id: NotificationId, 
/**
 * What happened.
 */
type: NotificationKind, 
/**
 * Who did it.
 */
actorId: UserId, 
/**
 * In which conversation.
 */
threadId?: ThreadId, 
/**
 * About which comment.
 */
commentId?: CommentId, 
/**
 * Whether its owner has seen it.
 */
read: boolean, 
/**
 * When.
 */
createdAt: Timestamp, };

/**
 * Something for the receiver alone.
 */
export type NotificationEvent = { 
/**
 * The notification.
 */
notification: Notification, };

/**
 * A personal notification.
 */
export type NotificationId = string;

/**
 * What a notification is about.
 */
export type NotificationKind = "comment:created" | "comment:mention" | "comment:reply" | "thread:resolved" | "reaction:added" | "unknown";

/**
 * A notification was seen. Sent by clients, and by the server to the person's other sockets of version 2.
 */
export type NotificationRead = { 
/**
 * Which.
 */
notificationId: NotificationId, };

/**
 * All notifications were seen. Goes both ways, as [`NotificationRead`].
 */
export type NotificationReadAll = { 
/**
 * Those that were there to be seen; all of them when it is absent, as in version 1. What
 * comes while this is under way, perhaps for long, was not seen.
 */
notificationIds?: Array<NotificationId>, };

/**
 * One write, the same over every attempt to deliver it.
 */
export type OpId = string;

/**
 * How shared data works in an environment.
 */
export type P2pConfig = { 
/**
 * The most direct peers of a client.
 */
meshLimit: number, 
/**
 * How often a client saves.
 */
persistIntervalMs: number, 
/**
 * The most shared structures of a client.
 */
maxSharedObjects: number, };

/**
 * A change of shared data for everybody else.
 */
export type P2pSync = { 
/**
 * A Yjs update in base64.
 */
update: string, };

/**
 * Somebody changed shared data.
 */
export type P2pSyncFrom = { 
/**
 * Who.
 */
fromUserId: UserId, 
/**
 * A Yjs update in base64.
 */
update: string, };

/**
 * Are you there? Version 2.
 */
export type Ping = { 
/**
 * The sender's clock; comes back as it is.
 */
t: number, };

/**
 * I am here. Version 2.
 */
export type Pong = { 
/**
 * As in the question.
 */
t: number, 
/**
 * The server's clock, in milliseconds since 1970.
 */
serverTime: number, };

/**
 * A person in a room.
 */
export type Presence = { 
/**
 * Who.
 */
user: User, 
/**
 * Active or not.
 */
status: PresenceStatus, 
/**
 * What they hold in their hands.
 */
deviceType?: DeviceType, 
/**
 * When something was last heard of them.
 */
lastSeen?: Timestamp, };

/**
 * Somebody became active or idle.
 */
export type PresenceChanged = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * How present.
 */
status: PresenceStatus, };

/**
 * Somebody came.
 */
export type PresenceJoin = { 
/**
 * Who, and how present.
 */
user: Presence, };

/**
 * Somebody's last connection closed.
 */
export type PresenceLeave = { 
/**
 * Who.
 */
userId: UserId, };

/**
 * How present somebody is.
 */
export type PresenceStatus = "online" | "idle" | "offline";

/**
 * How present the sender is; also the heartbeat of version 1.
 */
export type PresenceUpdate = { 
/**
 * Active or not.
 */
status: PresenceStatus, };

/**
 * One person's emoji on one target.
 */
export type Reaction = { 
/**
 * Its id.
 */
id: ReactionId, 
/**
 * Id of the comment or thread.
 */
targetId: string, 
/**
 * Which of the two it is.
 */
targetType: TargetType, 
/**
 * Who reacted.
 */
userId: UserId, 
/**
 * The emoji: any short text.
 */
emoji: string, 
/**
 * When.
 */
createdAt: Timestamp, };

/**
 * Reacts.
 */
export type ReactionAdd = { 
/**
 * The reaction's id, made by the sender. Version 2; otherwise the server makes one.
 */
id?: ReactionId, 
/**
 * Id of the comment or thread.
 */
targetId: string, 
/**
 * Which of the two it is.
 */
targetType: TargetType, 
/**
 * The emoji: any short text.
 */
emoji: string, };

/**
 * Somebody reacted.
 */
export type ReactionAdded = { 
/**
 * The reaction.
 */
reaction: Reaction, };

/**
 * One person's emoji on a comment or thread.
 */
export type ReactionId = string;

/**
 * Takes a reaction back.
 */
export type ReactionRemove = { 
/**
 * Which.
 */
reactionId: ReactionId, };

/**
 * A reaction was taken back.
 */
export type ReactionRemoved = { 
/**
 * Id of the comment or thread.
 */
targetId: string, 
/**
 * Which.
 */
reactionId: ReactionId, };

/**
 * Somebody pressed here.
 */
export type RelayedClick = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * The place, verbatim.
 */
position: Point, };

/**
 * Where somebody's pointer is.
 */
export type RelayedCursor = { 
/**
 * Whose.
 */
userId: UserId, 
/**
 * The place, verbatim.
 */
position: Point, };

/**
 * Somebody wiped drawings.
 */
export type RelayedDrawClear = { 
/**
 * Who.
 */
userId: UserId, };

/**
 * Somebody let an emoji fly. Version 2.
 */
export type RelayedEmoji = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * The emoji.
 */
emoji: string, 
/**
 * Where from, verbatim.
 */
position: Point, };

/**
 * Which text somebody has selected.
 */
export type RelayedSelection = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * The range, verbatim.
 */
selection: Selection | null, };

/**
 * Somebody drew a line.
 */
export type RelayedStroke = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * Its points, verbatim.
 */
points: StrokePoint[], 
/**
 * Its colour.
 */
color: string, 
/**
 * Its width in CSS pixels.
 */
width: number, };

/**
 * Which part of the page somebody sees.
 */
export type RelayedViewport = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * Scrolled from the left.
 */
scrollX: number, 
/**
 * Scrolled from the top.
 */
scrollY: number, 
/**
 * Width of the window.
 */
viewportWidth: number, 
/**
 * Height of the window.
 */
viewportHeight: number, 
/**
 * Width of the page.
 */
pageWidth: number, 
/**
 * Height of the page.
 */
pageHeight: number, };

/**
 * A place in a room's history.
 */
export type Resume = { 
/**
 * The life of the sequence.
 */
epoch: Epoch, 
/**
 * The last event that was seen.
 */
seq: Seq, };

/**
 * What the holder of a token may do.
 */
export type Role = "viewer" | "commenter" | "moderator";

/**
 * A place to collaborate: any text the host page chooses, slashes included.
 */
export type RoomId = string;

/**
 * Which text the sender has selected.
 */
export type SelectionUpdate = { 
/**
 * The range, relayed verbatim; none when nothing is selected.
 */
selection: Selection | null, };

/**
 * The place of a durable event in its room, gapless from 1.
 */
export type Seq = number;

/**
 * The server is about to close this connection. Version 2.
 */
export type ServerDraining = { 
/**
 * How long to wait before coming back.
 */
reconnectInMs: number, };

/**
 * A request was refused. The connection goes on.
 */
export type ServerError = { 
/**
 * A sentence.
 */
message: string, 
/**
 * Why.
 */
code: ErrorCode, 
/**
 * Which write it was. Version 2.
 */
opId?: OpId, 
/**
 * Whether the same request may be taken later.
 */
retryable: boolean, 
/**
 * When to try again.
 */
retryAfterMs?: number, };

/**
 * A message of the server.
 */
export type ServerMessage = { "type": "auth:ok" } & AuthOk | { "type": "auth:error" } & AuthError | { "type": "auth:refreshed" } & AuthRefreshed | { "type": "error" } & ServerError | { "type": "ack" } & Ack | { "type": "presence:join" } & PresenceJoin | { "type": "presence:leave" } & PresenceLeave | { "type": "presence:update" } & PresenceChanged | { "type": "cursor:move" } & RelayedCursor | { "type": "cursor:batch" } & CursorBatch | { "type": "click:perform" } & RelayedClick | { "type": "thread:created" } & ThreadCreated | { "type": "thread:resolved" } & ThreadResolved | { "type": "thread:moved" } & ThreadMoved | { "type": "thread:deleted" } & ThreadDeleted | { "type": "comment:created" } & CommentEvent | { "type": "comment:edited" } & CommentEvent | { "type": "comment:deleted" } & CommentDeleted | { "type": "reaction:added" } & ReactionAdded | { "type": "reaction:removed" } & ReactionRemoved | { "type": "notification" } & NotificationEvent | { "type": "notification:read" } & NotificationRead | { "type": "notification:read-all" } & NotificationReadAll | { "type": "typing:indicator" } & TypingIndicator | { "type": "viewport:update" } & RelayedViewport | { "type": "selection:update" } & RelayedSelection | { "type": "draw:stroke" } & RelayedStroke | { "type": "draw:clear" } & RelayedDrawClear | { "type": "emoji:drop" } & RelayedEmoji | { "type": "activity:logged" } & ActivityLogged | { "type": "signal:offer" } & SignalDescriptionFrom | { "type": "signal:answer" } & SignalDescriptionFrom | { "type": "signal:ice" } & SignalIceFrom | { "type": "p2p:sync" } & P2pSyncFrom | { "type": "pong" } & Pong | { "type": "config:updated" } & ConfigUpdated | { "type": "threads:page" } & ThreadsPage | { "type": "events:page" } & EventsPage | { "type": "server:draining" } & ServerDraining;

/**
 * A WebRTC offer or answer for another person.
 */
export type SignalDescription = { 
/**
 * For whom.
 */
targetUserId: UserId, 
/**
 * The session description, relayed verbatim.
 */
sdp: unknown, };

/**
 * A WebRTC offer or answer.
 */
export type SignalDescriptionFrom = { 
/**
 * From whom.
 */
fromUserId: UserId, 
/**
 * The session description, verbatim.
 */
sdp: unknown, };

/**
 * A WebRTC candidate for another person.
 */
export type SignalIce = { 
/**
 * For whom.
 */
targetUserId: UserId, 
/**
 * The candidate, relayed verbatim.
 */
candidate: unknown, };

/**
 * A WebRTC candidate.
 */
export type SignalIceFrom = { 
/**
 * From whom.
 */
fromUserId: UserId, 
/**
 * The candidate, verbatim.
 */
candidate: unknown, };

/**
 * What a reaction is on.
 */
export type TargetType = "comment" | "thread";

/**
 * A conversation: one comment or more, pinned to the page or not.
 */
export type Thread = { 
/**
 * Its id.
 */
id: ThreadId, 
/**
 * Where it takes place.
 */
roomId: RoomId, 
/**
 * Whether it is settled.
 */
resolved: boolean, 
/**
 * The pin, exactly as its maker sent it.
 */
position: PinPosition | null, 
/**
 * Oldest first.
 */
comments: Array<Comment>, 
/**
 * When the first comment was written.
 */
createdAt: Timestamp, 
/**
 * When it last changed.
 */
updatedAt: Timestamp, };

/**
 * Starts a conversation.
 */
export type ThreadCreate = { 
/**
 * Its id, made by the sender.
 */
id: ThreadId, 
/**
 * The id of its first comment, made by the sender. Version 2; otherwise the server makes one.
 */
commentId?: CommentId, 
/**
 * The first comment's text.
 */
body: string, 
/**
 * Who is named: user ids, or names with underscores.
 */
mentions: Array<string>, 
/**
 * Where the pin is, kept verbatim; none for an unpinned thread.
 */
position: PinPosition | null, 
/**
 * Uploads to claim.
 */
attachmentIds?: Array<AttachmentId>, };

/**
 * A conversation was started.
 */
export type ThreadCreated = { 
/**
 * The conversation with its comments.
 */
thread: Thread, };

/**
 * Removes a conversation. Version 2.
 */
export type ThreadDelete = { 
/**
 * Which.
 */
threadId: ThreadId, };

/**
 * A conversation is gone.
 */
export type ThreadDeleted = { 
/**
 * Which.
 */
threadId: ThreadId, };

/**
 * A conversation; made by the client that starts it.
 */
export type ThreadId = string;

/**
 * Puts a pin elsewhere.
 */
export type ThreadMove = { 
/**
 * Which.
 */
threadId: ThreadId, 
/**
 * The new place, kept verbatim.
 */
position: PinPosition, };

/**
 * A pin was put elsewhere.
 */
export type ThreadMoved = { 
/**
 * Which.
 */
threadId: ThreadId, 
/**
 * The new place, verbatim.
 */
position: PinPosition, };

/**
 * Settles a conversation or opens it again.
 */
export type ThreadResolve = { 
/**
 * Which.
 */
threadId: ThreadId, 
/**
 * Settled or not.
 */
resolved: boolean, };

/**
 * A conversation was settled or opened again.
 */
export type ThreadResolved = { 
/**
 * Which.
 */
threadId: ThreadId, 
/**
 * Settled or not.
 */
resolved: boolean, };

/**
 * Asks for more resolved threads. Version 2.
 */
export type ThreadsList = { 
/**
 * Where the last page ended.
 */
cursor?: string, 
/**
 * The most threads wanted.
 */
limit?: number, };

/**
 * More resolved threads. Version 2.
 */
export type ThreadsPage = { 
/**
 * The conversations.
 */
threads: Array<Thread>, 
/**
 * The reactions on their comments.
 */
reactions: Array<Reaction>, 
/**
 * Where the next page begins; none after the last.
 */
nextCursor?: string, };

/**
 * A moment, in milliseconds since 1970.
 */
export type Timestamp = string;

/**
 * Somebody is writing.
 */
export type TypingIndicator = { 
/**
 * In which conversation.
 */
threadId: ThreadId, 
/**
 * Who.
 */
userId: UserId, };

/**
 * The sender is writing.
 */
export type TypingStart = { 
/**
 * In which conversation.
 */
threadId: ThreadId, };

/**
 * A person as others see them.
 */
export type User = { 
/**
 * The host's own id of the person.
 */
id: UserId, 
/**
 * The name to show.
 */
name: string, 
/**
 * Address of a picture.
 */
avatar?: string, 
/**
 * `#rrggbb`, given by the server, the same everywhere.
 */
color: string, };

/**
 * A person, by the id the host's own backend gave.
 */
export type UserId = string;

/**
 * Which part of the page somebody sees, in CSS pixels.
 */
export type Viewport = { 
/**
 * Scrolled from the left.
 */
scrollX: number, 
/**
 * Scrolled from the top.
 */
scrollY: number, 
/**
 * Width of the window.
 */
viewportWidth: number, 
/**
 * Height of the window.
 */
viewportHeight: number, 
/**
 * Width of the page.
 */
pageWidth: number, 
/**
 * Height of the page.
 */
pageHeight: number, };
