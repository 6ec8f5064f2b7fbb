//! What the person is told about the connection.

use serde::Serialize;

/// The state of the connection, in the words of the public interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(
    clippy::exhaustive_enums,
    reason = "every shell must show every status"
)]
pub enum Status {
    /// Nobody has asked to connect yet.
    Idle,
    /// On the way for the first time.
    Connecting,
    /// Let in; changes arrive as they happen.
    Connected,
    /// Lost or not reached yet, and trying.
    Reconnecting,
    /// The browser says there is no network; waiting for it.
    Offline,
    /// The host or the server wants another token.
    Unauthorized,
    /// Stopped, until somebody asks to connect.
    Closed,
}

impl Status {
    /// The status in the interface's words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
            Self::Offline => "offline",
            Self::Unauthorized => "unauthorized",
            Self::Closed => "closed",
        }
    }
}
