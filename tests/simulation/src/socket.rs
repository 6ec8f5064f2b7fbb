//! The two ends of a WebSocket: a person's, as a browser has it, and the
//! server's, as `axum` hands it over.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::extract::ws::{Message, Utf8Bytes};
use futures_util::{Sink, Stream};
use pulse_client_core::ConnectionNumber;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio_util::sync::PollSender;

use crate::network::{End, Fate, Packet};

/// What is heard of a socket.
#[derive(Debug)]
pub(crate) enum Heard {
    Opened,
    Text(Utf8Bytes),
    Closed(u16),
}

/// A socket that is being opened, or open.
#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) connection: ConnectionNumber,
    /// None when there is no server to reach.
    end: Option<End>,
    pub(crate) fate: Fate,
}

impl Socket {
    pub(crate) fn open(connection: ConnectionNumber, end: Option<End>, fate: Fate) -> Self {
        let socket = Self {
            connection,
            end,
            fate,
        };
        let _ = socket.put(Packet::Handshake);
        socket
    }

    /// Whether there was room for it: browsers have some for anything, so
    /// when there is none here the engine says far too much.
    pub(crate) fn send(&self, text: String) -> bool {
        self.put(Packet::Message(Message::Text(text.into())))
    }

    pub(crate) async fn next(&mut self) -> Heard {
        loop {
            let packet = match &mut self.end {
                Some(end) => end.inbox.recv().await,
                None => None,
            };
            return match packet {
                Some(Packet::Handshake) => Heard::Opened,
                Some(Packet::Message(Message::Text(text))) => Heard::Text(text),
                Some(Packet::Message(Message::Close(frame))) => {
                    Heard::Closed(frame.map_or(NO_CODE, |frame| frame.code))
                }
                Some(Packet::Message(Message::Ping(bytes))) => {
                    // Browsers do this by themselves.
                    self.put(Packet::Message(Message::Pong(bytes)));
                    continue;
                }
                Some(Packet::Message(_)) => continue,
                None => Heard::Closed(NO_CODE),
            };
        }
    }

    /// A link that has just broken takes everything, and says so by itself.
    fn put(&self, packet: Packet) -> bool {
        let Some(end) = &self.end else {
            return true;
        };
        !matches!(end.outbox.try_send(packet), Err(TrySendError::Full(_)))
    }
}

/// The server's end of a connection that was accepted.
#[derive(Debug)]
pub(crate) struct ServerSocket {
    inbox: mpsc::Receiver<Packet>,
    outbox: PollSender<Packet>,
}

impl ServerSocket {
    /// Waits for somebody's handshake, and answers it.
    pub(crate) async fn accept(mut end: End) -> Option<Self> {
        end.inbox.recv().await?;
        end.outbox.send(Packet::Handshake).await.ok()?;
        Some(Self {
            inbox: end.inbox,
            outbox: PollSender::new(end.outbox),
        })
    }
}

impl Stream for ServerSocket {
    type Item = Result<Message, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.inbox.poll_recv(cx)) {
                Some(Packet::Message(message)) => return Poll::Ready(Some(Ok(message))),
                Some(Packet::Handshake) => {}
                None => return Poll::Ready(None),
            }
        }
    }
}

impl Sink<Message> for ServerSocket {
    type Error = axum::Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        self.outbox.poll_reserve(cx).map_err(axum::Error::new)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), axum::Error> {
        let packet = Packet::Message(message);
        self.outbox.send_item(packet).map_err(axum::Error::new)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        self.outbox.close();
        Poll::Ready(Ok(()))
    }
}

const NO_CODE: u16 = 1006;
