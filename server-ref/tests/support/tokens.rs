//! Tokens as an attacker, or a backend with a secret key, would sign them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use pulse_protocol::key::{SecretKey, key_id};
use serde_json::{Value, json};

use super::Environment;

/// A token signed with an environment's secret key, no server involved.
pub fn signed(environment: &Environment, claims: &Value) -> String {
    let header = json!({"alg": "EdDSA", "typ": "JWT", "kid": kid(environment, "ed")});
    signed_with(environment, &header, claims)
}

/// The same under another header.
pub fn signed_with(environment: &Environment, header: &Value, claims: &Value) -> String {
    let key = signing_key(environment);
    let text = unsigned(header, claims);
    let signature = key.sign(text.as_bytes()).to_bytes();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A token with any header and any signature.
pub fn forged(header: &Value, claims: &Value, signature: &[u8]) -> String {
    let text = unsigned(header, claims);
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A token under another `kid` than it was signed with.
pub fn under_kid(token: &str, kid: &str) -> String {
    let (_, rest) = token.split_once('.').expect("a token");
    let header = json!({"alg": "HS256", "typ": "JWT", "kid": kid});
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

/// The `kid` for an environment's key.
pub fn kid(environment: &Environment, prefix: &str) -> String {
    let public = signing_key(environment).verifying_key().to_bytes();
    format!("{prefix}.{}", key_id(&public))
}

/// The public half of an environment's key, which anybody might know.
pub fn public_key(environment: &Environment) -> [u8; 32] {
    signing_key(environment).verifying_key().to_bytes()
}

/// Claims that end so many seconds from now.
pub fn claims(user: &str, seconds: i64) -> Value {
    let now = i64::try_from(pulse_server::shell::now().unix_ms() / 1000).unwrap();
    json!({"sub": user, "name": user, "iat": now - 30, "exp": now + seconds, "jti": "j"})
}

fn signing_key(environment: &Environment) -> SigningKey {
    let secret = SecretKey::parse(&environment.secret).unwrap();
    SigningKey::from_bytes(secret.seed())
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// A token with an HMAC over whatever secret the attacker has.
pub fn hmac_signed(header: &Value, claims: &Value, secret: &[u8]) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let text = unsigned(header, claims);
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).unwrap();
    mac.update(text.as_bytes());
    format!(
        "{text}.{}",
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    )
}
