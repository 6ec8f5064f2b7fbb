//! `/api/v1/upload`. The answer is an [`Attachment`](crate::entity::Attachment).

use serde::{Deserialize, Serialize};

use crate::UserId;

/// The parts of the form that brings a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct UploadForm {
    /// A picture, sound or film, with its name and media type.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Binary))]
    pub file: Vec<u8>,
    /// Who will write the comment. Backends say it; a browser's token does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub user_id: Option<UserId>,
}
