//! The entry: a key, a server, and what can be asked of it.

use std::env::{self, VarError};
use std::time::{Duration, UNIX_EPOCH};

use pulse_protocol::rest;
use secrecy::{ExposeSecret, SecretString};

use crate::call::Call;
use crate::server_url::ServerUrl;
use crate::settings::{SECRET_KEY_VARIABLE, SERVER_URL_VARIABLE, variable};
use crate::transport::Transport;
use crate::{
    ConfigError, Method, MintError, RetryStrategy, SignError, Signer, Token, TokenRequest,
};

/// A Pulse server, with the secret key of one environment.
///
/// Make one when the program starts and share it: a clone is cheap and uses
/// the same connections. `Debug` shows the server and never the key.
///
/// ```no_run
/// # fn main() -> Result<(), pulse_sdk::ConfigError> {
/// use pulse_sdk::Pulse;
///
/// let pulse = Pulse::from_env()?;
/// let for_another_task = pulse.clone();
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Pulse {
    transport: Transport,
    signer: Signer,
}

impl Pulse {
    /// Takes the secret key (`sk_…`) and the server's address, such as
    /// `https://pulse.example.com`. No connection is made yet.
    ///
    /// ```
    /// use pulse_sdk::{ConfigError, Pulse};
    ///
    /// let error = Pulse::new("pk_4Zt8xM", "http://127.0.0.1:4567").unwrap_err();
    /// assert!(matches!(error, ConfigError::PublishableKey));
    /// ```
    ///
    /// # Errors
    /// When the key is not a secret key, when it is mistyped, and when the
    /// address is not an `http` or `https` one.
    pub fn new(secret_key: &str, server_url: &str) -> Result<Self, ConfigError> {
        let signer = Signer::new(secret_key)?;
        let server = ServerUrl::parse(server_url)?;
        let transport = Transport::new(SecretString::from(secret_key.trim()), server)?;
        Ok(Self { transport, signer })
    }

    /// Reads the key from `PULSE_SECRET_KEY` and the address from
    /// `PULSE_SERVER_URL`.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), pulse_sdk::ConfigError> {
    /// let pulse = pulse_sdk::Pulse::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a variable is not set, and as for [`Pulse::new`].
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_variables(env::var)
    }

    /// Gives each call this long for its whole answer, retries included,
    /// instead of 10 seconds. Connecting has 5 of them at most.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), pulse_sdk::ConfigError> {
    /// use std::time::Duration;
    /// use pulse_sdk::Pulse;
    ///
    /// let pulse = Pulse::from_env()?;
    /// let patient = pulse.clone().with_timeout(Duration::from_secs(60));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self {
            transport: self.transport.with_timeout(timeout),
            ..self
        }
    }

    /// Tries each call as often as this says, instead of three times.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), pulse_sdk::ConfigError> {
    /// use pulse_sdk::{Pulse, RetryStrategy};
    ///
    /// let pulse = Pulse::from_env()?.with_retries(RetryStrategy::never());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_retries(self, retries: RetryStrategy) -> Self {
        Self {
            transport: self.transport.with_retries(retries),
            ..self
        }
    }

    /// Mints a token for one user's browser, by `POST /auth/token`.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/doc_server.rs"));
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let (secret_key, server_url) = a_server().await;
    /// use pulse_sdk::{Pulse, TokenRequest};
    ///
    /// let pulse = Pulse::new(&secret_key, &server_url)?;
    /// let token = pulse.mint_token(TokenRequest::new("user-7", "Ada Byron")).await?;
    /// assert!(token.expose().starts_with("eyJ"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`MintError::Request`] when the request breaks a limit, before any
    /// call; [`MintError::Call`] for everything a network and a server can
    /// do. [`MintError::is_retryable`] tells whether to try again.
    pub async fn mint_token(&self, request: TokenRequest) -> Result<Token, MintError> {
        let body = request.into_body()?;
        let call = Call::new(Method::Post, &["auth", "token"], "a token and its end")
            .json(&body)
            .answer_bytes(TOKEN_ANSWER_BYTES);
        let answer: rest::TokenResponse = self.transport.call(call).await?;
        let expires_at = UNIX_EPOCH + Duration::from_millis(answer.expires_at.unix_ms());
        Ok(Token::new(answer.token, expires_at))
    }

    /// Signs a token with the secret key itself: no call, some microseconds,
    /// works while the server is away. The server takes it like one that
    /// [`Pulse::mint_token`] gave.
    ///
    /// The time comes from this machine's clock, which must not differ from
    /// the server's by more than 5 seconds.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
    /// use pulse_sdk::{Pulse, TokenRequest};
    ///
    /// let pulse = Pulse::new(&secret_key, "https://pulse.example.com")?;
    /// let token = pulse.sign_token(TokenRequest::new("user-7", "Ada Byron"))?;
    /// assert!(token.expose().starts_with("eyJ"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`SignError::Request`] when the request breaks a limit; the others are
    /// rare failures of the machine.
    pub fn sign_token(&self, request: TokenRequest) -> Result<Token, SignError> {
        self.signer.sign_token(request)
    }

    /// What [`Pulse::sign_token`] signs with, for those who need no server.
    ///
    /// ```
    /// # fn example(pulse: pulse_sdk::Pulse) {
    /// println!("signing with {}", pulse.signer().key_id());
    /// # }
    /// ```
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    /// The environment is an argument, because a test cannot change its own.
    fn from_variables(
        read: impl Fn(&'static str) -> Result<String, VarError>,
    ) -> Result<Self, ConfigError> {
        let secret_key = variable(&read, SECRET_KEY_VARIABLE)?;
        let server_url = variable(&read, SERVER_URL_VARIABLE)?;
        Self::new(secret_key.expose_secret(), server_url.expose_secret())
    }
}

/// Far more than a token is long.
const TOKEN_ANSWER_BYTES: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use pulse_protocol::key::SecretKey;

    use super::*;

    const SERVER: &str = "http://127.0.0.1:4567";

    fn secret_key() -> String {
        SecretKey::from_seed([7; 32]).reveal()
    }

    fn refused(secret_key: &str, server_url: &str) -> String {
        Pulse::new(secret_key, server_url).unwrap_err().to_string()
    }

    #[test]
    fn the_browsers_key_is_refused_with_the_way_out() {
        assert_eq!(
            refused("pk_whatever", SERVER),
            "this is a publishable key (pk_…), which belongs in the browser: \
             give the secret key (sk_…) of the same environment"
        );
    }

    #[test]
    fn a_typo_is_told_from_something_else() {
        let mut typo = secret_key();
        let last = if typo.ends_with('x') { "y" } else { "x" };
        typo.replace_range(typo.len() - 1.., last);
        let mistyped =
            "the secret key is mistyped, its checksum does not fit: copy it again, whole";
        assert_eq!(refused(&typo, SERVER), mistyped);
        assert_eq!(refused(&secret_key()[..20], SERVER), mistyped);
        assert_eq!(
            refused("hunter2", SERVER),
            "this is no secret key: it looks like sk_… \
             and is shown once, when the environment is created"
        );
    }

    #[test]
    fn the_environment_names_the_key_and_the_server() {
        let set = |name| match name {
            "PULSE_SECRET_KEY" => Ok(secret_key()),
            "PULSE_SERVER_URL" => Ok(SERVER.to_owned()),
            _ => Err(VarError::NotPresent),
        };
        let pulse = Pulse::from_variables(set).unwrap();
        assert!(format!("{pulse:?}").contains(SERVER));

        let without_url = |name| match name {
            "PULSE_SECRET_KEY" => Ok(secret_key()),
            _ => Ok(" ".to_owned()),
        };
        assert_eq!(
            Pulse::from_variables(without_url).unwrap_err().to_string(),
            "the environment variable PULSE_SERVER_URL is not set"
        );
        assert_eq!(
            Pulse::from_variables(|_| Err(VarError::NotPresent))
                .unwrap_err()
                .to_string(),
            "the environment variable PULSE_SECRET_KEY is not set"
        );
        let bytes = |_| Err(VarError::NotUnicode("\u{fffd}".into()));
        assert_eq!(
            Pulse::from_variables(bytes).unwrap_err().to_string(),
            "the environment variable PULSE_SECRET_KEY is not valid Unicode"
        );
    }

    #[test]
    fn blanks_around_a_key_read_from_a_file_are_ignored() {
        assert!(Pulse::new(&format!(" {}\n", secret_key()), SERVER).is_ok());
    }

    #[test]
    fn a_bad_address_is_said_and_swapped_arguments_reveal_nothing() {
        assert_eq!(
            refused(&secret_key(), "ftp://pulse.example.com"),
            "the server URL must begin with http:// or https://, not ftp:"
        );
        let key = secret_key();
        for (key, url) in [(key.as_str(), key.as_str()), (SERVER, key.as_str())] {
            let error = Pulse::new(key, url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains(&secret_key()[3..]));
        }
    }

    #[test]
    fn the_key_is_not_in_the_debug_text() {
        let debug = format!("{:?}", Pulse::new(&secret_key(), SERVER).unwrap());
        assert!(
            debug.contains("[redacted]") && debug.contains(SERVER),
            "{debug}"
        );
        assert!(!debug.contains(&secret_key()[3..]));
    }

    #[test]
    fn the_hosts_choice_of_cryptography_is_left_alone() {
        Pulse::new(&secret_key(), "https://pulse.example.com").unwrap();
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    }
}
