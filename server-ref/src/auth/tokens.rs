//! User tokens: made here (HS256), or by a backend that holds a secret key
//! (EdDSA). The `kid` of a token names the key and fixes the algorithm, so
//! neither can be passed off as the other.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use pulse_protocol::claims::{Algorithm, Claims, LEEWAY_SECONDS};
use pulse_protocol::limits::{AVATAR_BYTES, Limits, TOKEN_BYTES, TOKEN_TTL_MAX_SECONDS};
use pulse_protocol::rest::TokenRequest;
use pulse_protocol::{ErrorCode, KeyId, Timestamp};
use thiserror::Error;
use uuid::Uuid;

use super::MasterSecret;
use super::crypto;
use crate::storage::{EnvironmentStore, KeyRecord, Person, StoreError};

/// Makes and checks tokens.
#[derive(Debug)]
pub struct Tokens {
    master: MasterSecret,
}

/// A token that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a token is its fields")]
pub struct VerifiedToken {
    /// The key pair that stands behind it.
    pub key: KeyRecord,
    /// What it says.
    pub claims: Claims,
}

impl VerifiedToken {
    /// The person it is for.
    #[must_use]
    pub fn person(&self) -> Person {
        Person {
            id: self.claims.sub.clone(),
            name: self.claims.name.clone(),
            avatar: self.claims.avatar.clone(),
        }
    }

    /// The first moment at which it is no longer taken, in milliseconds
    /// since 1970: its end, and the leeway for clocks that differ.
    #[must_use]
    pub fn refused_from_ms(&self) -> u64 {
        (self.claims.exp + LEEWAY_SECONDS) * 1000
    }
}

/// A new token.
#[expect(clippy::exhaustive_structs, reason = "a token is its fields")]
pub struct Minted {
    /// The text, for the person's browser alone.
    pub token: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Minted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Minted {{ token: [redacted], expires_at: {} }}",
            self.expires_at
        )
    }
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TokenRefusal {
    /// A secret key where a token is needed.
    #[error("this is the secret key; it must never be in a browser, mint a token with it")]
    SecretKey,
    /// Longer than any token.
    #[error("the token is longer than {TOKEN_BYTES} bytes")]
    TooLong,
    /// No JWT, another algorithm, a signature that does not fit.
    #[error("the token is not signed by a key of this server")]
    Invalid,
    /// It says something it may not.
    #[error("the token's {0} is not allowed")]
    Claim(&'static str),
    /// It has ended.
    #[error("the token has expired")]
    Expired,
    /// The person's sessions were ended; a fresh token is taken.
    #[error("the sessions of this person were ended; a fresh token is needed")]
    Withdrawn,
    /// Its key was withdrawn.
    #[error("the key behind this token was revoked")]
    KeyRevoked,
}

impl TokenRefusal {
    /// The stable reason.
    #[must_use]
    pub fn code(self) -> ErrorCode {
        match self {
            Self::Expired | Self::Withdrawn => ErrorCode::TokenExpired,
            Self::KeyRevoked => ErrorCode::KeyRevoked,
            _ => ErrorCode::InvalidToken,
        }
    }
}

/// Why a token could not be checked, or was not taken.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It is not taken.
    #[error(transparent)]
    Refused(#[from] TokenRefusal),
    /// The store failed.
    #[error("the token could not be checked")]
    Store(#[from] StoreError),
}

impl Tokens {
    /// Signs with keys derived from a secret.
    #[must_use]
    pub fn new(master: MasterSecret) -> Self {
        crypto::install();
        Self { master }
    }

    /// Another secret of this server, for one purpose and one thing.
    pub(crate) fn derive<const N: usize>(&self, purpose: &[u8], about: &[u8]) -> [u8; N] {
        self.master.derive(purpose, about)
    }

    /// Makes a token for a person, signed for a key pair.
    #[must_use]
    pub fn mint(
        &self,
        key: &KeyId,
        request: &TokenRequest,
        ttl_seconds: u64,
        now: Timestamp,
        id: Uuid,
    ) -> Minted {
        let iat = now.unix_ms() / 1000;
        let claims = Claims {
            sub: request.user_id.clone(),
            name: request.name.clone(),
            avatar: request.avatar.clone(),
            iat,
            exp: iat + ttl_seconds,
            jti: id.simple().to_string(),
            rooms: request.rooms.clone(),
            role: request.role.unwrap_or_default(),
        };
        let mut header = Header::new(jsonwebtoken::Algorithm::HS256);
        header.kid = Some(Algorithm::Hs256.kid(key));
        let signing = EncodingKey::from_secret(&self.master.token_key(key));
        let token = encode(&header, &claims, &signing)
            .expect("claims are plain JSON and HS256 takes any secret");
        Minted {
            token,
            expires_at: Timestamp::from_unix_ms(claims.exp * 1000),
        }
    }

    /// Checks a token: form, algorithm, key, signature, time, claims.
    ///
    /// # Errors
    /// When it is not taken, or cannot be checked.
    pub async fn verify(
        &self,
        store: &dyn EnvironmentStore,
        token: &str,
        now: Timestamp,
    ) -> Result<VerifiedToken, TokenError> {
        if token.starts_with("sk_") {
            return Err(TokenRefusal::SecretKey.into());
        }
        if token.len() > TOKEN_BYTES {
            return Err(TokenRefusal::TooLong.into());
        }
        let header = decode_header(token).map_err(|_| TokenRefusal::Invalid)?;
        // What it asks to be understood is not understood here (RFC 7515, 4.1.11).
        if header.crit.is_some() {
            return Err(TokenRefusal::Invalid.into());
        }
        let (algorithm, key_id) = header
            .kid
            .as_deref()
            .and_then(Algorithm::of_kid)
            .ok_or(TokenRefusal::Invalid)?;
        let key = store.key(&key_id).await?.ok_or(TokenRefusal::Invalid)?;
        let (algorithm, verifying) = match algorithm {
            Algorithm::Hs256 => (
                jsonwebtoken::Algorithm::HS256,
                DecodingKey::from_secret(&self.master.token_key(&key_id)),
            ),
            Algorithm::EdDsa => (
                jsonwebtoken::Algorithm::EdDSA,
                DecodingKey::from_ed_der(&key.public_key),
            ),
        };
        let mut validation = Validation::new(algorithm);
        validation.algorithms = vec![algorithm];
        // Time is checked below, against the clock that was given.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let claims = decode::<Claims>(token, &verifying, &validation)
            .map_err(|error| match error.kind() {
                ErrorKind::Json(_) => TokenRefusal::Claim("content"),
                _ => TokenRefusal::Invalid,
            })?
            .claims;
        if !key.works_at(now) {
            return Err(TokenRefusal::KeyRevoked.into());
        }
        check_claims(&claims, now)?;
        let revoked_at = store.user_revoked_at(&key.environment, &claims.sub).await?;
        if revoked_at.is_some_and(|at| claims.iat.saturating_mul(1000) < at.unix_ms()) {
            return Err(TokenRefusal::Withdrawn.into());
        }
        Ok(VerifiedToken { key, claims })
    }
}

fn check_claims(claims: &Claims, now: Timestamp) -> Result<(), TokenRefusal> {
    let now = now.unix_ms() / 1000;
    if now >= claims.exp.saturating_add(LEEWAY_SECONDS) {
        return Err(TokenRefusal::Expired);
    }
    if claims.iat > now + LEEWAY_SECONDS {
        return Err(TokenRefusal::Claim("time of issue"));
    }
    if claims.exp.saturating_sub(claims.iat) > TOKEN_TTL_MAX_SECONDS {
        return Err(TokenRefusal::Claim("lifetime"));
    }
    if claims.name.trim().is_empty() || claims.name.chars().count() > Limits::default().name_chars {
        return Err(TokenRefusal::Claim("name"));
    }
    if claims
        .avatar
        .as_ref()
        .is_some_and(|a| a.len() > AVATAR_BYTES)
    {
        return Err(TokenRefusal::Claim("avatar"));
    }
    Ok(())
}
