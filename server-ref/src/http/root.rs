//! `/`: the WebSocket, and a page for a person who opens the address.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use pulse_protocol::ErrorCode;

use super::api_error::ApiError;
use crate::realtime;
use crate::state::App;

/// Upgrades a WebSocket; shows a page to everybody else.
pub(super) async fn page_or_socket(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    request: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    match request {
        Ok(request) => realtime::upgrade(app, request, &headers),
        Err(rejection) if headers.contains_key(header::UPGRADE) => {
            let words = rejection.body_text();
            ApiError::new(rejection.status(), ErrorCode::BadMessage, words).into_response()
        }
        Err(_) => Html(PAGE).into_response(),
    }
}

const PAGE: &str = include_str!("root.html");
