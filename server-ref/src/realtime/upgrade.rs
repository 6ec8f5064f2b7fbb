//! From an HTTP request to a connection.

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::http::HeaderMap;
use axum::http::header::{ORIGIN, USER_AGENT};
use axum::response::Response;
use pulse_protocol::ConnectionId;
use pulse_protocol::limits::Limits;

use super::connection;
use super::entrance::{Visitor, device_of};
use crate::shell;
use crate::state::App;

/// Accepts a WebSocket.
pub fn upgrade(app: Arc<App>, request: WebSocketUpgrade, headers: &HeaderMap) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let id = shell::uuid().simple().to_string();
    let visitor = Visitor {
        connection: ConnectionId::parse(id).expect("a UUID is a short plain text"),
        origin: header(ORIGIN).map(str::to_owned),
        device: device_of(header(USER_AGENT).unwrap_or_default()),
    };
    // Somewhat too large a frame is answered; far too large a one is not read.
    let limit = 4 * Limits::default().frame_bytes;
    let owner = app.connections.clone();
    request
        .max_message_size(limit)
        .max_frame_size(limit)
        // Small, so that many idle connections cost little.
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .on_upgrade(move |socket| owner.track_future(connection::serve(app, visitor, socket)))
}

const READ_BUFFER: usize = 4 * 1024;
const WRITE_BUFFER: usize = 32 * 1024;
