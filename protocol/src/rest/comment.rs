//! `/api/v1/comments`, and the comments of a thread.

use serde::{Deserialize, Serialize};

use crate::{AttachmentId, CommentId, ThreadId, Timestamp, UserId, entity};

/// A comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct Comment {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: CommentId,
    /// The thread it belongs to.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub thread_id: ThreadId,
    /// Who wrote it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub user_id: UserId,
    /// Plain text.
    pub body: String,
    /// Who is named.
    pub mentions: Vec<String>,
    /// Files that go with it; left out when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<entity::Attachment>,
    /// When it was written.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When it was last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub edited_at: Option<Timestamp>,
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
        }
    }
}

/// Replies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct CommentRequest {
    /// Who writes.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub user_id: UserId,
    /// The text.
    pub body: String,
    /// Who is told: user ids.
    #[serde(default)]
    pub mentions: Vec<String>,
    /// Uploads of the author to claim, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub attachment_ids: Vec<AttachmentId>,
}

/// Changes a comment's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct CommentChange {
    /// The new text.
    pub body: String,
    /// Who is named now; as before when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<String>>,
    /// Who did it; its author when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub user_id: Option<UserId>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct CommentAnswer {
    /// The comment.
    pub comment: Comment,
}
