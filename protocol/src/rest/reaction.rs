//! `/api/v1/reactions`, and the reactions on a comment.

use serde::{Deserialize, Serialize};

use crate::UserId;
use crate::entity::Reaction;

/// Reacts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct ReactionRequest {
    /// Who reacts.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub user_id: UserId,
    /// The emoji: any short text.
    pub emoji: String,
}

/// A reaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct ReactionAnswer {
    /// The reaction.
    pub reaction: Reaction,
}
