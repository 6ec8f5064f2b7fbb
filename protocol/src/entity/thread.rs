//! Conversations.

use serde::{Deserialize, Serialize};

use super::Attachment;
use crate::{CommentId, RoomId, ThreadId, Timestamp, UserId, Verbatim};

/// A conversation: one comment or more, pinned to the page or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "an entity is its fields")]
pub struct Thread {
    /// Its id.
    pub id: ThreadId,
    /// Where it takes place.
    pub room_id: RoomId,
    /// Whether it is settled.
    pub resolved: bool,
    /// The pin, exactly as its maker sent it.
    #[cfg_attr(feature = "ts", ts(type = "PinPosition | null"))]
    pub position: Option<Verbatim>,
    /// Oldest first.
    pub comments: Vec<Comment>,
    /// When the first comment was written.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// One contribution to a thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "an entity is its fields")]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The conversation it belongs to.
    pub thread_id: ThreadId,
    /// Who wrote it.
    pub user_id: UserId,
    /// Plain text.
    pub body: String,
    /// User ids, or what the original widget sends: names with underscores.
    pub mentions: Vec<String>,
    /// Files that go with it.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub edited_at: Option<Timestamp>,
}
