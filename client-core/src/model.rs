//! Conversations as they are shown: what the server has, and what is on its
//! way there. Entities sit behind `Arc`, so that whatever did not change is
//! known by its address.

use std::sync::Arc;

use pulse_protocol::entity::{self, Attachment};
use pulse_protocol::{CommentId, OpId, RoomId, ThreadId, Timestamp, UserId, Verbatim};
use serde::Serialize;

/// A conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Thread {
    /// Its id.
    pub id: ThreadId,
    /// Where it takes place.
    pub room_id: RoomId,
    /// Whether it is settled.
    pub resolved: bool,
    /// The pin, verbatim; none for an unpinned thread.
    pub position: Option<Verbatim>,
    /// Oldest first.
    pub comments: Vec<Arc<Comment>>,
    /// When the first comment was written.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The write that is still on its way, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op_id: Option<OpId>,
}

/// A contribution to a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The conversation it belongs to.
    pub thread_id: ThreadId,
    /// Who wrote it.
    pub user_id: UserId,
    /// Plain text.
    pub body: String,
    /// User ids, or names with underscores.
    pub mentions: Vec<String>,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub edited_at: Option<Timestamp>,
    /// The write that is still on its way, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op_id: Option<OpId>,
}

impl Thread {
    /// A thread as it comes; `shared` gives the one text that all have of somebody's id.
    pub(crate) fn of(thread: entity::Thread, shared: impl Fn(UserId) -> UserId) -> Self {
        let id = thread.id;
        let comments = thread.comments.into_iter().map(|comment| {
            let mut comment = Comment::from(comment);
            comment.user_id = shared(comment.user_id);
            if comment.thread_id == id {
                comment.thread_id = id.clone();
            }
            Arc::new(comment)
        });
        Self {
            comments: comments.collect(),
            id,
            room_id: thread.room_id,
            resolved: thread.resolved,
            position: thread.position,
            created_at: thread.created_at,
            updated_at: thread.updated_at,
            op_id: None,
        }
    }
}

impl From<entity::Comment> for Comment {
    fn from(comment: entity::Comment) -> Self {
        Self {
            id: comment.id,
            thread_id: comment.thread_id,
            user_id: comment.user_id,
            body: comment.body,
            mentions: comment.mentions,
            attachments: comment.attachments,
            created_at: comment.created_at,
            edited_at: comment.edited_at,
            op_id: None,
        }
    }
}
