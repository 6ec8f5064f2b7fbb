//! Tokens without a server: the secret key is the seed of an Ed25519 key pair,
//! and the server knows the public half (PROTOCOL.md, section 9).

use std::env::{self, VarError};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ed25519_dalek::{Signature, Signer as _, SigningKey};
use pulse_protocol::KeyId;
use pulse_protocol::claims::Claims;
use pulse_protocol::key::key_id;
use pulse_protocol::limits::{TOKEN_BYTES, TOKEN_TTL_DEFAULT_SECONDS};
use secrecy::ExposeSecret;

use crate::settings::{SECRET_KEY_VARIABLE, secret_key, variable};
use crate::verifier::Verifier;
use crate::{ConfigError, SignError, Token, TokenRequest, jwt, shell};

/// Signs user tokens with a secret key, and needs nothing else: no server
/// address, no network, no async.
///
/// [`Pulse::sign_token`](crate::Pulse::sign_token) is the same for programs
/// that also call the server. Make one when the program starts and share it:
/// the key is prepared once, and a clone is cheap.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
/// use pulse_sdk::{Signer, TokenRequest};
///
/// let signer = Signer::new(&secret_key)?;
/// let token = signer.sign_token(TokenRequest::new("user-7", "Ada Byron"))?;
///
/// let claims = signer.verifier().verify(token.expose())?;
/// assert_eq!(claims.sub.as_str(), "user-7");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Signer {
    key: Arc<PreparedKey>,
}

/// What all tokens of a key have in common. The key wipes itself on drop.
struct PreparedKey {
    signing: SigningKey,
    id: KeyId,
    header: String,
}

impl Signer {
    /// Takes the secret key (`sk_…`).
    ///
    /// ```
    /// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
    /// use pulse_sdk::{ConfigError, Signer};
    ///
    /// assert!(Signer::new(&secret_key).is_ok());
    /// assert!(matches!(Signer::new("pk_4Zt8xM"), Err(ConfigError::PublishableKey)));
    /// ```
    ///
    /// # Errors
    /// When the key is not a secret key, and when it is mistyped.
    pub fn new(secret_key_text: &str) -> Result<Self, ConfigError> {
        let signing = SigningKey::from_bytes(secret_key(secret_key_text)?.seed());
        let id = key_id(signing.verifying_key().as_bytes());
        let header = jwt::header(&id);
        let key = PreparedKey {
            signing,
            id,
            header,
        };
        Ok(Self { key: Arc::new(key) })
    }

    /// Reads the key from `PULSE_SECRET_KEY`.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), pulse_sdk::ConfigError> {
    /// let signer = pulse_sdk::Signer::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the variable is not set, and as for [`Signer::new`].
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_variables(env::var)
    }

    /// Signs a token for one user's browser, in some microseconds.
    ///
    /// The time comes from this machine's clock, which must not differ from
    /// the server's by more than 5 seconds.
    ///
    /// ```
    /// # use pulse_sdk::TokenRequest;
    /// # fn example(signer: pulse_sdk::Signer) {
    /// let token = signer.sign_token(TokenRequest::new("user-7", "Ada Byron"));
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`SignError::Request`] when the request breaks a limit; the others are
    /// rare failures of the machine.
    pub fn sign_token(&self, request: TokenRequest) -> Result<Token, SignError> {
        let id = shell::random().map_err(|error| SignError::Randomness(error.into()))?;
        self.sign_at(request, shell::now(), id)
    }

    /// The public half of the key pair. It can check tokens and not make
    /// them, so it may be kept anywhere.
    ///
    /// ```
    /// # fn example(signer: pulse_sdk::Signer) {
    /// let for_the_proxy: [u8; 32] = signer.public_key();
    /// # }
    /// ```
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.signing.verifying_key().to_bytes()
    }

    /// The id of the key pair (`key_…`), by which the server knows it.
    ///
    /// ```
    /// # fn example(signer: pulse_sdk::Signer) {
    /// assert!(signer.key_id().starts_with("key_"));
    /// # }
    /// ```
    #[must_use]
    pub fn key_id(&self) -> &str {
        self.key.id.as_str()
    }

    /// Checks what this signs, as the server does.
    ///
    /// ```
    /// # fn example(signer: pulse_sdk::Signer, token: &str) {
    /// let is_good = signer.verifier().verify(token).is_ok();
    /// # }
    /// ```
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier::of_key(self.key.signing.verifying_key())
    }

    fn from_variables(
        read: impl Fn(&'static str) -> Result<String, VarError>,
    ) -> Result<Self, ConfigError> {
        Self::new(variable(read, SECRET_KEY_VARIABLE)?.expose_secret())
    }

    /// The same request at the same time with the same id is the same token.
    fn sign_at(
        &self,
        request: TokenRequest,
        now: SystemTime,
        id: [u8; 16],
    ) -> Result<Token, SignError> {
        let request = request.into_body()?;
        let now = now
            .duration_since(UNIX_EPOCH)
            .map_err(|_| SignError::Clock)?
            .as_secs();
        let lifetime = request.ttl_seconds.unwrap_or(TOKEN_TTL_DEFAULT_SECONDS);
        self.sign(&Claims {
            sub: request.user_id,
            name: request.name,
            avatar: request.avatar,
            iat: now,
            exp: now + lifetime,
            jti: jwt::encode(id),
            rooms: request.rooms,
            role: request.role.unwrap_or_default(),
        })
    }

    fn sign(&self, claims: &Claims) -> Result<Token, SignError> {
        let payload = serde_json::to_vec(claims).expect("claims are texts and numbers");
        let payload = jwt::encode(payload);
        let header = &self.key.header;
        let length = header.len() + payload.len() + SIGNATURE_CHARS + 2;
        if length > TOKEN_BYTES {
            let limit = TOKEN_BYTES;
            return Err(SignError::TooLong { limit, length });
        }
        // Of its final size, so that no piece of a token stays behind in
        // memory that it has outgrown.
        let mut token = String::with_capacity(length);
        token.push_str(header);
        token.push('.');
        token.push_str(&payload);
        let signature: Signature = self.key.signing.sign(token.as_bytes());
        token.push('.');
        token.push_str(&jwt::encode(signature.to_bytes()));
        Ok(Token::new(
            token,
            UNIX_EPOCH + Duration::from_secs(claims.exp),
        ))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("key_id", &self.key.id)
            .field("secret_key", &format_args!("[redacted]"))
            .finish()
    }
}

/// 64 bytes in base64.
const SIGNATURE_CHARS: usize = 86;

#[cfg(test)]
mod tests;
