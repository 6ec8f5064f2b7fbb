//! JSON bodies, with refusals that name the field.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use pulse_protocol::ErrorCode;
use serde::de::DeserializeOwned;

use super::api_error::ApiError;

/// A JSON object of a type. The content type does not matter: some HTTP
/// clients forget it.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| unreadable(&error))?;
        read(&bytes).map(Self)
    }
}

/// A body that did not come whole, or is too large.
pub(super) fn unreadable(error: &BytesRejection) -> ApiError {
    let code = match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge,
        _ => ErrorCode::BadMessage,
    };
    ApiError::new(error.status(), code, error.body_text())
}

/// Reads a JSON object.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let bad =
        |message: String| ApiError::new(StatusCode::BAD_REQUEST, ErrorCode::BadMessage, message);
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(bad("the body must be a JSON object".to_owned()));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let inner = error.inner();
        if inner.is_syntax() || inner.is_eof() {
            return bad(format!("the body is not JSON: {inner}"));
        }
        let path = error.path().to_string();
        ApiError::invalid_field(match path.as_str() {
            "." => inner.to_string(),
            _ => format!("{path}: {inner}"),
        })
    })?;
    json.end()
        .map_err(|error| bad(format!("the body is not JSON: {error}")))?;
    Ok(value)
}
