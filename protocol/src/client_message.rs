//! What clients say.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::entity::{PresenceStatus, TargetType};
use crate::message_set::message_set;
use crate::{
    AttachmentId, Auth, AuthRefresh, CommentId, NotificationId, ReactionId, Seq, ThreadId, UserId,
    Verbatim,
};

message_set! {
    /// A message of a client.
    ClientMessage {
        /// Asks to be let in.
        "auth" => Auth(Auth),
        /// Renews the token.
        "auth:refresh" => AuthRefresh(AuthRefresh),
        /// How present the sender is; also the heartbeat of version 1.
        "presence:update" => PresenceUpdate(PresenceUpdate),
        /// Where the sender's pointer is.
        "cursor:move" => CursorMove(CursorMove),
        /// The sender pressed here.
        "click:perform" => ClickPerform(ClickPerform),
        /// Starts a conversation.
        "thread:create" => ThreadCreate(ThreadCreate),
        /// Settles a conversation or opens it again.
        "thread:resolve" => ThreadResolve(ThreadResolve),
        /// Puts a pin elsewhere.
        "thread:move" => ThreadMove(ThreadMove),
        /// Removes a conversation.
        "thread:delete" => ThreadDelete(ThreadDelete),
        /// Replies.
        "comment:create" => CommentCreate(CommentCreate),
        /// Changes a comment's text.
        "comment:edit" => CommentEdit(CommentEdit),
        /// Removes a comment; with the last one goes the thread.
        "comment:delete" => CommentDelete(CommentDelete),
        /// Reacts.
        "reaction:add" => ReactionAdd(ReactionAdd),
        /// Takes a reaction back.
        "reaction:remove" => ReactionRemove(ReactionRemove),
        /// A notification was seen.
        "notification:read" => NotificationRead(NotificationRead),
        /// All notifications were seen.
        "notification:read-all" => NotificationReadAll(NotificationReadAll),
        /// The sender is writing.
        "typing:start" => TypingStart(TypingStart),
        /// Which part of the page somebody sees, in CSS pixels.
        "viewport:update" => ViewportUpdate(Viewport),
        /// Which text the sender has selected.
        "selection:update" => SelectionUpdate(SelectionUpdate),
        /// A finished line on the page.
        "draw:stroke" => DrawStroke(DrawStroke),
        /// Wipes drawings.
        "draw:clear" => DrawClear(DrawClear),
        /// An emoji flies over the page.
        "emoji:drop" => EmojiDrop(EmojiDrop),
        /// A WebRTC offer or answer for another person.
        "signal:offer" => SignalOffer(SignalDescription),
        /// A WebRTC offer or answer for another person.
        "signal:answer" => SignalAnswer(SignalDescription),
        /// A WebRTC candidate for another person.
        "signal:ice" => SignalIce(SignalIce),
        /// A change of shared data for everybody else.
        "p2p:sync" => P2pSync(P2pSync),
        /// Are you there? Version 2.
        "ping" => Ping(Ping),
        /// Asks for more resolved threads.
        "threads:list" => ThreadsList(ThreadsList),
        /// Asks for durable events that were missed.
        "events:list" => EventsList(EventsList),
    }
}

impl ClientMessage {
    /// Whether the message changes something that is kept, so that it is
    /// queued, acknowledged and never dropped.
    #[must_use]
    pub const fn is_write(&self) -> bool {
        matches!(
            self,
            Self::ThreadCreate(_)
                | Self::ThreadResolve(_)
                | Self::ThreadMove(_)
                | Self::ThreadDelete(_)
                | Self::CommentCreate(_)
                | Self::CommentEdit(_)
                | Self::CommentDelete(_)
                | Self::ReactionAdd(_)
                | Self::ReactionRemove(_)
                | Self::NotificationRead(_)
                | Self::NotificationReadAll(_)
        )
    }
}

/// Where the sender's pointer is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct CursorMove {
    /// The place, relayed verbatim.
    #[cfg_attr(feature = "ts", ts(type = "Point"))]
    pub position: Verbatim,
}

/// The sender pressed here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ClickPerform {
    /// The place, relayed verbatim.
    #[cfg_attr(feature = "ts", ts(type = "Point"))]
    pub position: Verbatim,
}

/// How present the sender is; also the heartbeat of version 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct PresenceUpdate {
    /// Active or not.
    pub status: PresenceStatus,
}

/// Starts a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadCreate {
    /// Its id, made by the sender.
    pub id: ThreadId,
    /// The id of its first comment, made by the sender. Version 2; otherwise the server makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment_id: Option<CommentId>,
    /// The first comment's text.
    pub body: String,
    /// Who is named: user ids, or names with underscores.
    #[serde(default)]
    pub mentions: Vec<String>,
    /// Where the pin is, kept verbatim; none for an unpinned thread.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "PinPosition | null"))]
    pub position: Option<Verbatim>,
    /// Uploads to claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<AttachmentId>>"))]
    pub attachment_ids: Vec<AttachmentId>,
}

/// Settles a conversation or opens it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadResolve {
    /// Which.
    pub thread_id: ThreadId,
    /// Settled or not.
    pub resolved: bool,
}

/// Puts a pin elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadMove {
    /// Which.
    pub thread_id: ThreadId,
    /// The new place, kept verbatim.
    #[cfg_attr(feature = "ts", ts(type = "PinPosition"))]
    pub position: Verbatim,
}

/// Removes a conversation. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadDelete {
    /// Which.
    pub thread_id: ThreadId,
}

/// Replies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct CommentCreate {
    /// In which conversation.
    pub thread_id: ThreadId,
    /// The comment's id, made by the sender.
    pub id: CommentId,
    /// The text.
    pub body: String,
    /// Who is named: user ids, or names with underscores.
    #[serde(default)]
    pub mentions: Vec<String>,
    /// Uploads to claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<AttachmentId>>"))]
    pub attachment_ids: Vec<AttachmentId>,
}

/// Changes a comment's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct CommentEdit {
    /// Which.
    pub comment_id: CommentId,
    /// The new text.
    pub body: String,
    /// Who is named now.
    #[serde(default)]
    pub mentions: Vec<String>,
}

/// Removes a comment; with the last one goes the thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct CommentDelete {
    /// Which.
    pub comment_id: CommentId,
}

/// Reacts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ReactionAdd {
    /// The reaction's id, made by the sender. Version 2; otherwise the server makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ReactionId>,
    /// Id of the comment or thread.
    pub target_id: String,
    /// Which of the two it is.
    pub target_type: TargetType,
    /// The emoji: any short text.
    pub emoji: String,
}

/// Takes a reaction back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ReactionRemove {
    /// Which.
    pub reaction_id: ReactionId,
}

/// A notification was seen. Sent by clients, and by the server to the person's other sockets of version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct NotificationRead {
    /// Which.
    pub notification_id: NotificationId,
}

/// All notifications were seen. Goes both ways, as [`NotificationRead`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct NotificationReadAll {
    /// Those that were there to be seen; all of them when it is absent, as in version 1. What
    /// comes while this is under way, perhaps for long, was not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub notification_ids: Option<Vec<NotificationId>>,
}

/// The sender is writing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct TypingStart {
    /// In which conversation.
    pub thread_id: ThreadId,
}

/// Which part of the page somebody sees, in CSS pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct Viewport {
    /// Scrolled from the left.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub scroll_x: Number,
    /// Scrolled from the top.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub scroll_y: Number,
    /// Width of the window.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub viewport_width: Number,
    /// Height of the window.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub viewport_height: Number,
    /// Width of the page.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub page_width: Number,
    /// Height of the page.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub page_height: Number,
}

/// Which text the sender has selected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct SelectionUpdate {
    /// The range, relayed verbatim; none when nothing is selected.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "Selection | null"))]
    pub selection: Option<Verbatim>,
}

/// A finished line on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct DrawStroke {
    /// Its points, relayed verbatim.
    #[cfg_attr(feature = "ts", ts(type = "StrokePoint[]"))]
    pub points: Verbatim,
    /// Its colour.
    pub color: String,
    /// Its width in CSS pixels.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub width: Number,
}

/// Wipes drawings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct DrawClear {}

/// An emoji flies over the page. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct EmojiDrop {
    /// The emoji: any short text.
    pub emoji: String,
    /// Where from, relayed verbatim.
    #[cfg_attr(feature = "ts", ts(type = "Point"))]
    pub position: Verbatim,
}

/// A WebRTC offer or answer for another person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct SignalDescription {
    /// For whom.
    pub target_user_id: UserId,
    /// The session description, relayed verbatim.
    #[cfg_attr(feature = "ts", ts(type = "unknown"))]
    pub sdp: Verbatim,
}

/// A WebRTC candidate for another person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct SignalIce {
    /// For whom.
    pub target_user_id: UserId,
    /// The candidate, relayed verbatim.
    #[cfg_attr(feature = "ts", ts(type = "unknown"))]
    pub candidate: Verbatim,
}

/// A change of shared data for everybody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct P2pSync {
    /// A Yjs update in base64.
    pub update: String,
}

/// Are you there? Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct Ping {
    /// The sender's clock; comes back as it is.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub t: Number,
}

/// Asks for more resolved threads. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct ThreadsList {
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// The most threads wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Asks for durable events that were missed. Version 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct EventsList {
    /// The last event that was seen.
    pub after: Seq,
}
