//! What somebody is told about.

use serde::{Deserialize, Serialize};

use crate::{CommentId, NotificationId, ThreadId, Timestamp, UserId};

/// A personal notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "an entity is its fields")]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: NotificationKind,
    /// Who did it.
    pub actor_id: UserId,
    /// In which conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub thread_id: Option<ThreadId>,
    /// About which comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub comment_id: Option<CommentId>,
    /// Whether its owner has seen it.
    pub read: bool,
    /// When.
    pub created_at: Timestamp,
}

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[non_exhaustive]
pub enum NotificationKind {
    /// A new comment in a thread one takes part in.
    #[serde(rename = "comment:created")]
    CommentCreated,
    /// One was named.
    #[serde(rename = "comment:mention")]
    CommentMention,
    /// A reply in a thread one started.
    #[serde(rename = "comment:reply")]
    CommentReply,
    /// A thread one takes part in was resolved.
    #[serde(rename = "thread:resolved")]
    ThreadResolved,
    /// A reaction on one's comment.
    #[serde(rename = "reaction:added")]
    ReactionAdded,
    /// Something a newer server knows.
    #[serde(rename = "unknown", other)]
    Unknown,
}
