//! `/api/v1/rooms`.

use serde::{Deserialize, Serialize};

use super::ThreadRow;
use crate::{EnvironmentId, RoomId, Timestamp, Verbatim};

/// A room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct Room {
    /// What the host page calls it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: RoomId,
    /// Where it belongs.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub environment_id: EnvironmentId,
    /// The host's own object about it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub metadata: Option<Verbatim>,
    /// When somebody first came, or wrote by REST.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
}

/// A room with its threads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct RoomWithThreads {
    /// The room.
    pub room: Room,
    /// Its threads, oldest first.
    pub threads: Vec<ThreadRow>,
}

/// A room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct RoomAnswer {
    /// The room.
    pub room: Room,
}

/// Changes a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct RoomChange {
    /// Takes the place of the host's own object; null takes it away.
    #[serde(deserialize_with = "Option::deserialize")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub metadata: Option<Verbatim>,
}
