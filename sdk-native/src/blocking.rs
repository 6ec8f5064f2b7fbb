//! The same calls for programs without async: a command-line tool, a job, a
//! web server with a thread per request.
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/doc_server.rs"));
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let runtime = tokio::runtime::Runtime::new()?;
//! # let (secret_key, server_url) = runtime.block_on(a_server());
//! use pulse_sdk::{TokenRequest, blocking::Pulse};
//!
//! let pulse = Pulse::new(&secret_key, &server_url)?;
//! let token = pulse.mint_token(TokenRequest::new("user-7", "Ada Byron"))?;
//! assert!(token.expose().starts_with("eyJ"));
//! # Ok(())
//! # }
//! ```
//!
//! Who only signs needs none of this: [`Signer`] is not async.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::{ConfigError, MintError, RetryStrategy, SignError, Signer, Token, TokenRequest};

/// A Pulse server, with the secret key of one environment, whose calls wait
/// for their answer.
///
/// Make one when the program starts and share it between threads: a clone is
/// cheap and uses the same connections. One thread in the background keeps
/// them; it ends when the last clone is dropped.
///
/// In an async program, use [`pulse_sdk::Pulse`](crate::Pulse): these calls
/// would hold up whatever else its thread has to do.
///
/// ```no_run
/// # fn main() -> Result<(), pulse_sdk::ConfigError> {
/// use pulse_sdk::blocking::Pulse;
///
/// let pulse = Pulse::from_env()?;
/// let for_another_thread = pulse.clone();
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Pulse {
    inner: crate::Pulse,
    background: Arc<Background>,
}

impl Pulse {
    /// As [`pulse_sdk::Pulse::new`](crate::Pulse::new).
    ///
    /// ```
    /// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
    /// use pulse_sdk::blocking::Pulse;
    ///
    /// assert!(Pulse::new(&secret_key, "https://pulse.example.com").is_ok());
    /// ```
    ///
    /// # Errors
    /// The same, and when no thread can be started.
    pub fn new(secret_key: &str, server_url: &str) -> Result<Self, ConfigError> {
        Self::around(crate::Pulse::new(secret_key, server_url)?)
    }

    /// As [`pulse_sdk::Pulse::from_env`](crate::Pulse::from_env).
    ///
    /// ```no_run
    /// # fn main() -> Result<(), pulse_sdk::ConfigError> {
    /// let pulse = pulse_sdk::blocking::Pulse::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The same, and when no thread can be started.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::around(crate::Pulse::from_env()?)
    }

    /// As [`pulse_sdk::Pulse::with_timeout`](crate::Pulse::with_timeout).
    ///
    /// ```
    /// # fn example(pulse: pulse_sdk::blocking::Pulse) {
    /// let patient = pulse.with_timeout(std::time::Duration::from_secs(60));
    /// # }
    /// ```
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self {
            inner: self.inner.with_timeout(timeout),
            ..self
        }
    }

    /// As [`pulse_sdk::Pulse::with_retries`](crate::Pulse::with_retries).
    ///
    /// ```
    /// # fn example(pulse: pulse_sdk::blocking::Pulse) {
    /// let once = pulse.with_retries(pulse_sdk::RetryStrategy::never());
    /// # }
    /// ```
    #[must_use]
    pub fn with_retries(self, retries: RetryStrategy) -> Self {
        Self {
            inner: self.inner.with_retries(retries),
            ..self
        }
    }

    /// As [`pulse_sdk::Pulse::mint_token`](crate::Pulse::mint_token).
    ///
    /// ```
    /// # use pulse_sdk::TokenRequest;
    /// # fn example(pulse: pulse_sdk::blocking::Pulse) {
    /// let token = pulse.mint_token(TokenRequest::new("user-7", "Ada Byron"));
    /// # }
    /// ```
    ///
    /// # Errors
    /// The same.
    pub fn mint_token(&self, request: TokenRequest) -> Result<Token, MintError> {
        let inner = self.inner.clone();
        self.background
            .wait_for(async move { inner.mint_token(request).await })
    }

    /// As [`pulse_sdk::Pulse::sign_token`](crate::Pulse::sign_token): no call,
    /// and no waiting.
    ///
    /// ```
    /// # use pulse_sdk::TokenRequest;
    /// # fn example(pulse: pulse_sdk::blocking::Pulse) {
    /// let token = pulse.sign_token(TokenRequest::new("user-7", "Ada Byron"));
    /// # }
    /// ```
    ///
    /// # Errors
    /// The same.
    pub fn sign_token(&self, request: TokenRequest) -> Result<Token, SignError> {
        self.inner.sign_token(request)
    }

    /// Any other call of the SDK: the REST API, lists and exports included.
    /// There is no second set of the same methods to learn; give the call, and
    /// wait here.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use pulse_sdk::blocking::Pulse;
    /// use pulse_sdk::rest::ThreadRequest;
    ///
    /// let pulse = Pulse::from_env()?;
    /// let rooms = pulse.run(|pulse| async move { pulse.rooms().list().all().await })?;
    /// let request = ThreadRequest::new("ci-bot", "The nightly build failed");
    /// let thread = pulse.run(|pulse| async move {
    ///     pulse.threads("/pricing").create(request).await
    /// })?;
    /// println!("{} in one of {} rooms", thread.id, rooms.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn run<T, F>(&self, call: impl FnOnce(crate::Pulse) -> F) -> T
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        self.background.wait_for(call(self.inner.clone()))
    }

    /// What [`Pulse::sign_token`] signs with.
    ///
    /// ```
    /// # fn example(pulse: pulse_sdk::blocking::Pulse) {
    /// println!("signing with {}", pulse.signer().key_id());
    /// # }
    /// ```
    #[must_use]
    pub fn signer(&self) -> &Signer {
        self.inner.signer()
    }

    fn around(inner: crate::Pulse) -> Result<Self, ConfigError> {
        let background = Arc::new(Background::start()?);
        Ok(Self { inner, background })
    }
}

/// One thread on which connections live between calls, so that they notice
/// when the other side closes them.
#[derive(Debug)]
struct Background(Option<Runtime>);

impl Background {
    fn start() -> Result<Self, ConfigError> {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("pulse-sdk")
            .enable_all()
            .build()
            .map(|runtime| Self(Some(runtime)))
            .map_err(|error| ConfigError::HttpClient(error.into()))
    }

    /// Waits by a channel and not by `block_on`, which panics in a thread
    /// that is part of another runtime: a program may have one without
    /// knowing.
    fn wait_for<T: Send + 'static>(&self, call: impl Future<Output = T> + Send + 'static) -> T {
        // One answer, so there is always room for it.
        let (answer, arrived) = mpsc::sync_channel(1);
        let runtime = self.0.as_ref().expect("taken only on drop");
        runtime.spawn(async move {
            let _ = answer.send(call.await);
        });
        arrived.recv().expect("what is waited for does not panic")
    }
}

impl Drop for Background {
    /// The usual drop waits for the thread, and panics inside a runtime.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
