//! A connection whose socket is simulated, from its handshake on.

use std::sync::Arc;

use axum::extract::ws::Message;
use futures_util::{Sink, Stream};
use pulse_protocol::ConnectionId;
use pulse_protocol::entity::DeviceType;

use super::connection;
use super::entrance::Visitor;
use crate::shell;
use crate::state::App;

/// Serves a socket until it is closed, as [`upgrade`](super::upgrade) does
/// with what comes by HTTP.
pub async fn attend<S>(app: Arc<App>, socket: S)
where
    S: Stream<Item = Result<Message, axum::Error>>
        + Sink<Message, Error = axum::Error>
        + Send
        + 'static,
{
    let id = shell::uuid().simple().to_string();
    let visitor = Visitor {
        connection: ConnectionId::parse(id).expect("a UUID is a short plain text"),
        origin: None,
        device: DeviceType::Desktop,
    };
    let owner = app.connections.clone();
    owner
        .track_future(connection::serve(app, visitor, socket))
        .await;
}
