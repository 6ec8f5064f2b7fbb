//! A connection whose socket is simulated, from its handshake on.

use std::future::ready;
use std::sync::Arc;

use futures_util::{Sink, SinkExt, Stream};
use pulse_protocol::ConnectionId;
use pulse_protocol::entity::DeviceType;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use super::connection;
use super::entrance::Visitor;
use super::socket::Said;
use crate::shell;
use crate::state::App;

/// Serves a socket until it is closed, as [`upgrade`](super::upgrade()) does
/// with what comes by HTTP.
pub async fn attend<S>(app: Arc<App>, socket: S)
where
    S: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Send + 'static,
{
    let id = shell::uuid().simple().to_string();
    let visitor = Visitor {
        connection: ConnectionId::parse(id).expect("a UUID is a short plain text"),
        origin: None,
        device: DeviceType::Desktop,
    };
    let socket = socket.with(|said| ready(Ok::<_, Error>(message(said))));
    let owner = app.connections.clone();
    owner
        .track_future(connection::serve(app, visitor, socket))
        .await;
}

/// What a peer hears when the server says this.
fn message(said: Said) -> Message {
    match said {
        Said::Text(text) => Message::text(text.as_str()),
        Said::Ping => Message::Ping(Bytes::new()),
        Said::Close(code) => Message::Close(Some(CloseFrame {
            code: code.as_u16().into(),
            reason: "".into(),
        })),
    }
}
