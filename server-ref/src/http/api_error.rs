//! How every request that fails is answered.

use std::any::Any;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use pulse_protocol::ErrorCode;
use pulse_protocol::limits::LimitError;
use pulse_protocol::rest::ErrorBody;

use super::request_id;
use crate::auth::BearerError;
use crate::storage::{Refusal, StoreError};

/// Left in an answer for whoever counts: why the request failed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused(pub(super) ErrorCode);

/// A request that fails.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    code: ErrorCode,
    message: String,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    /// A field that cannot be taken.
    pub(super) fn invalid_field(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::InvalidField, message)
    }

    /// Something that this asker may not do.
    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, message)
    }

    /// Something larger than its limit.
    pub(super) fn too_large(message: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge, message)
    }

    /// Something that goes through when it is tried again.
    pub(super) fn busy(message: impl Into<String>) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::new(status, ErrorCode::Unavailable, message)
    }

    /// Something that is not there, or belongs to another environment.
    pub(super) fn missing(what: &str) -> Self {
        let words = format!("there is no such {what}");
        Self::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, words)
    }

    /// A fault of the server.
    pub(super) fn internal(message: &str) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::Internal,
            message,
        )
    }

    /// A write that was done, but whose answer cannot be given any more.
    pub(super) fn lost() -> Self {
        let words = "what this request made is no longer there";
        Self::new(StatusCode::CONFLICT, ErrorCode::Conflict, words)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            error: self.message,
            code: self.code,
            request_id: request_id::current(),
        };
        let mut response = (self.status, Json(body)).into_response();
        response.extensions_mut().insert(Refused(self.code));
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        if self.status == StatusCode::PAYLOAD_TOO_LARGE {
            // What is left of a body is not read, so nothing may follow it.
            let last = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, last);
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a request failed");
        let (status, code) = if error.is_passing() {
            (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable)
        } else {
            (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal)
        };
        Self::new(status, code, "the server could not use its store")
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.code {
            ErrorCode::NotFound | ErrorCode::UnknownUser => StatusCode::NOT_FOUND,
            ErrorCode::Conflict => StatusCode::CONFLICT,
            ErrorCode::Forbidden | ErrorCode::NotAuthor | ErrorCode::FeatureDisabled => {
                StatusCode::FORBIDDEN
            }
            _ => StatusCode::BAD_REQUEST,
        };
        Self::new(status, refusal.code, refusal.message)
    }
}

impl From<LimitError> for ApiError {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::TooLong { .. } => Self::too_large(error.to_string()),
            _ => Self::invalid_field(error.to_string()),
        }
    }
}

impl From<BearerError> for ApiError {
    fn from(error: BearerError) -> Self {
        match error {
            BearerError::Store(error) => error.into(),
            error => Self::new(StatusCode::UNAUTHORIZED, error.code(), error.to_string()),
        }
    }
}

/// What no route is for.
pub(super) async fn not_found() -> ApiError {
    let words = "there is nothing at this address";
    ApiError::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, words)
}

/// A route that is not for this method.
pub(super) async fn method_not_allowed() -> ApiError {
    let words = "this address does not take this method";
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::MethodNotAllowed,
        words,
    )
}

/// A fault of the server. What it was is not for the log either: it may hold
/// what somebody wrote.
pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request handler panicked");
    let words = "the server made a mistake";
    ApiError::internal(words).into_response()
}
