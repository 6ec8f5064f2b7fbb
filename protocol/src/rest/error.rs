//! How HTTP answers say that something went wrong.

use serde::{Deserialize, Serialize};

use crate::ErrorCode;

/// The body of every HTTP answer that is not a success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct ErrorBody {
    /// A sentence.
    pub error: String,
    /// Why.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub code: ErrorCode,
    /// Finds the request in the server's log.
    #[serde(default)]
    pub request_id: String,
}
