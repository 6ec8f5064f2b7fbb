//! What can go wrong in a room, in sentences. No error holds a token or what
//! somebody wrote.

use std::time::Duration;

use pulse_client_core::Problem;
use pulse_protocol::{ErrorCode, IdError};
use thiserror::Error;

use crate::ConfigError;

/// Why [`RealtimeBuilder::connect`](super::RealtimeBuilder::connect) gave no client.
///
/// ```no_run
/// # async fn example(builder: pulse_sdk::realtime::RealtimeBuilder) {
/// use pulse_sdk::realtime::ConnectError;
///
/// match builder.connect().await {
///     Ok(bot) => println!("{} people are here", bot.presence().len()),
///     Err(ConnectError::TimedOut { server, .. }) => eprintln!("is {server} up?"),
///     Err(other) => eprintln!("{other}"),
/// }
/// # }
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// A setting is wrong; nothing was tried.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The room's id is wrong; nothing was tried.
    #[error("room: {0}")]
    Room(#[source] IdError),
    /// The origin cannot stand in a header; nothing was tried.
    #[error("the origin must be like https://example.com")]
    Origin,
    /// The client was turned away for good.
    #[error(transparent)]
    Ended(#[from] EndReason),
    /// The server was not reached in time, or let nobody in.
    #[error("{server} has not let this client in within {} ms{}", limit.as_millis(), because(last.as_ref()))]
    TimedOut {
        /// The address of the server.
        server: String,
        /// The time it had.
        limit: Duration,
        /// What went wrong last, where something was said.
        last: Option<Problem>,
    },
}

/// Why a client ended.
///
/// ```no_run
/// # async fn example(bot: pulse_sdk::realtime::Realtime) {
/// use pulse_sdk::realtime::EndReason;
///
/// if let EndReason::Unauthorized { message } = bot.ended().await {
///     eprintln!("{message}");
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EndReason {
    /// This program closed it.
    #[error("this program has closed the connection")]
    Closed,
    /// There is no token that the server takes, and none to be had.
    #[error("there is no token that the server takes: {message}")]
    Unauthorized {
        /// What the server or the token's source said.
        message: String,
    },
    /// The server does not let this client in, whatever its token.
    #[error("the server does not let this client in: {message}")]
    TurnedAway {
        /// The stable reason, where the server gave one.
        code: Option<ErrorCode>,
        /// What the server said.
        message: String,
    },
}

/// Why a write was not kept.
///
/// ```no_run
/// # async fn example(bot: pulse_sdk::realtime::Realtime, thread: pulse_sdk::realtime::ThreadId) {
/// use pulse_sdk::realtime::WriteError;
///
/// match bot.reply(&thread, "All green again").await {
///     Ok(comment) => println!("kept as {comment}"),
///     Err(WriteError::Refused(problem)) => eprintln!("{problem}"),
///     Err(other) => eprintln!("{other}"),
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The server, or the limits it has told, refused it.
    #[error("the write was refused: {0}")]
    Refused(Problem),
    /// The client ended before the server had acknowledged it. It may have
    /// been kept all the same.
    #[error("the write was not acknowledged: {0}")]
    Ended(EndReason),
}

impl WriteError {
    /// The stable reason, where the write was refused.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::realtime::WriteError) {
    /// use pulse_sdk::ErrorCode;
    ///
    /// let gone = error.code() == Some(ErrorCode::NotFound);
    /// # }
    /// ```
    #[must_use]
    pub const fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            Self::Ended(_) => None,
        }
    }

    /// Whether the same write may be taken later. An unacknowledged one counts
    /// as new then.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::realtime::WriteError) {
    /// if error.is_retryable() {
    ///     println!("once more, later");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Refused(problem) => problem.retryable,
            Self::Ended(_) => false,
        }
    }
}

/// Why [`Realtime::close`](super::Realtime::close) left something behind.
///
/// ```no_run
/// # async fn example(bot: pulse_sdk::realtime::Realtime) {
/// use pulse_sdk::realtime::CloseError;
///
/// if let Err(CloseError::Unacknowledged { count, .. }) = bot.close().await {
///     eprintln!("{count} writes may be lost");
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CloseError {
    /// Time was up.
    #[error("the server had not acknowledged {count} writes within {} ms", limit.as_millis())]
    Unacknowledged {
        /// How many.
        count: usize,
        /// The time it had.
        limit: Duration,
    },
}

fn because(last: Option<&Problem>) -> String {
    last.map_or_else(String::new, |problem| format!(": {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_sentences_that_say_what_happened() {
        let timed_out = |last| ConnectError::TimedOut {
            server: "http://127.0.0.1:1".to_owned(),
            limit: Duration::from_secs(2),
            last,
        };
        assert_eq!(
            timed_out(None).to_string(),
            "http://127.0.0.1:1 has not let this client in within 2000 ms"
        );
        let problem = Problem::new(ErrorCode::TokenUnavailable, "no token today");
        assert_eq!(
            timed_out(Some(problem.clone())).to_string(),
            "http://127.0.0.1:1 has not let this client in within 2000 ms: no token today"
        );
        let refused = WriteError::Refused(problem);
        assert_eq!(
            (refused.to_string().as_str(), refused.is_retryable()),
            ("the write was refused: no token today", true)
        );
    }
}
