//! Why a socket closed, and what a client does about it.

/// What a client does after a socket closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "every client must know every rule")]
pub enum Reconnect {
    /// Come back, after the usual delay.
    Yes,
    /// Get a fresh token, then come back.
    WithFreshToken,
    /// Stay away until the person or the page asks.
    Never,
}

/// A WebSocket close code of Pulse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
#[non_exhaustive]
pub enum CloseCode {
    /// The page left.
    Normal = 1000,
    /// The server restarts.
    Restart = 1012,
    /// The server cannot take more now.
    TryLater = 1013,
    /// Too many unreadable messages.
    BadMessage = 4400,
    /// The token is missing, wrong or has ended.
    Authentication = 4401,
    /// Not allowed, whatever the token.
    Forbidden = 4403,
    /// No `auth` in time.
    AuthTimeout = 4408,
    /// A frame was too large.
    TooLarge = 4413,
    /// Far too many messages.
    RateLimited = 4429,
    /// The receiver did not keep up; it resumes where it was.
    SlowConsumer = 4500,
}

impl CloseCode {
    /// The number on the wire.
    #[must_use]
    pub const fn as_u16(self) -> u16 {
        self as u16
    }
}

impl Reconnect {
    /// The rule for a close code, known or not: 4401 needs another token,
    /// 4403 is final, everything else may pass.
    #[must_use]
    pub const fn after(code: u16) -> Self {
        match code {
            4401 => Self::WithFreshToken,
            4403 => Self::Never,
            _ => Self::Yes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_close_code_says_whether_to_come_back() {
        assert_eq!(
            Reconnect::after(CloseCode::Restart.as_u16()),
            Reconnect::Yes
        );
        assert_eq!(
            Reconnect::after(CloseCode::SlowConsumer.as_u16()),
            Reconnect::Yes
        );
        assert_eq!(
            Reconnect::after(CloseCode::Authentication.as_u16()),
            Reconnect::WithFreshToken
        );
        assert_eq!(
            Reconnect::after(CloseCode::Forbidden.as_u16()),
            Reconnect::Never
        );
        assert_eq!(Reconnect::after(1006), Reconnect::Yes);
    }
}
