//! `/`: the WebSocket, and a page for a person who opens the address.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use pulse_protocol::ErrorCode;

use super::api_error::ApiError;
use crate::realtime;
use crate::state::App;

/// Upgrades a WebSocket; shows a page to everybody else.
pub(super) async fn page_or_socket(State(app): State<Arc<App>>, request: Request) -> Response {
    if !request.headers().contains_key(header::UPGRADE) {
        return Html(PAGE).into_response();
    }
    realtime::upgrade(app, request).unwrap_or_else(|error| {
        let (status, code) = (StatusCode::BAD_REQUEST, ErrorCode::BadMessage);
        ApiError::new(status, code, error.to_string()).into_response()
    })
}

const PAGE: &str = include_str!("root.html");
