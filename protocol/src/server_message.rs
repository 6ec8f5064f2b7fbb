//! What the server says.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::entity::{
    ActivityLog, Comment, EnvConfig, Notification, Presence, PresenceStatus, Reaction, Thread,
};
use crate::limits::Limits;
use crate::message_set::message_set;
use crate::{
    AuthError, AuthOk, AuthRefreshed, CommentId, ErrorCode, NotificationRead, NotificationReadAll,
    OpId, ReactionId, RelayedViewport, Seq, ThreadId, UserId, Verbatim,
};

message_set! {
    /// A message of the server.
    ServerMessage {
        /// The client is let in.
        "auth:ok" => AuthOk(Box<AuthOk>),
        /// The client is not let in, or put out.
        "auth:error" => AuthError(AuthError),
        /// The fresh token was taken.
        "auth:refreshed" => AuthRefreshed(AuthRefreshed),
        /// A request was refused.
        "error" => Error(ServerError),
        /// A write is kept.
        "ack" => Ack(Ack),
        /// Somebody came.
        "presence:join" => PresenceJoin(PresenceJoin),
        /// Somebody's last connection closed.
        "presence:leave" => PresenceLeave(PresenceLeave),
        /// Somebody became active or idle.
        "presence:update" => PresenceUpdate(PresenceChanged),
        /// Where somebody's pointer is.
        "cursor:move" => CursorMove(RelayedCursor),
        /// Where pointers are, the newest of each person.
        "cursor:batch" => CursorBatch(CursorBatch),
        /// Somebody pressed here.
        "click:perform" => ClickPerform(RelayedClick),
        /// A conversation was started.
        "thread:created" => ThreadCreated(ThreadCreated),
        /// A conversation was settled or opened again.
        "thread:resolved" => ThreadResolved(ThreadResolved),
        /// A pin was put elsewhere.
        "thread:moved" => ThreadMoved(ThreadMoved),
        /// A conversation is gone.
        "thread:deleted" => ThreadDeleted(ThreadDeleted),
        /// A comment was written or changed.
        "comment:created" => CommentCreated(CommentEvent),
        /// A comment was written or changed.
        "comment:edited" => CommentEdited(CommentEvent),
        /// A comment is gone; with the last one its thread.
        "comment:deleted" => CommentDeleted(CommentDeleted),
        /// Somebody reacted.
        "reaction:added" => ReactionAdded(ReactionAdded),
        /// A reaction was taken back.
        "reaction:removed" => ReactionRemoved(ReactionRemoved),
        /// Something for the receiver alone.
        "notification" => Notification(NotificationEvent),
        /// A notification was seen.
        "notification:read" => NotificationRead(NotificationRead),
        /// All notifications were seen.
        "notification:read-all" => NotificationReadAll(NotificationReadAll),
        /// Somebody is writing.
        "typing:indicator" => TypingIndicator(TypingIndicator),
        /// Which part of the page somebody sees.
        "viewport:update" => ViewportUpdate(RelayedViewport),
        /// Which text somebody has selected.
        "selection:update" => SelectionUpdate(RelayedSelection),
        /// Somebody drew a line.
        "draw:stroke" => DrawStroke(RelayedStroke),
        /// Somebody wiped drawings.
        "draw:clear" => DrawClear(RelayedDrawClear),
        /// Somebody let an emoji fly.
        "emoji:drop" => EmojiDrop(RelayedEmoji),
        /// Something happened in the room.
        "activity:logged" => ActivityLogged(ActivityLogged),
        /// A WebRTC offer or answer.
        "signal:offer" => SignalOffer(SignalDescriptionFrom),
        /// A WebRTC offer or answer.
        "signal:answer" => SignalAnswer(SignalDescriptionFrom),
        /// A WebRTC candidate.
        "signal:ice" => SignalIce(SignalIceFrom),
        /// Somebody changed shared data.
        "p2p:sync" => P2pSync(P2pSyncFrom),
        /// I am here.
        "pong" => Pong(Pong),
        /// What the environment allows has changed.
        "config:updated" => ConfigUpdated(ConfigUpdated),
        /// More resolved threads.
        "threads:page" => ThreadsPage(ThreadsPage),
        /// Durable events that were missed.
        "events:page" => EventsPage(EventsPage),
        /// The server is about to close this connection.
        "server:draining" => ServerDraining(ServerDraining),
    }
}

impl ServerMessage {
    /// Whether the message is an event of a room that is kept, so that it has
    /// a place in the room's sequence.
    #[must_use]
    pub const fn is_durable(&self) -> bool {
        matches!(
            self,
            Self::ThreadCreated(_)
                | Self::ThreadResolved(_)
                | Self::ThreadMoved(_)
                | Self::ThreadDeleted(_)
                | Self::CommentCreated(_)
                | Self::CommentEdited(_)
                | Self::CommentDeleted(_)
                | Self::ReactionAdded(_)
                | Self::ReactionRemoved(_)
                | Self::ActivityLogged(_)
        )
    }
}

/// A request was refused. The connection goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ServerError {
    /// A sentence.
    pub message: String,
    /// Why.
    #[serde(default)]
    pub code: ErrorCode,
    /// Which write it was. Version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op_id: Option<OpId>,
    /// Whether the same request may be taken later.
    #[serde(default)]
    pub retryable: bool,
    /// When to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub retry_after_ms: Option<u64>,
}

/// A write is kept. Version 2. The event itself, if the write made one, came before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct Ack {
    /// Which write.
    pub op_id: OpId,
    /// The write's last event; none when it changed nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
}

/// Somebody came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct PresenceJoin {
    /// Who, and how present.
    pub user: Presence,
}

/// Somebody's last connection closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct PresenceLeave {
    /// Who.
    pub user_id: UserId,
}

/// Somebody became active or idle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct PresenceChanged {
    /// Who.
    pub user_id: UserId,
    /// How present.
    pub status: PresenceStatus,
}

/// Where somebody's pointer is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct RelayedCursor {
    /// Whose.
    pub user_id: UserId,
    /// The place, verbatim.
    #[cfg_attr(feature = "ts", ts(type = "Point"))]
    pub position: Verbatim,
}

/// Somebody pressed here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct RelayedClick {
    /// Who.
    pub user_id: UserId,
    /// The place, verbatim.
    #[cfg_attr(feature = "ts", ts(type = "Point"))]
    pub position: Verbatim,
}

/// A conversation was started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadCreated {
    /// The conversation with its comments.
    pub thread: Thread,
}

/// A conversation was settled or opened again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadResolved {
    /// Which.
    pub thread_id: ThreadId,
    /// Settled or not.
    pub resolved: bool,
}

/// A pin was put elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadMoved {
    /// Which.
    pub thread_id: ThreadId,
    /// The new place, verbatim.
    #[cfg_attr(feature = "ts", ts(type = "PinPosition"))]
    pub position: Verbatim,
}

/// A conversation is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadDeleted {
    /// Which.
    pub thread_id: ThreadId,
}

/// A comment was written or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct CommentEvent {
    /// In which conversation.
    pub thread_id: ThreadId,
    /// The whole comment.
    pub comment: Comment,
}

/// A comment is gone; with the last one its thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct CommentDeleted {
    /// In which conversation.
    pub thread_id: ThreadId,
    /// Which.
    pub comment_id: CommentId,
}

/// Somebody reacted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ReactionAdded {
    /// The reaction.
    pub reaction: Reaction,
}

/// A reaction was taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ReactionRemoved {
    /// Id of the comment or thread.
    pub target_id: String,
    /// Which.
    pub reaction_id: ReactionId,
}

/// Something for the receiver alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct NotificationEvent {
    /// The notification.
    pub notification: Notification,
}

/// Somebody is writing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct TypingIndicator {
    /// In which conversation.
    pub thread_id: ThreadId,
    /// Who.
    pub user_id: UserId,
}

/// Which text somebody has selected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct RelayedSelection {
    /// Who.
    pub user_id: UserId,
    /// The range, verbatim.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "Selection | null"))]
    pub selection: Option<Verbatim>,
}

/// Somebody drew a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct RelayedStroke {
    /// Who.
    pub user_id: UserId,
    /// Its points, verbatim.
    #[cfg_attr(feature = "ts", ts(type = "StrokePoint[]"))]
    pub points: Verbatim,
    /// Its colour.
    pub color: String,
    /// Its width in CSS pixels.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub width: Number,
}

/// Somebody wiped drawings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct RelayedDrawClear {
    /// Who.
    pub user_id: UserId,
}

/// Somebody let an emoji fly. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct RelayedEmoji {
    /// Who.
    pub user_id: UserId,
    /// The emoji.
    pub emoji: String,
    /// Where from, verbatim.
    #[cfg_attr(feature = "ts", ts(type = "Point"))]
    pub position: Verbatim,
}

/// Something happened in the room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ActivityLogged {
    /// The entry.
    pub activity_log: ActivityLog,
}

/// A WebRTC offer or answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct SignalDescriptionFrom {
    /// From whom.
    pub from_user_id: UserId,
    /// The session description, verbatim.
    #[cfg_attr(feature = "ts", ts(type = "unknown"))]
    pub sdp: Verbatim,
}

/// A WebRTC candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct SignalIceFrom {
    /// From whom.
    pub from_user_id: UserId,
    /// The candidate, verbatim.
    #[cfg_attr(feature = "ts", ts(type = "unknown"))]
    pub candidate: Verbatim,
}

/// Somebody changed shared data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct P2pSyncFrom {
    /// Who.
    pub from_user_id: UserId,
    /// A Yjs update in base64.
    pub update: String,
}

/// I am here. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct Pong {
    /// As in the question.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub t: Number,
    /// The server's clock, in milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub server_time: u64,
}

/// Where pointers are, the newest of each person. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct CursorBatch {
    /// One for each who moved.
    pub cursors: Vec<RelayedCursor>,
}

/// What the environment allows has changed. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ConfigUpdated {
    /// All of it.
    pub config: EnvConfig,
    /// How much of everything is taken now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
}

/// More resolved threads. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadsPage {
    /// The conversations.
    pub threads: Vec<Thread>,
    /// The reactions on their comments.
    pub reactions: Vec<Reaction>,
    /// Where the next page begins; none after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Durable events that were missed. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct EventsPage {
    /// Whole frames, in order.
    #[cfg_attr(feature = "ts", ts(type = "ServerFrame[]"))]
    pub events: Vec<Verbatim>,
    /// The room's last event; ask again while the page ends before it.
    pub seq: Seq,
}

/// The server is about to close this connection. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ServerDraining {
    /// How long to wait before coming back.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub reconnect_in_ms: u64,
}
