//! `GET /metrics`, and the counting of requests.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::Response;

use super::api_error::{ApiError, Refused};
use crate::metrics::Way;
use crate::state::App;

/// All metrics, for Prometheus and what reads its format.
pub(super) async fn text(
    State(app): State<Arc<App>>,
) -> Result<([(HeaderName, &'static str); 1], String), ApiError> {
    let text = app.metrics.text(app.depths()).map_err(|error| {
        tracing::error!(%error, "the metrics could not be written");
        ApiError::internal("the metrics could not be written")
    })?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text))
}

/// Counts an answer, and why it was a refusal.
pub(super) async fn count(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    app.metrics.answered(response.status().as_u16());
    if let Some(Refused(code)) = response.extensions().get() {
        app.metrics.rejected(Way::Http, *code);
    }
    response
}

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
