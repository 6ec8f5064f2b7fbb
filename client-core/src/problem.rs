//! Something that went wrong, as the host and the person hear it.

use pulse_protocol::{ErrorCode, OpId, ServerError};
use serde::Serialize;
use thiserror::Error;

/// A refusal or failure: a stable code for programs, a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{message}")]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Problem {
    /// Why.
    pub code: ErrorCode,
    /// A sentence.
    pub message: String,
    /// Whether the same may succeed later.
    pub retryable: bool,
    /// When to try again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// Which write it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op_id: Option<OpId>,
}

impl Problem {
    /// A problem with what its code says about trying again.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retryable: code.is_retryable(),
            retry_after_ms: None,
            op_id: None,
        }
    }

    pub(crate) fn about(mut self, op_id: &OpId) -> Self {
        self.op_id = Some(op_id.clone());
        self
    }
}

impl From<ServerError> for Problem {
    fn from(error: ServerError) -> Self {
        Self {
            code: error.code,
            message: error.message,
            retryable: error.retryable || error.code.is_retryable(),
            retry_after_ms: error.retry_after_ms,
            op_id: error.op_id,
        }
    }
}
