//! What happened in a room.

use serde::{Deserialize, Serialize};

use crate::{ActivityId, Timestamp, UserId};

/// An entry of a room's activity log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "an entity is its fields")]
pub struct ActivityLog {
    /// Its id.
    pub id: ActivityId,
    /// What kind of thing happened.
    #[serde(rename = "type")]
    pub kind: ActivityKind,
    /// Who did it, unless it was nobody.
    pub user_id: Option<UserId>,
    /// English words to show after the name.
    pub description: String,
    /// When.
    pub created_at: Timestamp,
}

/// The kinds of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ActivityKind {
    /// Somebody came.
    Join,
    /// Somebody left.
    Leave,
    /// A thread was started, moved or deleted.
    Thread,
    /// A comment was written, edited or deleted.
    Comment,
    /// A thread was resolved or opened again.
    Resolve,
    /// Somebody reacted.
    Reaction,
    /// Something a newer server knows.
    #[serde(other)]
    Unknown,
}
