//! Why a token was not minted.

use std::time::Duration;

use thiserror::Error;

use super::CallError;
use crate::token_request::TokenRequestError;

/// Why [`Pulse::mint_token`](crate::Pulse::mint_token) gave no token.
///
/// ```
/// # use pulse_sdk::MintError;
/// fn status(error: &MintError) -> u16 {
///     match error {
///         MintError::Request(_) => 400,
///         error if error.is_retryable() => 503,
///         _ => 502,
///     }
/// }
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MintError {
    /// The request breaks a limit; nothing was sent.
    #[error(transparent)]
    Request(#[from] TokenRequestError),
    /// The call to the server failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl MintError {
    /// Whether the same request may succeed later, unchanged. Minting twice
    /// does no harm, so a retry is always safe.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::MintError) {
    /// let status = if error.is_retryable() { 503 } else { 502 };
    /// # }
    /// ```
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Request(_) => false,
            Self::Call(call) => call.is_retryable(),
        }
    }

    /// How long the server asks to wait.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::MintError) {
    /// if let Some(wait) = error.retry_after() {
    ///     println!("again in {} s", wait.as_secs());
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Request(_) => None,
            Self::Call(call) => call.retry_after(),
        }
    }

    /// What to look for in the server's log, or to quote when asking for help.
    ///
    /// ```
    /// # fn example(error: pulse_sdk::MintError) {
    /// eprintln!("{error} (request {})", error.request_id().unwrap_or("unknown"));
    /// # }
    /// ```
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Request(_) => None,
            Self::Call(call) => call.request_id(),
        }
    }
}
