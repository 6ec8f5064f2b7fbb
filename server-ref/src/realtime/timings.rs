//! How long a connection may take for what.

use std::time::Duration;

use pulse_protocol::limits::AUTH_TIMEOUT_MS;

/// How patient the server is with a connection. Not a setting of a
/// deployment: clients count on the defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a set of times is its fields")]
pub struct Timings {
    /// `auth` must come within this time: 10 s.
    pub auth: Duration,
    /// A write that the peer does not take for this long ends the connection: 10 s.
    pub write: Duration,
    /// A peer that says nothing for this long is asked for a sign of life: 30 s.
    pub silence: Duration,
    /// A peer that says nothing for this long is dead, though it was asked: 60 s.
    pub death: Duration,
    /// After a close, what still comes is read for this long, since a socket
    /// that is closed over unread data loses the close frame: 1 s.
    pub linger: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            auth: Duration::from_millis(AUTH_TIMEOUT_MS),
            write: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            death: Duration::from_secs(60),
            linger: Duration::from_secs(1),
        }
    }
}
