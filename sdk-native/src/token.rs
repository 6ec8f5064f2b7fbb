//! What is minted or signed: the credential of one user's browser.

use std::fmt;
use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretString};

/// A user token, good until [`Token::expires_at`].
///
/// Hand it to the browser of the user it names and to nobody else: whoever
/// has it acts as that user. `Debug` does not show it, and the memory is
/// wiped when it is dropped.
///
/// ```
/// # fn example(token: pulse_sdk::Token) {
/// println!("{token:?}"); // Token { secret: [redacted], … }
/// # }
/// ```
#[derive(Clone)]
pub struct Token {
    secret: SecretString,
    expires_at: SystemTime,
}

impl Token {
    pub(crate) fn new(secret: String, expires_at: SystemTime) -> Self {
        Self {
            secret: secret.into(),
            expires_at,
        }
    }

    /// The token itself, to be sent to its user's browser. The name is meant
    /// to be seen in a review: this is where the secret leaves its wrapper.
    ///
    /// ```
    /// # fn example(token: pulse_sdk::Token) {
    /// let body = token.expose().to_owned();
    /// # }
    /// ```
    #[must_use]
    pub fn expose(&self) -> &str {
        self.secret.expose_secret()
    }

    /// When the server stops accepting it. `<pulse-widget>` asks your backend
    /// for the next one before that, so there is nothing to schedule.
    ///
    /// ```
    /// # fn example(token: pulse_sdk::Token) {
    /// let left = token.expires_at().duration_since(std::time::SystemTime::now());
    /// # }
    /// ```
    #[must_use]
    pub fn expires_at(&self) -> SystemTime {
        self.expires_at
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("secret", &format_args!("[redacted]"))
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_not_in_its_debug_text() {
        let token = Token::new(
            "header.payload.signature".to_owned(),
            SystemTime::UNIX_EPOCH,
        );
        let debug = format!("{token:?}");
        assert!(
            debug.starts_with("Token { secret: [redacted], expires_at: "),
            "{debug}"
        );
        assert!(!debug.contains("payload"));
        assert_eq!(token.expose(), "header.payload.signature");
    }
}
