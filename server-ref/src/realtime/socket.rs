//! The server's end of a WebSocket. Tungstenite reads, and answers pings and
//! closes. What is written is gathered in a buffer that is let go as soon as it
//! is empty: the greeting of a large room must not stay with each of its members.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::extract::ws::Utf8Bytes;
use bytes::{Buf, BufMut, Bytes, BytesMut};
use futures_util::{Sink, Stream};
use pulse_protocol::CloseCode;
use pulse_protocol::limits::Limits;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{
    CloseFrame, Role, WebSocketConfig, WebSocketContext,
};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::io::poll_write_buf;

/// What the server says on a WebSocket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Text(Utf8Bytes),
    /// Asks for a sign of life.
    Ping,
    Close(CloseCode),
}

/// An open WebSocket.
#[derive(Debug)]
pub(super) struct Socket<S> {
    protocol: WebSocketContext,
    pipe: Pipe<S>,
    /// Something was refused by its length. What follows may be its content, and no frames.
    refused: bool,
}

/// The bytes below it.
#[derive(Debug)]
struct Pipe<S> {
    stream: S,
    /// What waits to be written.
    out: BytesMut,
}

impl<S> Socket<S> {
    /// A socket whose handshake is over.
    pub(super) fn new(stream: S) -> Self {
        // Somewhat too large a frame is answered; far too large a one is not read.
        let limit = 4 * Limits::default().frame_bytes;
        let config = WebSocketConfig::default()
            .max_message_size(Some(limit))
            .max_frame_size(Some(limit))
            .read_buffer_size(READ_BUFFER)
            // Nothing but pongs and closes is written by it, and at once.
            .write_buffer_size(0);
        Self {
            protocol: WebSocketContext::new(Role::Server, Some(config)),
            pipe: Pipe {
                stream,
                out: BytesMut::new(),
            },
            refused: false,
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for Socket<S> {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self {
            protocol,
            pipe,
            refused,
        } = &mut *self;
        // Who takes no pongs is not read, so that they do not pile up.
        ready!(pipe.poll_room(context))?;
        if *refused {
            return pipe.poll_discard(context).map(|()| None);
        }
        let read = protocol.read(&mut Turn { pipe, context });
        // A pong, or the answer to a close.
        let written = pipe.poll_write_out(context);
        *refused = matches!(read, Err(Error::Capacity(_)));
        match read {
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
            Err(Error::ConnectionClosed | Error::AlreadyClosed) => {
                let _ = ready!(written);
                Poll::Ready(None)
            }
            read => Poll::Ready(Some(read)),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Sink<Said> for Socket<S> {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.pipe.poll_room(context).map_err(Error::Io)
    }

    fn start_send(mut self: Pin<&mut Self>, said: Said) -> Result<(), Error> {
        let Self { protocol, pipe, .. } = &mut *self;
        match said {
            Said::Text(text) => {
                let frame = Frame::message(text, OpCode::Data(Data::Text), true);
                pipe.out.reserve(frame.len());
                frame.format(&mut (&mut pipe.out).writer())
            }
            Said::Ping => Frame::ping(Bytes::new()).format(&mut (&mut pipe.out).writer()),
            // Tungstenite has to know, to tell the answer from the peer's own close.
            Said::Close(code) => {
                let frame = CloseFrame {
                    code: code.as_u16().into(),
                    reason: "".into(),
                };
                let mut context = Context::from_waker(std::task::Waker::noop());
                let turn = &mut Turn {
                    pipe,
                    context: &mut context,
                };
                protocol.close(turn, Some(frame))
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.pipe.poll_write_out(context).map_err(Error::Io)
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.poll_flush(context)
    }
}

impl<S: AsyncWrite + Unpin> Pipe<S> {
    /// Writes until more may be added.
    fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.out.len() < WRITTEN_TOGETHER {
            return Poll::Ready(Ok(()));
        }
        self.poll_write_out(context)
    }

    /// Writes all that waits, and lets go of its buffer.
    fn poll_write_out(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.out.has_remaining() {
            let stream = Pin::new(&mut self.stream);
            if ready!(poll_write_buf(stream, context, &mut self.out))? == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
        }
        self.out = BytesMut::new();
        Pin::new(&mut self.stream).poll_flush(context)
    }
}

impl<S: AsyncRead + Unpin> Pipe<S> {
    /// Reads to the end without keeping anything.
    fn poll_discard(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut bytes = [0; READ_BUFFER];
        loop {
            let mut buffer = ReadBuf::new(&mut bytes);
            let read = ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                return Poll::Ready(());
            }
        }
    }
}

/// A stream for as long as it is polled: what tungstenite reads comes from
/// below, what it writes waits with the rest.
struct Turn<'a, 'b, S> {
    pipe: &'a mut Pipe<S>,
    context: &'a mut Context<'b>,
}

impl<S: AsyncRead + Unpin> io::Read for Turn<'_, '_, S> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(bytes);
        match Pin::new(&mut self.pipe.stream).poll_read(self.context, &mut buffer) {
            Poll::Ready(read) => read.map(|()| buffer.filled().len()),
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

impl<S> io::Write for Turn<'_, '_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pipe.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Small, as an idle connection keeps it; it grows with what a client says.
const READ_BUFFER: usize = 1024;
/// So much is gathered before it is written.
const WRITTEN_TOGETHER: usize = 32 * 1024;

#[cfg(test)]
mod tests;
