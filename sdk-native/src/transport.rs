//! One HTTP client for all calls: the secret in its header, time limits,
//! reused connections, and TLS that does not touch the host program's own.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::redirect;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::{self, Answer};
use crate::server_url::ServerUrl;
use crate::{CallError, ConfigError, shell};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const CALL_TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than the keep-alive of common proxies, so that a connection they
/// have just given up is seldom tried.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(crate) struct Transport {
    client: reqwest::Client,
    server: Arc<ServerUrl>,
    secret_key: Arc<SecretString>,
    connect_timeout: Duration,
    timeout: Duration,
}

impl Transport {
    pub(crate) fn new(secret_key: SecretString, server: ServerUrl) -> Result<Self, ConfigError> {
        Self::with_connect_timeout(secret_key, server, CONNECT_TIMEOUT)
    }

    fn with_connect_timeout(
        secret_key: SecretString,
        server: ServerUrl,
        connect_timeout: Duration,
    ) -> Result<Self, ConfigError> {
        let mut client = reqwest::Client::builder()
            .user_agent(concat!("pulse-sdk/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(connect_timeout)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .redirect(redirect::Policy::none())
            .tls_backend_preconfigured(tls(&server)?);
        if server.is_loopback() {
            client = client.no_proxy();
        }
        let client = client
            .build()
            .map_err(|error| ConfigError::HttpClient(error.into()))?;
        Ok(Self {
            client,
            server: Arc::new(server),
            secret_key: Arc::new(secret_key),
            connect_timeout,
            timeout: CALL_TIMEOUT,
        })
    }

    pub(crate) fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Sends `body` as JSON and reads the answer as `T`. `wanted` names the
    /// answer in words, for the case that something else comes.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        segments: &[&str],
        body: &impl Serialize,
        wanted: &str,
    ) -> Result<T, CallError> {
        let request = self
            .client
            .post(self.server.route(segments))
            .header(AUTHORIZATION, self.bearer())
            .timeout(self.timeout)
            .json(body);
        let response = request.send().await.map_err(|error| self.failed(error))?;
        let answer = Answer::read(response, shell::now())
            .await
            .map_err(|error| self.failed(error))?;
        let answer = answer.without(self.secret_key.expose_secret());
        answer::interpret(&answer, &self.server.to_string(), wanted)
    }

    /// Marked sensitive, so that no layer below prints it.
    fn bearer(&self) -> HeaderValue {
        let text = SecretString::from(format!("Bearer {}", self.secret_key.expose_secret()));
        let mut value = HeaderValue::from_str(text.expose_secret())
            .expect("a parsed key is letters and digits");
        value.set_sensitive(true);
        value
    }

    fn failed(&self, error: reqwest::Error) -> CallError {
        let server = self.server.to_string();
        if !error.is_connect() {
            return if error.is_timeout() {
                CallError::TimedOut {
                    server,
                    timeout: self.timeout,
                }
            } else {
                CallError::Interrupted {
                    server,
                    source: error.without_url().into(),
                }
            };
        }
        let reason = if error.is_timeout() {
            let limit_ms = self.connect_timeout.as_millis();
            format!(
                "there is no connection after {limit_ms} ms, \
                 check the server URL and the firewalls between"
            )
        } else if error.is_dns() {
            "its name is not known, check the server URL".to_owned()
        } else if has_cause(&error, |cause| cause.is::<rustls::Error>()) {
            "the TLS handshake failed, check that the server URL should begin with https:// \
             and that the server's certificate is valid"
                .to_owned()
        } else {
            "check the server URL and that the server runs".to_owned()
        };
        CallError::Unreachable {
            server,
            reason,
            source: error.without_url().into(),
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("server", &self.server.to_string())
            .field("secret_key", &format_args!("[redacted]"))
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The provider is given here and not installed for the process: a host may
/// have installed another, or none, and either is its own business.
fn tls(server: &ServerUrl) -> Result<ClientConfig, ConfigError> {
    let broken = |error: rustls::Error| ConfigError::Tls(error.into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(broken)?;
    let verified = if server.is_https() {
        config.with_platform_verifier().map_err(broken)?
    } else {
        // Redirects are not followed, so plain HTTP needs no certificates,
        // and works in containers that have none.
        config.with_root_certificates(RootCertStore::empty())
    };
    Ok(verified.with_no_client_auth())
}

/// Looks through the chain of causes. An `io::Error` reports the source of
/// what it wraps and skips the wrapped error itself.
fn has_cause(error: &(dyn StdError + 'static), is: fn(&(dyn StdError + 'static)) -> bool) -> bool {
    let wrapped = error
        .downcast_ref::<std::io::Error>()
        .and_then(|io| io.get_ref());
    is(error)
        || wrapped.is_some_and(|wrapped| has_cause(wrapped, is))
        || error.source().is_some_and(|source| has_cause(source, is))
}

#[cfg(test)]
mod tests {
    use std::net::{SocketAddr, TcpStream};

    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    /// A server with no room left for anybody who waits to be let in: it lets
    /// nobody in, and does not say so.
    fn crowded() -> (TcpListener, Vec<TcpStream>) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let patience = Duration::from_millis(100);
        let waiting = std::iter::from_fn(|| TcpStream::connect_timeout(&address, patience).ok());
        let waiting = waiting.collect();
        (listener, waiting)
    }

    #[tokio::test]
    async fn a_server_that_lets_nobody_in_is_given_up_before_the_call_is() {
        let (listener, _waiting) = crowded();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let transport = Transport::with_connect_timeout(
            SecretString::from("sk_not_sent"),
            ServerUrl::parse(&url).unwrap(),
            Duration::from_millis(150),
        );
        let call = transport.unwrap();
        let error = call.post::<()>(&["x"], &(), "nothing").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "cannot reach {url}: there is no connection after 150 ms, \
                 check the server URL and the firewalls between"
            )
        );
        assert!(error.is_retryable());
    }
}
