//! The two signatures that `jsonwebtoken` may use here, and no others.
//!
//! Its own providers bring RSA, which this server never needs and which has
//! an unfixed timing weakness, or a C library. HMAC-SHA-256 and Ed25519 come
//! from the crates that are here for other reasons.

use ed25519_dalek::VerifyingKey;
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, DecodingKey};
use sha2::Sha256;
use signature::{Error as SignatureError, Signer, Verifier};

/// Makes [`jsonwebtoken`] use what is below, once for the process.
pub(super) fn install() {
    // A second call finds the same provider in place.
    let _ = PROVIDER.install_default();
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(HmacSha256::new(key.as_bytes())?)),
        _ => Err(unsupported()),
    },
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(HmacSha256::new(key.try_get_as_bytes()?)?)),
        Algorithm::EdDSA => Ok(Box::new(Ed25519::new(key)?)),
        _ => Err(unsupported()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

fn unsupported() -> Error {
    ErrorKind::InvalidAlgorithm.into()
}

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

impl Verifier<Vec<u8>> for HmacSha256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        let mut mac = self.0.clone();
        mac.update(message);
        // Compares in constant time.
        mac.verify_slice(signature)
            .map_err(SignatureError::from_source)
    }
}

impl JwtVerifier for HmacSha256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

struct Ed25519(VerifyingKey);

impl Ed25519 {
    fn new(key: &DecodingKey) -> Result<Self, Error> {
        let bytes = key.try_get_as_bytes()?;
        let bytes = bytes.try_into().map_err(|_| ErrorKind::InvalidEddsaKey)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| ErrorKind::InvalidEddsaKey)?;
        Ok(Self(key))
    }
}

impl Verifier<Vec<u8>> for Ed25519 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        let signature =
            ed25519_dalek::Signature::from_slice(signature).map_err(SignatureError::from_source)?;
        // Strict: a signature cannot be changed into another valid one.
        self.0
            .verify_strict(message, &signature)
            .map_err(SignatureError::from_source)
    }
}

impl JwtVerifier for Ed25519 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}
