//! Key pairs of environments, and the backends that show them.

use ed25519_dalek::SigningKey;
use pulse_protocol::key::{KeyError, PublishableKey, SecretKey, key_id};
use pulse_protocol::{ErrorCode, Timestamp};
use thiserror::Error;

use crate::storage::{EnvironmentStore, KeyRecord, NewKey, StoreError};

/// A new pair. The secret half is in here and nowhere else.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a pair is its halves")]
pub struct NewKeyPair {
    /// What the store keeps.
    pub record: NewKey,
    /// To be shown once.
    pub secret: SecretKey,
}

impl NewKeyPair {
    /// Makes a pair of random bytes.
    #[must_use]
    pub fn from_random(seed: [u8; SecretKey::BYTES], label: &[u8; PublishableKey::BYTES]) -> Self {
        let secret = SecretKey::from_seed(seed);
        let public_key = public_half(&secret);
        let record = NewKey {
            id: key_id(&public_key),
            publishable: PublishableKey::from_bytes(label).as_str().to_owned(),
            public_key,
        };
        Self { record, secret }
    }
}

/// Why a backend was not let in.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BearerError {
    /// No `Authorization: Bearer …`.
    #[error("the secret key is missing: send it as \"Authorization: Bearer sk_…\"")]
    Missing,
    /// Another key, or a typo.
    #[error("{0}")]
    Form(#[from] KeyError),
    /// A key of no environment of this server.
    #[error("this secret key is not known here")]
    Unknown,
    /// A key that was withdrawn.
    #[error("this secret key was revoked")]
    Revoked,
    /// The store failed.
    #[error("the key could not be checked")]
    Store(#[from] StoreError),
}

impl BearerError {
    /// The stable reason.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Revoked => ErrorCode::KeyRevoked,
            Self::Store(_) => ErrorCode::Internal,
            Self::Missing | Self::Form(_) | Self::Unknown => ErrorCode::InvalidKey,
        }
    }
}

/// Finds the environment of the secret key in an `Authorization` header.
///
/// # Errors
/// When there is none, or it does not work.
pub async fn authenticate_backend(
    store: &dyn EnvironmentStore,
    authorization: Option<&str>,
    now: Timestamp,
) -> Result<KeyRecord, BearerError> {
    let bearer = authorization
        .and_then(|header| header.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, text)| text.trim())
        .filter(|text| !text.is_empty())
        .ok_or(BearerError::Missing)?;
    let secret = SecretKey::parse(bearer)?;
    let public_key = public_half(&secret);
    let record = store
        .key(&key_id(&public_key))
        .await?
        .filter(|record| record.public_key == public_key)
        .ok_or(BearerError::Unknown)?;
    if record.works_at(now) {
        Ok(record)
    } else {
        Err(BearerError::Revoked)
    }
}

fn public_half(secret: &SecretKey) -> [u8; 32] {
    SigningKey::from_bytes(secret.seed())
        .verifying_key()
        .to_bytes()
}
