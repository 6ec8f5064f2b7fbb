//! What happens to an engine: each input is one fact from outside.

use pulse_protocol::entity::PresenceStatus;
use pulse_protocol::{ClientMessage, OpId, ThreadId, Verbatim, Viewport};

use crate::{Provider, Token};

/// One fact from outside.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_enums, reason = "shells name every input")]
pub enum Input {
    /// The host or the person wants something.
    Command(Command),
    /// The socket is open.
    SocketOpened {
        /// Which socket.
        connection: ConnectionNumber,
    },
    /// A text frame came.
    SocketMessage {
        /// From which socket.
        connection: ConnectionNumber,
        /// The frame.
        text: String,
    },
    /// The socket is closed, or could not be opened.
    SocketClosed {
        /// Which socket.
        connection: ConnectionNumber,
        /// The close code; 1006 when there was none.
        code: u16,
    },
    /// So many bytes wait in the socket, not yet taken by the network.
    Backlog {
        /// In which socket.
        connection: ConnectionNumber,
        /// How many.
        bytes: u64,
    },
    /// The answer to [`Effect::FetchToken`](crate::Effect::FetchToken).
    Token {
        /// Which request it answers.
        request: TokenRequest,
        /// The token, or why there is none.
        result: Result<Token, TokenFailure>,
    },
    /// Something happened to the page.
    Page(Page),
    /// The moment named by `poll_timeout` has come.
    Timer,
}

/// What the host or the person wants.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_enums, reason = "shells name every command")]
pub enum Command {
    /// Connect and stay connected.
    Connect,
    /// Stop, and forget what was seen. Unsent writes stay.
    Disconnect,
    /// Use this token from now on, on the live socket where there is one.
    SetToken(Token),
    /// Tokens can, or can no longer, be fetched.
    SetProvider(Provider),
    /// A write: shown at once, kept until the server has it.
    Write {
        /// Names the write, from [`Engine::fresh_id`](crate::Engine::fresh_id).
        op_id: OpId,
        /// What to do. Anything but a write is ignored.
        message: ClientMessage,
    },
    /// Try a refused write again, under a new operation id.
    Retry(OpId),
    /// Give a write up.
    Discard(OpId),
    /// The pointer is here.
    MoveCursor(Verbatim),
    /// The person pressed here.
    Click(Verbatim),
    /// The person is writing.
    Typing(ThreadId),
    /// How present the person wants to appear; holds over reconnects.
    SetPresence(PresenceStatus),
    /// The part of the page that is visible.
    SetViewport(Viewport),
    /// The text that is selected.
    SetSelection(Option<Verbatim>),
    /// A signal that is sent as it is, or dropped when there is no connection.
    Signal(ClientMessage),
}

/// Something that happened to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "shells name every page event")]
pub enum Page {
    /// The network is back.
    Online,
    /// The network is gone.
    Offline,
    /// The page can be seen.
    Visible,
    /// The page cannot be seen.
    Hidden,
    /// The page is about to stop running: no socket survives that.
    Frozen,
    /// The page runs again.
    Resumed,
    /// The page is used: a pointer moves, a key is pressed, something scrolls.
    /// Once in a few seconds is enough; what it is for is
    /// [`Config::idle_after_ms`](crate::Config::idle_after_ms).
    Used,
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the engine must know every reaction"
)]
pub enum TokenFailure {
    /// The host said no (401 or 403): asking again is pointless.
    Refused(String),
    /// Nobody said no; it may work later.
    Unavailable(String),
}

/// Numbers the sockets of an engine, so that news of an old one is told from news of the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionNumber(pub(crate) u32);

/// Numbers the token requests of an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenRequest(pub(crate) u32);
