//! What an engine wants done. The shell does it, in order.

use std::fmt;

use serde::Serialize;

use crate::{ConnectionNumber, Event, TokenRequest};

/// One thing to do.
#[derive(Clone)]
#[expect(clippy::exhaustive_enums, reason = "shells must do every effect")]
pub enum Effect {
    /// Open a socket. The one before, if any, was closed by an earlier effect.
    OpenSocket {
        /// Its number, to be named in what is heard of it.
        connection: ConnectionNumber,
    },
    /// Close a socket. Nothing needs to be reported of it any more.
    CloseSocket {
        /// Which.
        connection: ConnectionNumber,
    },
    /// Send a text frame.
    Send {
        /// On which socket.
        connection: ConnectionNumber,
        /// The frame; it may contain a token.
        text: String,
    },
    /// Ask the host for a token and answer with [`Input::Token`](crate::Input::Token).
    FetchToken {
        /// To be named in the answer.
        request: TokenRequest,
        /// Why one is needed.
        reason: TokenReason,
    },
    /// Tell the host.
    Emit(Event),
    /// Keep these unsent writes in the place of those kept before.
    SaveOutbox(Vec<SavedWrite>),
}

impl fmt::Debug for Effect {
    /// Frames are shown by their length only: the first one has the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenSocket { connection } => write!(f, "OpenSocket({})", connection.0),
            Self::CloseSocket { connection } => write!(f, "CloseSocket({})", connection.0),
            Self::Send { connection, text } => {
                write!(f, "Send({}, {} bytes)", connection.0, text.len())
            }
            Self::FetchToken { request, reason } => {
                write!(f, "FetchToken({}, {reason:?})", request.0)
            }
            Self::Emit(event) => write!(f, "Emit({event:?})"),
            Self::SaveOutbox(writes) => write!(f, "SaveOutbox({} writes)", writes.len()),
        }
    }
}

/// Why a token is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "part of the provider's interface")]
pub enum TokenReason {
    /// There is none, or it has ended.
    Connect,
    /// The one in use ends soon.
    Refresh,
    /// The server did not take the last one.
    Rejected,
}

impl TokenReason {
    /// The reason in the interface's words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Refresh => "refresh",
            Self::Rejected => "rejected",
        }
    }
}

/// An unsent write in a form that can be kept over a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SavedWrite {
    /// When it was made, in milliseconds since 1970.
    pub unix_ms: u64,
    /// Who made it, where that was known.
    pub author: Option<String>,
    /// The frame as it is sent.
    pub frame: String,
}

impl SavedWrite {
    /// A write as it was kept.
    #[must_use]
    pub const fn new(unix_ms: u64, author: Option<String>, frame: String) -> Self {
        Self {
            unix_ms,
            author,
            frame,
        }
    }
}
