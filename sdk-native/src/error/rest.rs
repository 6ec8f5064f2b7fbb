//! Why a call of the REST API did not do what was asked.

use std::time::Duration;

use pulse_protocol::limits::LimitError;
use pulse_protocol::{ErrorCode, IdError};
use thiserror::Error;

use super::{CallError, Refusal};

/// Why a call of the REST API failed.
///
/// ```
/// use pulse_sdk::{CallError, RestError};
///
/// fn words(error: &RestError) -> &str {
///     match error {
///         RestError::Call(CallError::NotFound(_)) => "somebody deleted it",
///         error if error.is_retryable() => "try again in a moment",
///         _ => "this needs a person",
///     }
/// }
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RestError {
    /// The arguments break a rule; nothing was sent.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The call to the server failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl RestError {
    /// Whether the same call may succeed later, unchanged. The SDK has tried
    /// already, as often as its [`RetryStrategy`](crate::RetryStrategy) says.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::RestError) {
    /// if error.is_retryable() {
    ///     println!("put it back into the queue");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.call().is_some_and(CallError::is_retryable)
    }

    /// How long the server asks to wait.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # fn example(error: pulse_sdk::RestError) -> Duration {
    /// error.retry_after().unwrap_or(Duration::from_secs(60))
    /// # }
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.call()?.retry_after()
    }

    /// The stable reason the server gave, to decide by.
    ///
    /// ```
    /// use pulse_sdk::{ErrorCode, RestError};
    ///
    /// fn is_a_stranger(error: &RestError) -> bool {
    ///     error.code() == Some(ErrorCode::UnknownUser)
    /// }
    /// ```
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        self.refusal().map(|refusal| refusal.code)
    }

    /// What the server said, when it said something.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::RestError) {
    /// if let Some(refusal) = error.refusal() {
    ///     println!("{}: {}", refusal.status, refusal.message);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        self.call()?.refusal()
    }

    /// What to look for in the server's log, or to quote when asking for help.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::RestError) {
    /// eprintln!("{error} (request {})", error.request_id().unwrap_or("unknown"));
    /// # }
    /// ```
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.call()?.request_id()
    }

    fn call(&self) -> Option<&CallError> {
        match self {
            Self::Input(_) => None,
            Self::Call(call) => Some(call),
        }
    }
}

/// Which rule the arguments of a call break. No text quotes what somebody
/// wrote.
///
/// ```
/// # async fn example(pulse: pulse_sdk::Pulse) {
/// use pulse_sdk::{InputError, RestError};
///
/// let error = pulse.room("..").get().await.unwrap_err();
/// assert!(matches!(error, RestError::Input(InputError::Dots { .. })));
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InputError {
    /// Empty, too long, or with control characters; the sentence says which.
    #[error(transparent)]
    Id(#[from] IdError),
    /// In an address, `.` and `..` mean another address.
    #[error("an id must not be {dots}: no address can carry it")]
    Dots {
        /// The id.
        dots: &'static str,
    },
    /// A text that is empty, or longer than a server takes.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// No two words around a slash.
    #[error("media type must look like image/png")]
    MediaType,
    /// A value of your own that cannot be written as JSON, or is too deeply
    /// nested.
    #[error("{field} cannot be written as JSON: {reason}")]
    Json {
        /// The field on the wire.
        field: &'static str,
        /// Why.
        reason: String,
    },
}
