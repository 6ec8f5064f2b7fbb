//! What kind of thing a client said, for counting.

use pulse_protocol::ClientMessage;

/// A class of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each class must be counted")]
pub enum Heard {
    /// Who somebody is.
    Auth,
    /// What is kept.
    Write,
    /// What is passed on and forgotten.
    Signal,
    /// What is answered from the store.
    Question,
    /// A sign of life.
    Ping,
    /// What could not be read.
    Unreadable,
}

impl Heard {
    /// Every class, in the order of its discriminants.
    pub const ALL: [Self; 6] = [
        Self::Auth,
        Self::Write,
        Self::Signal,
        Self::Question,
        Self::Ping,
        Self::Unreadable,
    ];

    /// The class of a message.
    #[must_use]
    pub fn of(message: &ClientMessage) -> Self {
        match message {
            ClientMessage::Auth(_) | ClientMessage::AuthRefresh(_) => Self::Auth,
            ClientMessage::EventsList(_) | ClientMessage::ThreadsList(_) => Self::Question,
            ClientMessage::Ping(_) => Self::Ping,
            message if message.is_write() => Self::Write,
            _ => Self::Signal,
        }
    }

    /// Its name in the metrics.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Write => "write",
            Self::Signal => "signal",
            Self::Question => "question",
            Self::Ping => "ping",
            Self::Unreadable => "unreadable",
        }
    }
}
