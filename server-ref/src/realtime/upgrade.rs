//! From an HTTP request to a connection.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{ORIGIN, USER_AGENT};
use axum::response::Response;
use hyper_util::rt::TokioIo;
use pulse_protocol::ConnectionId;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

use super::connection;
use super::entrance::{Visitor, device_of};
use super::socket::Socket;
use crate::shell;
use crate::state::App;

/// Accepts a WebSocket.
///
/// # Errors
/// When the request is not a whole handshake.
pub fn upgrade(app: Arc<App>, mut request: Request) -> Result<Response, Box<Error>> {
    let response = create_response_with_body(&request, Body::empty)?;
    let visitor = visitor(request.headers());
    let upgraded = hyper::upgrade::on(&mut request);
    let owner = app.connections.clone();
    owner.spawn(async move {
        match upgraded.await {
            Ok(stream) => {
                connection::serve(app, visitor, Box::new(Socket::new(TokioIo::new(stream)))).await
            }
            Err(error) => tracing::debug!(%error, "a connection ended in its handshake"),
        }
    });
    Ok(response)
}

fn visitor(headers: &HeaderMap) -> Visitor {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let id = shell::uuid().simple().to_string();
    Visitor {
        connection: ConnectionId::parse(id).expect("a UUID is a short plain text"),
        origin: header(ORIGIN).map(str::to_owned),
        device: device_of(header(USER_AGENT).unwrap_or_default()),
    }
}
