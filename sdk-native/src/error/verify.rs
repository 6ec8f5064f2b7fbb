//! Why a token is not taken.

use thiserror::Error;

/// Why [`Verifier::verify`](crate::Verifier::verify) does not take a token.
/// No text quotes the token.
///
/// ```
/// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
/// use pulse_sdk::{Signer, VerifyError};
///
/// let verifier = Signer::new(&secret_key).unwrap().verifier();
/// assert_eq!(verifier.verify("eyJ"), Err(VerifyError::Malformed));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// Longer than any token.
    #[error("the token is longer than {limit} bytes: {length}")]
    TooLong {
        /// The most bytes that are looked at.
        limit: usize,
        /// The bytes given.
        length: usize,
    },
    /// No three parts in base64url, or no JSON in them.
    #[error("this is no token: it looks like eyJ….eyJ….…")]
    Malformed,
    /// Signed in another way. Tokens of `POST /auth/token` are: the server
    /// signs them with a key of its own, and it alone can check them.
    #[error("the token is not signed with a secret key (EdDSA); only the server can check it")]
    OtherAlgorithm,
    /// Signed with a key pair that is not this one.
    #[error("the token is signed with another key")]
    OtherKey,
    /// Changed after it was signed, or never signed by whom it says.
    #[error("the signature of the token does not fit")]
    Signature,
    /// It says something that no server would take.
    #[error("the token's {0} is not allowed")]
    Claim(&'static str),
    /// It has ended.
    #[error("the token has expired")]
    Expired,
}

/// Bytes that are no Ed25519 public key.
///
/// ```
/// use pulse_sdk::{PublicKeyError, Verifier};
///
/// let no_point = { let mut bytes = [0; 32]; bytes[0] = 2; bytes };
/// assert_eq!(Verifier::new(&no_point).unwrap_err(), PublicKeyError);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("these 32 bytes are no Ed25519 public key")]
pub struct PublicKeyError;
