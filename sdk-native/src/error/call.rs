//! Why a call to the server did not come back with what was asked for.

use std::error::Error as StdError;
use std::time::Duration;

use pulse_protocol::ErrorCode;
use thiserror::Error;

use super::Refusal;

type Cause = Box<dyn StdError + Send + Sync>;

/// Why a call failed. [`is_retryable`](Self::is_retryable) says whether the
/// same call may succeed later.
///
/// ```
/// use pulse_sdk::CallError;
///
/// fn words(error: &CallError) -> String {
///     match error {
///         CallError::Unauthorized(_) => "look at PULSE_SECRET_KEY".to_owned(),
///         CallError::RateLimited { .. } => "later".to_owned(),
///         other => other.to_string(),
///     }
/// }
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CallError {
    /// Status 401: the key was rotated, revoked, or is another server's.
    #[error(
        "the server does not accept the secret key: {0}; \
         it may be rotated, revoked or of another server"
    )]
    Unauthorized(Refusal),
    /// Status 403: the key is good, but not for this.
    #[error("the server forbids this to the secret key: {0}")]
    Forbidden(Refusal),
    /// Status 404: deleted, never there, or of another environment.
    #[error("the server does not have this: {0}{hint}", hint = to_be_known(.0))]
    NotFound(Refusal),
    /// Status 409: something else has this id, or this `Idempotency-Key` was
    /// sent with another request.
    #[error("the request conflicts with what is there: {0}; read it again and decide anew")]
    Conflict(Refusal),
    /// Status 413: more than the server, or a proxy before it, takes.
    #[error("the request is larger than the server takes: {0}; send less")]
    TooLarge(Refusal),
    /// Status 400, 422 or another 4xx: the request must be changed.
    #[error("the server rejects the request: {0}")]
    Rejected(Refusal),
    /// Status 429.
    #[error("the server has too many requests, try again {}: {refusal}", later(*.retry_after))]
    RateLimited {
        /// What the server said.
        refusal: Refusal,
        /// How long to wait, where the server said it.
        retry_after: Option<Duration>,
    },
    /// Status 5xx.
    #[error("the server failed, try again {}: {refusal}", later(*.retry_after))]
    ServerFailed {
        /// What the server, or a proxy before it, said.
        refusal: Refusal,
        /// How long to wait, where the server said it.
        retry_after: Option<Duration>,
    },
    /// Status 3xx. Not followed: the secret key would go along.
    #[error(
        "{server} redirects (status {status}): \
         give the address it redirects to, often the same with https://, as the server URL"
    )]
    Redirected {
        /// The server URL.
        server: String,
        /// The HTTP status.
        status: u16,
    },
    /// An answer that no Pulse server gives, such as a proxy's HTML page.
    #[error(
        "{server} answered with {answer} (status {status}): \
         check that the server URL leads to a Pulse server"
    )]
    NotPulse {
        /// The server URL.
        server: String,
        /// The HTTP status.
        status: u16,
        /// What came instead, in words; never the answer itself.
        answer: String,
    },
    /// No connection came about.
    #[error("cannot reach {server}: {reason}")]
    Unreachable {
        /// The server URL.
        server: String,
        /// Why, and what to look at.
        reason: String,
        /// The cause in full.
        source: Cause,
    },
    /// No whole answer within the time limit.
    #[error("{server} did not answer within {} ms", .timeout.as_millis())]
    TimedOut {
        /// The server URL.
        server: String,
        /// The limit, see [`Pulse::with_timeout`](crate::Pulse::with_timeout).
        timeout: Duration,
    },
    /// The answer began and did not end.
    #[error("the connection to {server} broke before the answer was complete")]
    Interrupted {
        /// The server URL.
        server: String,
        /// The cause in full.
        source: Cause,
    },
}

impl CallError {
    /// Whether the same call may succeed later, unchanged. Wait
    /// [`retry_after`](Self::retry_after), or a little longer each time.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::CallError) {
    /// let status = if error.is_retryable() { 503 } else { 502 };
    /// # }
    /// ```
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::ServerFailed { .. }
            | Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::Interrupted { .. } => true,
            Self::Unauthorized(_)
            | Self::Forbidden(_)
            | Self::NotFound(_)
            | Self::Conflict(_)
            | Self::TooLarge(_)
            | Self::Rejected(_)
            | Self::Redirected { .. }
            | Self::NotPulse { .. } => false,
        }
    }

    /// How long the server asks to wait.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::CallError) {
    /// if let Some(wait) = error.retry_after() {
    ///     println!("again in {} s", wait.as_secs());
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::ServerFailed { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }

    /// What the server said, when it said something.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::CallError) {
    /// let code = error.refusal().map(|refusal| refusal.code);
    /// # }
    /// ```
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unauthorized(refusal)
            | Self::Forbidden(refusal)
            | Self::NotFound(refusal)
            | Self::Conflict(refusal)
            | Self::TooLarge(refusal)
            | Self::Rejected(refusal)
            | Self::RateLimited { refusal, .. }
            | Self::ServerFailed { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// What to look for in the server's log, or to quote when asking for help.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::CallError) {
    /// eprintln!("{error} (request {})", error.request_id().unwrap_or("unknown"));
    /// # }
    /// ```
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.refusal()?.request_id.as_deref()
    }
}

/// Who never minted for a person meets this first, and the way out is not in
/// the server's sentence.
fn to_be_known(refusal: &Refusal) -> &'static str {
    match refusal.code {
        ErrorCode::UnknownUser => "; mint a token for this person first",
        _ => "",
    }
}

fn later(retry_after: Option<Duration>) -> String {
    match retry_after {
        Some(wait) => format!("in {} s", wait.as_secs()),
        None => "later".to_owned(),
    }
}
