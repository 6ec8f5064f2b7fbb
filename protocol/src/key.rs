//! Keys as text: a prefix that says what they are, the bytes in base58 and
//! a checksum, so that a typo is told from a wrong key.

use std::fmt;

use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

/// A text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Another beginning than `pk_` or `sk_`.
    #[error("a {expected} begins with {prefix}")]
    Prefix {
        /// What was wanted, in words.
        expected: &'static str,
        /// How it begins.
        prefix: &'static str,
    },
    /// A publishable key where the secret one is needed.
    #[error("this is the publishable key (pk_…); the secret key begins with sk_")]
    Publishable,
    /// The secret key where the publishable one is needed.
    #[error("this is the secret key (sk_…); it must never leave your backend")]
    Secret,
    /// The checksum does not fit.
    #[error("the {0} is mistyped: its checksum does not fit")]
    Mistyped(&'static str),
}

/// A publishable key: names an environment, harmless on its own.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublishableKey(String);

impl PublishableKey {
    /// Bytes of randomness in it.
    pub const BYTES: usize = 24;
    const PREFIX: &str = "pk_";
    const WORDS: &str = "publishable key";

    /// Makes the key of random bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        Self(write(Self::PREFIX, bytes))
    }

    /// Reads a key.
    ///
    /// # Errors
    /// When the text is another kind of key, or mistyped.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.starts_with(SecretKey::PREFIX) {
            return Err(KeyError::Secret);
        }
        read::<{ Self::BYTES }>(Self::PREFIX, Self::WORDS, text)?;
        Ok(Self(text.to_owned()))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PublishableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A secret key: the seed of an Ed25519 key pair.
///
/// It shows itself to nobody, and its memory is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; Self::BYTES]);

impl SecretKey {
    /// Bytes of the seed.
    pub const BYTES: usize = 32;
    const PREFIX: &str = "sk_";
    const WORDS: &str = "secret key";

    /// Takes a seed.
    #[must_use]
    pub const fn from_seed(seed: [u8; Self::BYTES]) -> Self {
        Self(seed)
    }

    /// Reads a key.
    ///
    /// # Errors
    /// When the text is another kind of key, or mistyped.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.starts_with(PublishableKey::PREFIX) {
            return Err(KeyError::Publishable);
        }
        read(Self::PREFIX, Self::WORDS, text).map(Self)
    }

    /// The seed.
    #[must_use]
    pub const fn seed(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// The key as text, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        write(Self::PREFIX, &self.0)
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey([redacted])")
    }
}

/// The id of a key pair, from its public half: both sides find it without
/// asking each other.
#[must_use]
pub fn key_id(public_key: &[u8; 32]) -> crate::KeyId {
    let text = format!("key_{}", bs58::encode(&public_key[..15]).into_string());
    crate::KeyId::parse(text).expect("base58 of 15 bytes is a short plain text")
}

fn write(prefix: &str, bytes: &[u8]) -> String {
    format!("{prefix}{}", bs58::encode(bytes).with_check().into_string())
}

fn read<const N: usize>(
    prefix: &'static str,
    words: &'static str,
    text: &str,
) -> Result<[u8; N], KeyError> {
    let Some(encoded) = text.strip_prefix(prefix) else {
        return Err(KeyError::Prefix {
            expected: words,
            prefix,
        });
    };
    // Base58 takes time by the square of the length: refuse what is no key.
    if encoded.len() > 2 * N {
        return Err(KeyError::Mistyped(words));
    }
    let bytes = bs58::decode(encoded).with_check(None).into_vec();
    let bytes = bytes.map(Zeroizing::new);
    bytes
        .ok()
        .and_then(|bytes| bytes.as_slice().try_into().ok())
        .ok_or(KeyError::Mistyped(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back() {
        let secret = SecretKey::from_seed([7; 32]);
        assert_eq!(SecretKey::parse(&secret.reveal()), Ok(secret));
        let publishable = PublishableKey::from_bytes(&[9; 24]);
        assert_eq!(PublishableKey::parse(publishable.as_str()), Ok(publishable));
    }

    #[test]
    fn a_typo_and_a_swapped_key_are_told_apart() {
        let secret = SecretKey::from_seed([7; 32]).reveal();
        let publishable = PublishableKey::from_bytes(&[9; 24]);
        assert_eq!(
            SecretKey::parse(publishable.as_str()),
            Err(KeyError::Publishable)
        );
        assert_eq!(PublishableKey::parse(&secret), Err(KeyError::Secret));
        for at in 3..secret.len() {
            let mut typo = secret.clone();
            let other = if &secret[at..=at] == "x" { "y" } else { "x" };
            typo.replace_range(at..=at, other);
            assert_eq!(
                SecretKey::parse(&typo),
                Err(KeyError::Mistyped("secret key")),
                "{at}"
            );
        }
        assert!(matches!(
            SecretKey::parse("hello"),
            Err(KeyError::Prefix { .. })
        ));
        assert!(SecretKey::parse(&format!("sk_{}", "1".repeat(100_000))).is_err());
    }

    #[test]
    fn a_secret_shows_itself_to_nobody() {
        let secret = SecretKey::from_seed([7; 32]);
        assert_eq!(format!("{secret:?}"), "SecretKey([redacted])");
    }
}
