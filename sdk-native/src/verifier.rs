//! Checks tokens that a secret key signed, by the rules of the server
//! (PROTOCOL.md, section 9). For tests, and for proxies that let only people
//! with a token through.

use std::time::{SystemTime, UNIX_EPOCH};

use ed25519_dalek::{Signature, VerifyingKey};
use pulse_protocol::claims::{Algorithm, Claims, LEEWAY_SECONDS};
use pulse_protocol::key::key_id;
use pulse_protocol::limits::{AVATAR_BYTES, Limits, TOKEN_BYTES, TOKEN_TTL_MAX_SECONDS};

use crate::jwt::{self, Header, Parts};
use crate::{PublicKeyError, VerifyError, shell};

/// Checks tokens of [`Pulse::sign_token`](crate::Pulse::sign_token) with the
/// public half of the key, which can make none.
///
/// Tokens of [`Pulse::mint_token`](crate::Pulse::mint_token) are signed by the
/// server with a key of its own, and only the server can check them.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
/// use pulse_sdk::{Signer, TokenRequest, Verifier, VerifyError};
///
/// let signer = Signer::new(&secret_key)?;
/// let request = TokenRequest::new("user-7", "Ada Byron").rooms(["/pricing"]);
/// let token = signer.sign_token(request)?;
///
/// let verifier = Verifier::new(&signer.public_key())?;
/// let claims = verifier.verify(token.expose())?;
/// assert!(claims.opens("/pricing") && !claims.opens("/elsewhere"));
/// assert_eq!(verifier.verify("eyJ"), Err(VerifyError::Malformed));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Verifier {
    key: VerifyingKey,
    kid: String,
}

impl Verifier {
    /// Takes a public key, as [`Signer::public_key`](crate::Signer::public_key)
    /// gives it.
    ///
    /// ```
    /// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
    /// use pulse_sdk::{Signer, Verifier};
    ///
    /// let public_key = Signer::new(&secret_key).unwrap().public_key();
    /// let verifier = Verifier::new(&public_key).unwrap();
    /// ```
    ///
    /// # Errors
    /// When the bytes are no public key.
    pub fn new(public_key: &[u8; 32]) -> Result<Self, PublicKeyError> {
        let key = VerifyingKey::from_bytes(public_key).map_err(|_| PublicKeyError)?;
        Ok(Self::of_key(key))
    }

    /// Checks a token now, by this machine's clock.
    ///
    /// ```
    /// # fn example(verifier: pulse_sdk::Verifier, token: &str) {
    /// if let Ok(claims) = verifier.verify(token) {
    ///     println!("{} may come in", claims.name);
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the token is not signed with this key, has ended or says what it
    /// may not.
    pub fn verify(&self, token: &str) -> Result<Claims, VerifyError> {
        self.verify_at(token, shell::now())
    }

    /// Checks a token at a time of your own, as for tests. Its end is passed
    /// only 5 seconds later, for clocks that differ.
    ///
    /// ```
    /// # fn example(verifier: pulse_sdk::Verifier, token: &str) {
    /// let tomorrow = std::time::SystemTime::now() + std::time::Duration::from_secs(86_400);
    /// assert!(verifier.verify_at(token, tomorrow).is_err());
    /// # }
    /// ```
    ///
    /// # Errors
    /// As for [`Verifier::verify`].
    pub fn verify_at(&self, token: &str, now: SystemTime) -> Result<Claims, VerifyError> {
        let (limit, length) = (TOKEN_BYTES, token.len());
        if length > limit {
            return Err(VerifyError::TooLong { limit, length });
        }
        let parts = Parts::of(token).ok_or(VerifyError::Malformed)?;
        self.check_header(parts.header)?;
        self.check_signature(&parts)?;
        let payload = jwt::decode(parts.payload).ok_or(VerifyError::Malformed)?;
        let claims = serde_json::from_slice(&payload).map_err(|_| VerifyError::Claim("content"))?;
        check_claims(&claims, unix_seconds(now))?;
        Ok(claims)
    }

    pub(crate) fn of_key(key: VerifyingKey) -> Self {
        let kid = Algorithm::EdDsa.kid(&key_id(key.as_bytes()));
        Self { key, kid }
    }

    /// The algorithm is never taken from the token: it names one, and that
    /// must be the one there is.
    fn check_header(&self, header: &str) -> Result<(), VerifyError> {
        let json = jwt::decode(header).ok_or(VerifyError::Malformed)?;
        let header: Header<'_> =
            serde_json::from_slice(&json).map_err(|_| VerifyError::Malformed)?;
        if header.alg != jwt::EDDSA {
            return Err(VerifyError::OtherAlgorithm);
        }
        if header.crit.is_some() {
            return Err(VerifyError::Malformed);
        }
        if header.kid != self.kid {
            return Err(VerifyError::OtherKey);
        }
        Ok(())
    }

    /// Strict: a signature cannot be changed into another valid one.
    fn check_signature(&self, parts: &Parts<'_>) -> Result<(), VerifyError> {
        let bytes = jwt::decode(parts.signature).ok_or(VerifyError::Malformed)?;
        let signature = Signature::from_slice(&bytes).map_err(|_| VerifyError::Signature)?;
        self.key
            .verify_strict(parts.signed.as_bytes(), &signature)
            .map_err(|_| VerifyError::Signature)
    }
}

fn check_claims(claims: &Claims, now: u64) -> Result<(), VerifyError> {
    if now >= claims.exp.saturating_add(LEEWAY_SECONDS) {
        return Err(VerifyError::Expired);
    }
    if claims.iat > now.saturating_add(LEEWAY_SECONDS) {
        return Err(VerifyError::Claim("time of issue"));
    }
    if claims.exp.saturating_sub(claims.iat) > TOKEN_TTL_MAX_SECONDS {
        return Err(VerifyError::Claim("lifetime"));
    }
    let name_chars = Limits::default().name_chars;
    if claims.name.trim().is_empty() || claims.name.chars().count() > name_chars {
        return Err(VerifyError::Claim("name"));
    }
    let avatar_bytes = claims.avatar.as_ref().map_or(0, String::len);
    if avatar_bytes > AVATAR_BYTES {
        return Err(VerifyError::Claim("avatar"));
    }
    Ok(())
}

/// A clock before 1970 makes tokens look like they come from the future,
/// which they do.
fn unix_seconds(now: SystemTime) -> u64 {
    now.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests;
