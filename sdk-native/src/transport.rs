//! One HTTP client for all calls: the secret in its header, time limits,
//! reused connections, and what went wrong in words.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use pulse_protocol::rest::Deleted;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

use crate::answer::{self, Answer};
use crate::call::{Body, Call, File, Method};
use crate::retry::RetryStrategy;
use crate::server_url::ServerUrl;
use crate::tls::tls;
use crate::tries::{Tries, once};
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
    retries: RetryStrategy,
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
            retries: RetryStrategy::default(),
        })
    }

    pub(crate) fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    pub(crate) fn with_retries(self, retries: RetryStrategy) -> Self {
        Self { retries, ..self }
    }

    pub(crate) fn retries(&self) -> RetryStrategy {
        self.retries
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Calls, and reads the answer as `T`.
    pub(crate) async fn call<T: DeserializeOwned>(&self, call: Call) -> Result<T, CallError> {
        let wanted = call.wanted;
        let answer = self.answer(call).await?;
        answer.read_as(&self.server.to_string(), wanted)
    }

    /// Calls, and gives a good answer back as it came.
    pub(crate) async fn answer(&self, call: Call) -> Result<Answer, CallError> {
        let call = once(call);
        let mut tries = Tries::of(self);
        loop {
            let attempt = self.attempt(&call, tries.remaining()).await;
            match attempt {
                Ok(answer) => return Ok(answer),
                Err(error) => tries.again_after(error).await?,
            }
        }
    }

    /// Calls to take something away. When an answer got lost, the next try
    /// finds nothing any more: then it is done.
    pub(crate) async fn delete(&self, call: Call) -> Result<(), CallError> {
        let mut tries = Tries::of(self);
        loop {
            let attempt = self.attempt(&call, tries.remaining()).await;
            match attempt {
                Ok(answer) => {
                    let server = self.server.to_string();
                    return answer.read_as::<Deleted>(&server, call.wanted).map(drop);
                }
                Err(CallError::NotFound(_)) if tries.may_be_done => return Ok(()),
                Err(error) => tries.again_after(error).await?,
            }
        }
    }

    /// Calls, and leaves the body of a good answer to be read in pieces.
    pub(crate) async fn open(&self, call: &Call) -> Result<Response, CallError> {
        let mut tries = Tries::of(self);
        loop {
            let attempt = self.begin(call, tries.remaining()).await;
            match attempt {
                Ok(response) => return Ok(response),
                Err(error) => tries.again_after(error).await?,
            }
        }
    }

    pub(crate) fn server(&self) -> String {
        self.server.to_string()
    }

    async fn attempt(&self, call: &Call, remaining: Duration) -> Result<Answer, CallError> {
        let request = self.request(call).timeout(remaining);
        let response = request.send().await.map_err(|error| self.failed(error))?;
        self.read(call, response).await
    }

    /// The time limit is for the beginning alone: the rest may be long.
    async fn begin(&self, call: &Call, remaining: Duration) -> Result<Response, CallError> {
        let beginning = async {
            let sent = self.request(call).send().await;
            let response = sent.map_err(|error| self.failed(error))?;
            if response.status().is_success() {
                return Ok(response);
            }
            match self.read(call, response).await {
                Ok(answer) => Err(answer.not_wanted(&self.server.to_string(), call.wanted)),
                Err(error) => Err(error),
            }
        };
        let within = tokio::time::timeout(remaining, beginning).await;
        within.unwrap_or_else(|_| Err(self.timed_out()))
    }

    async fn read(&self, call: &Call, response: Response) -> Result<Answer, CallError> {
        let answer = Answer::read(response, shell::now(), call.answer_bytes)
            .await
            .map_err(|error| self.failed(error))?;
        let answer = answer.without(self.secret_key.expose_secret());
        answer::check(answer, &self.server.to_string())
    }

    fn request(&self, call: &Call) -> RequestBuilder {
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
        let mut url = self.server.route(&segments);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let mut request = self
            .client
            .request(method, url)
            .header(AUTHORIZATION, self.bearer());
        if let Some(key) = &call.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        match &call.body {
            Body::None => request,
            Body::Json(json) => request
                .header(CONTENT_TYPE, "application/json")
                .body(json.clone()),
            Body::File(file) => request.multipart(form(file)),
        }
    }

    /// Marked sensitive, so that no layer below prints it.
    fn bearer(&self) -> HeaderValue {
        let text = SecretString::from(format!("Bearer {}", self.secret_key.expose_secret()));
        let mut value = HeaderValue::from_str(text.expose_secret())
            .expect("a parsed key is letters and digits");
        value.set_sensitive(true);
        value
    }

    pub(crate) fn timed_out(&self) -> CallError {
        CallError::TimedOut {
            server: self.server.to_string(),
            timeout: self.timeout,
        }
    }

    pub(crate) fn failed(&self, error: reqwest::Error) -> CallError {
        let server = self.server.to_string();
        if !error.is_connect() {
            return if error.is_timeout() {
                self.timed_out()
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
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

/// Small things first: the server can refuse before it has read the file.
fn form(file: &File) -> Form {
    let part = || {
        let length = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        Part::stream_with_length(file.bytes.clone(), length).file_name(file.filename.clone())
    };
    let typed = file.media_type.as_ref().map(|text| part().mime_str(text));
    // A type that cannot be read was refused when the call was made.
    let part = typed.and_then(Result::ok).unwrap_or_else(part);
    Form::new()
        .text("userId", file.user_id.to_string())
        .part("file", part)
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
        let call = call.with_retries(RetryStrategy::never());
        let nothing = Call::new(Method::Post, &["x"], "nothing");
        let error = call.call::<()>(nothing).await.unwrap_err();
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
