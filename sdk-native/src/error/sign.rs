//! Why a token was not signed.

use std::error::Error as StdError;

use thiserror::Error;

use crate::token_request::TokenRequestError;

/// Why [`Pulse::sign_token`](crate::Pulse::sign_token) gave no token.
///
/// ```
/// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
/// use pulse_sdk::{SignError, Signer, TokenRequest};
///
/// let signer = Signer::new(&secret_key).unwrap();
/// let error = signer.sign_token(TokenRequest::new("user-7", "")).unwrap_err();
/// assert!(matches!(error, SignError::Request(_)));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SignError {
    /// The request breaks a limit.
    #[error(transparent)]
    Request(#[from] TokenRequestError),
    /// Each part is within its limit, and all of them together are not.
    #[error(
        "the token would be longer than {limit} bytes: {length}; \
         name fewer rooms, or give a shorter avatar"
    )]
    TooLong {
        /// The most bytes a server takes.
        limit: usize,
        /// The bytes there would be.
        length: usize,
    },
    /// The time cannot be written into a token.
    #[error("the system clock is before 1970: set it")]
    Clock,
    /// The token's id cannot be made.
    #[error("the system gives no random bytes")]
    Randomness(#[source] Box<dyn StdError + Send + Sync>),
}
