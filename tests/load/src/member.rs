//! A person in a room, on a socket of their own.
//!
//! A bare socket and not `pulse_sdk::realtime::Realtime`, which only `workload/bots.rs` loads with:
//! the server is what is measured, and the SDK keeps the whole room, reads every message and thins
//! out cursors, as a client should. A thousand of those need more of the machine than the server.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::server::{PATIENCE, Server};

/// Where to go, and as whom.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    address: String,
    auth: Value,
}

impl Ticket {
    /// A ticket for version 2 of the protocol. The person's number tells the node.
    pub(crate) fn new(server: &Server, person: usize, room: &str) -> Result<Self> {
        Ok(Self {
            address: server.address(person).to_owned(),
            auth: json!({
                "type": "auth",
                "apiKey": server.publishable_key(),
                "token": server.token(&format!("user-{person}"))?,
                "room": room,
                "protocol": 2,
            }),
        })
    }

    /// The same person after a break, who has seen a room up to a place.
    pub(crate) fn resuming(mut self, place: &Place) -> Self {
        self.auth["resume"] = json!({"epoch": place.epoch, "seq": place.seq});
        self
    }

    /// Connects and waits to be let in.
    pub(crate) async fn join(&self) -> Result<Member> {
        let (member, _) = self.enter().await?;
        Ok(member)
    }

    /// Connects for a look at the room as it is.
    pub(crate) async fn look(&self) -> Result<Value> {
        let (_, room) = self.enter().await?;
        Ok(room)
    }

    async fn enter(&self) -> Result<(Member, Value)> {
        timeout(PATIENCE, self.connect())
            .await
            .context("joining took too long")?
    }

    async fn connect(&self) -> Result<(Member, Value)> {
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        let url = format!("ws://{}/", self.address);
        // A room that was written into for a minute is more than the default takes.
        let any_size = WebSocketConfig::default()
            .max_message_size(None)
            .max_frame_size(None);
        let (socket, _) = client_async_with_config(url, stream, Some(any_size)).await?;
        let (mut says, mut hears) = socket.split();
        says.send(Message::text(self.auth.to_string())).await?;
        let hello = match hears.next().await.context("the server hung up")?? {
            Message::Text(text) => serde_json::from_str::<Value>(&text)?,
            other => bail!("no answer to auth but {other:?}"),
        };
        if hello["type"] != "auth:ok" {
            bail!("not let in: {hello}");
        }
        let member = Member {
            says,
            hears,
            place: Place {
                epoch: hello["epoch"].clone(),
                seq: hello["seq"].clone(),
            },
            resumed: hello["resumed"] == true,
        };
        Ok((member, hello))
    }
}

/// A place in a room's history.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    epoch: Value,
    seq: Value,
}

/// Somebody who was let in.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) says: Says,
    pub(crate) hears: Hears,
    pub(crate) place: Place,
    pub(crate) resumed: bool,
}

pub(crate) type Says = SplitSink<WebSocketStream<TcpStream>, Message>;

/// The next text; `None` once the socket is closed.
pub(crate) async fn next_text(hears: &mut Hears) -> Result<Option<Utf8Bytes>> {
    loop {
        match hears.next().await {
            Some(Ok(Message::Text(text))) => return Ok(Some(text)),
            Some(Ok(Message::Close(_))) | None => return Ok(None),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error.into()),
        }
    }
}

pub(crate) type Hears = SplitStream<WebSocketStream<TcpStream>>;

/// Lets everybody in, `AT_ONCE` at a time, and gives each to its task as soon as it is in: whoever
/// waits for the others has to listen meanwhile.
pub(crate) async fn join_all<T, F>(
    tickets: Vec<Ticket>,
    live: impl Fn(usize, Member) -> F + Clone + Send + 'static,
) -> Result<JoinSet<Result<T>>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    let everybody = tickets.len();
    let (joined, mut count) = mpsc::channel(everybody);
    let mut lives = JoinSet::new();
    for (index, ticket) in tickets.into_iter().enumerate() {
        let (gate, joined, live) = (gate.clone(), joined.clone(), live.clone());
        lives.spawn(async move {
            let permit = gate.acquire_owned().await?;
            let member = ticket.join().await?;
            drop(permit);
            // Nobody listens any more when another member was refused.
            let _ = joined.send(()).await;
            live(index, member).await
        });
    }
    drop(joined);
    for _ in 0..everybody {
        tokio::select! {
            Some(()) = count.recv() => {}
            Some(ended) = lives.join_next() => {
                ended??;
                bail!("a member ended before everybody was there");
            }
        }
    }
    Ok(lives)
}

/// Handshakes at a time.
const AT_ONCE: usize = 64;
