//! A number for each request, in its answer and in the log.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::shell;

/// The header that carries it.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that is being answered.
pub(super) fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_default()
}

/// Gives a request its id.
pub(super) async fn with_request_id(request: Request, next: Next) -> Response {
    let id = shell::uuid().simple().to_string();
    let value = HeaderValue::from_str(&id);
    let span = tracing::info_span!("request", request.id = %id);
    let answer = next.run(request).instrument(span);
    let mut response = CURRENT.scope(id, answer).await;
    if let Ok(value) = value {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
