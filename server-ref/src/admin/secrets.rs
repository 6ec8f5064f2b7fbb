//! Texts that let somebody in. The store has only what they hash to.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::shell;
use crate::storage::SecretHash;

/// A text that lets somebody in: a cookie, a link, a token.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// A new one after a prefix: 32 random bytes.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn random(prefix: &str) -> Result<Self, getrandom::Error> {
        let bytes: [u8; 32] = shell::random_bytes()?;
        Ok(Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// One that somebody shows.
    #[must_use]
    pub fn shown(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text itself, for whom it is made.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store knows of it. The texts have too many bits to be guessed,
    /// so one round is enough.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(&self.0).into())
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// What a form brings back to show that it was made for the browser with this
/// cookie: another site can make the browser send the cookie, but not know it.
#[must_use]
pub fn form_token(cookie: &str) -> String {
    let hash = Sha256::new()
        .chain_update("pulse-form\n")
        .chain_update(cookie)
        .finalize();
    URL_SAFE_NO_PAD.encode(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_random_and_prints_as_nothing() {
        let [one, two] = [(); 2].map(|()| SecretText::random("pat_").unwrap());
        assert_ne!(one, two);
        assert_ne!(one.hash(), two.hash());
        assert_eq!(one.hash(), SecretText::shown(one.reveal()).hash());
        assert!(one.reveal().starts_with("pat_") && one.reveal().len() > 40);
        assert!(!format!("{one:?}").contains("pat_"));
        assert_ne!(form_token(one.reveal()), form_token(two.reveal()));
        assert!(!form_token(one.reveal()).contains(one.reveal()));
    }
}
