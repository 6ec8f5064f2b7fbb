//! The states of a connection, named by what is awaited.

use crate::heartbeat::Heartbeat;
use crate::{ConnectionNumber, Status};

/// Where the connection is.
#[derive(Debug, Clone)]
pub(crate) enum State {
    /// Nobody has asked to connect.
    Idle,
    /// The host is fetching a token.
    AwaitingToken,
    /// The socket is being opened.
    AwaitingSocket {
        connection: ConnectionNumber,
        until: u64,
    },
    /// `auth` was sent.
    AwaitingAuth {
        connection: ConnectionNumber,
        until: u64,
    },
    /// Let in.
    Ready(Session),
    /// The last attempt failed; the next one is later.
    AwaitingRetry { until: u64, patience: Patience },
    /// The browser says there is no network.
    AwaitingNetwork,
    /// The page does not run.
    Frozen,
    /// Another token is needed, and nobody can fetch one.
    Unauthorized,
    /// Stopped, until somebody asks to connect.
    Closed,
}

/// Whether a wait may be cut short when the page is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// It may.
    Idle,
    /// The server asked for it.
    Asked,
}

/// A connection that was let in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) connection: ConnectionNumber,
    pub(crate) since: u64,
    pub(crate) dialect: Dialect,
    /// When the server announced that it will close: how long to stay away.
    pub(crate) return_in_ms: Option<u64>,
}

/// What the server speaks.
#[derive(Debug, Clone)]
pub(crate) enum Dialect {
    /// No acknowledgements, no pings: presence is told again and again.
    One { presence_due: u64 },
    /// Everything.
    Two(Heartbeat),
}

impl Dialect {
    /// Whether a token can be renewed on the live socket.
    pub(crate) const fn renews(&self) -> bool {
        matches!(self, Self::Two(_))
    }
}

impl State {
    /// The socket that is open or being opened: one at most.
    pub(crate) const fn connection(&self) -> Option<ConnectionNumber> {
        match self {
            Self::AwaitingSocket { connection, .. } | Self::AwaitingAuth { connection, .. } => {
                Some(*connection)
            }
            Self::Ready(session) => Some(session.connection),
            _ => None,
        }
    }

    /// Whether somebody wants to be connected.
    pub(crate) const fn is_wanted(&self) -> bool {
        !matches!(self, Self::Idle | Self::Unauthorized | Self::Closed)
    }

    pub(crate) const fn status(&self, attempt: Attempt) -> Status {
        match self {
            Self::Idle => Status::Idle,
            Self::Ready(_) => Status::Connected,
            Self::AwaitingNetwork => Status::Offline,
            Self::Unauthorized => Status::Unauthorized,
            Self::Closed => Status::Closed,
            Self::AwaitingToken
            | Self::AwaitingSocket { .. }
            | Self::AwaitingAuth { .. }
            | Self::AwaitingRetry { .. }
            | Self::Frozen => match attempt {
                Attempt::First => Status::Connecting,
                Attempt::Later => Status::Reconnecting,
            },
        }
    }
}

/// Whether this is the first attempt since somebody asked to connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    First,
    Later,
}
