//! `/api/v1/users`, and who is in a room.

use serde::{Deserialize, Serialize};

use crate::entity::PresenceStatus;
use crate::{Timestamp, UserId};

/// A person an environment knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct User {
    /// `environment:user`.
    pub id: String,
    /// The host's own id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub external_id: UserId,
    /// The name to show.
    pub name: String,
    /// Address of a picture.
    pub avatar: Option<String>,
    /// `#rrggbb`.
    pub color: String,
    /// When they were first heard of.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
}

/// A person in a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct PresentUser {
    /// `environment:user`.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// Address of a picture.
    pub avatar: Option<String>,
    /// `#rrggbb`.
    pub color: String,
}

/// Who is in a room now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct Presence {
    /// Who.
    pub user: PresentUser,
    /// Active or not.
    pub status: PresenceStatus,
    /// When something was last heard of them.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub last_seen: Option<Timestamp>,
}
