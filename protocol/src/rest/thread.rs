//! `/api/v1/threads`, and the threads of a room.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::Comment;
use crate::{AttachmentId, RoomId, ThreadId, Timestamp, UserId, Verbatim};

/// A thread in a list: flat, without comments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct ThreadRow {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: ThreadId,
    /// Where it takes place.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub room_id: RoomId,
    /// Whether it is settled.
    pub resolved: bool,
    /// The pin's `x`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub position_x: Option<Number>,
    /// The pin's `y`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub position_y: Option<Number>,
    /// When it was started.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When it last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
}

/// A thread with its pin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct ThreadDetail {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: ThreadId,
    /// Where it takes place.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub room_id: RoomId,
    /// Whether it is settled.
    pub resolved: bool,
    /// The pin, verbatim.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub position: Option<Verbatim>,
    /// When it was started.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When it last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
}

/// A thread that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct NewThread {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: ThreadId,
    /// Where it takes place.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub room_id: RoomId,
    /// Whether it is settled.
    pub resolved: bool,
    /// The pin, verbatim.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub position: Option<Verbatim>,
    /// The first one.
    pub comments: Vec<Comment>,
    /// When it was started.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
}

/// Starts a thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct ThreadRequest {
    /// Who writes.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub user_id: UserId,
    /// The first comment.
    pub body: String,
    /// Who is told: user ids.
    #[serde(default)]
    pub mentions: Vec<String>,
    /// Uploads of the author to claim, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub attachment_ids: Vec<AttachmentId>,
    /// Where the pin is, kept verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub position: Option<Verbatim>,
}

/// A thread that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct NewThreadAnswer {
    /// The thread.
    pub thread: NewThread,
}

/// A thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct ThreadAnswer {
    /// The thread.
    pub thread: ThreadDetail,
}

/// A thread with its comments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct ThreadWithComments {
    /// The thread.
    pub thread: ThreadDetail,
    /// Oldest first.
    pub comments: Vec<Comment>,
}

/// Settles a thread or opens it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct ThreadChange {
    /// Settled or not.
    pub resolved: bool,
    /// Who did it; nobody when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub user_id: Option<UserId>,
}
