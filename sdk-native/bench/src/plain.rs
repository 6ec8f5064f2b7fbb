//! HS256, by jsonwebtoken alone: the least that a token costs. The signature
//! comes from the crates `hmac` and `sha2`, as it does in the server.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use pulse_protocol::UserId;
use pulse_protocol::claims::{Claims, Role};
use sha2::Sha256;
use signature::{Error as SignatureError, Signer};

use crate::Minter;

/// The claims of a Pulse token, unchecked and without an id.
pub struct PlainHs256 {
    header: Header,
    key: EncodingKey,
}

impl std::fmt::Debug for PlainHs256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlainHs256").finish_non_exhaustive()
    }
}

impl PlainHs256 {
    /// Signs with some secret.
    #[must_use]
    pub fn new() -> Self {
        // A second call finds the same provider in place.
        let _ = PROVIDER.install_default();
        Self {
            header: Header::new(Algorithm::HS256),
            key: EncodingKey::from_secret(&[7; 32]),
        }
    }
}

impl Default for PlainHs256 {
    fn default() -> Self {
        Self::new()
    }
}

impl Minter for PlainHs256 {
    fn mint(&self, user_id: &str, name: &str, room: &str) -> String {
        let now = unix_seconds();
        let claims = Claims {
            sub: UserId::parse(user_id).expect("a short id"),
            name: name.to_owned(),
            avatar: None,
            iat: now,
            exp: now + 3_600,
            jti: String::new(),
            rooms: Some(vec![room.to_owned()]),
            role: Role::default(),
        };
        encode(&self.header, &claims, &self.key).expect("claims are plain JSON")
    }
}

#[expect(clippy::disallowed_methods, reason = "part of what is measured")]
fn unix_seconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("a clock after 1970").as_secs()
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(HmacSha256::new(key.as_bytes())?)),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    verifier_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    key_utils: KeyUtils::new_unimplemented(),
};

struct HmacSha256(Hmac<Sha256>);

impl HmacSha256 {
    fn new(secret: &[u8]) -> Result<Self, Error> {
        let mac = Hmac::new_from_slice(secret).map_err(|_| ErrorKind::InvalidKeyFormat)?;
        Ok(Self(mac))
    }
}

impl Signer<Vec<u8>> for HmacSha256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        let mut mac = self.0.clone();
        mac.update(message);
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

impl JwtSigner for HmacSha256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}
