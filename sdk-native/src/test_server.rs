//! A Pulse server in your own process, for the tests of what you build on
//! Pulse: no binary, no container, no port to choose.
//!
//! It is the real server, with a database of its own in a temporary directory.
//! Add the feature for tests alone:
//!
//! ```toml
//! [dev-dependencies]
//! pulse-sdk = { version = "0.1", features = ["test-server"] }
//! ```
//!
//! ```
//! use pulse_sdk::TokenRequest;
//! use pulse_sdk::rest::ThreadRequest;
//! use pulse_sdk::test_server::TestServer;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = TestServer::start().await?;
//! let pulse = server.pulse();
//!
//! pulse.mint_token(TokenRequest::new("user-7", "Ada Byron")).await?;
//! let request = ThreadRequest::new("user-7", "Is this still right?");
//! let thread = pulse.threads("/pricing").create(request).await?;
//! assert_eq!(thread.comments[0].body, "Is this still right?");
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use pulse_protocol::EnvironmentId;
use pulse_server::admin::NewEnvironment;
use pulse_server::config::ServerConfig;
use pulse_server::env_commands::create_environment;
use pulse_server::serve::Server;
use pulse_server::storage::sqlite::SqliteStore;
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use thiserror::Error;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::Pulse;

/// A server on a free port of this machine, with one environment. It ends,
/// and its data with it, when this is dropped.
///
/// It runs on threads of its own, so it goes on while a test holds up its
/// single thread, and several may run at the same time.
///
/// ```
/// # use pulse_sdk::test_server::TestServer;
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = TestServer::start().await?;
/// let nobody_yet = server.pulse().users().list().all().await?;
/// assert!(nobody_yet.is_empty());
/// # Ok(())
/// # }
/// ```
#[must_use = "the server ends when this is dropped"]
pub struct TestServer {
    url: String,
    keys: Keys,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<JoinHandle<()>>,
    threads: Threads,
    /// Removed after the server that uses it.
    _directory: TempDir,
}

impl TestServer {
    /// Starts a server and waits until it takes connections.
    ///
    /// ```
    /// # use pulse_sdk::test_server::TestServer;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = TestServer::start().await?;
    /// assert!(server.url().starts_with("http://127.0.0.1:"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the machine has no room for it: no temporary directory, no port.
    pub async fn start() -> Result<Self, TestServerError> {
        let directory = TempDir::new().map_err(cannot)?;
        let threads = Threads::start()?;
        let data = directory.path().to_owned();
        let opening = threads.spawn(async move { open(&data).await });
        let (server, keys) = opening.await.map_err(cannot)??;
        let address = server.address().map_err(cannot)?;
        let (stop, stopped) = oneshot::channel();
        let ended = threads.spawn(async move {
            // Dropping the sender is a way to ask for the end too.
            let stopped = async { drop(stopped.await) };
            if let Err(error) = server.run_until(stopped).await {
                eprintln!("the test server failed: {error:#}");
            }
        });
        Ok(Self {
            url: format!("http://{address}"),
            keys,
            stop: Some(stop),
            ended: Some(ended),
            threads,
            _directory: directory,
        })
    }

    /// The server's address, for `PULSE_SERVER_URL` and for the page.
    ///
    /// ```no_run
    /// # fn example(server: pulse_sdk::test_server::TestServer) {
    /// println!("PULSE_SERVER_URL={}", server.url());
    /// # }
    /// ```
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The backend's key (`sk_…`), for `PULSE_SECRET_KEY`.
    ///
    /// ```no_run
    /// # fn example(server: pulse_sdk::test_server::TestServer) -> Result<(), pulse_sdk::ConfigError> {
    /// let pulse = pulse_sdk::Pulse::new(server.secret_key(), server.url())?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn secret_key(&self) -> &str {
        self.keys.secret.expose_secret()
    }

    /// The browser's key (`pk_…`).
    ///
    /// ```no_run
    /// # fn example(server: pulse_sdk::test_server::TestServer) {
    /// assert!(server.publishable_key().starts_with("pk_"));
    /// # }
    /// ```
    #[must_use]
    pub fn publishable_key(&self) -> &str {
        &self.keys.publishable
    }

    /// The id of the environment (`env_…`).
    ///
    /// ```no_run
    /// # fn example(server: pulse_sdk::test_server::TestServer) {
    /// assert!(server.environment_id().starts_with("env_"));
    /// # }
    /// ```
    #[must_use]
    pub fn environment_id(&self) -> &str {
        self.keys.environment.as_str()
    }

    /// A client of this server, ready to use.
    ///
    /// ```no_run
    /// # async fn example(server: pulse_sdk::test_server::TestServer) -> Result<(), pulse_sdk::RestError> {
    /// let nobody_yet = server.pulse().users().list().all().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn pulse(&self) -> Pulse {
        Pulse::new(self.secret_key(), &self.url).expect("the server made key and address itself")
    }

    /// Ends the server as an operator would, and waits for it: connections are
    /// told, writes are finished. For tests of what happens then.
    ///
    /// ```
    /// # use pulse_sdk::test_server::TestServer;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = TestServer::start().await?;
    /// let pulse = server.pulse();
    /// server.stop().await;
    /// let error = pulse.users().list().all().await.unwrap_err();
    /// assert!(error.is_retryable());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(ended) = self.ended.take() {
            // What went wrong in it has been said.
            let _ = ended.await;
        }
    }
}

impl fmt::Debug for TestServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestServer")
            .field("url", &self.url)
            .field("publishable_key", &self.keys.publishable)
            .field("threads", &self.threads.0.is_some())
            .finish_non_exhaustive()
    }
}

/// Why there is no test server.
///
/// ```no_run
/// # async fn example() {
/// use pulse_sdk::test_server::{TestServer, TestServerError};
///
/// let server: Result<TestServer, TestServerError> = TestServer::start().await;
/// if let Err(error) = server {
///     eprintln!("{error}");
/// }
/// # }
/// ```
#[derive(Debug, Error)]
#[error("the test server cannot start: {0}")]
pub struct TestServerError(Box<dyn std::error::Error + Send + Sync>);

fn cannot(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> TestServerError {
    TestServerError(error.into())
}

struct Keys {
    environment: EnvironmentId,
    publishable: String,
    secret: SecretString,
}

async fn open(data: &Path) -> Result<(Server, Keys), TestServerError> {
    let (store, writer) = SqliteStore::open(data).await.map_err(cannot)?;
    let made = create_environment(&store, "test").await.map_err(cannot)?;
    drop(store);
    writer.finished().await;
    let config = ServerConfig {
        data_dir: data.to_owned(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        grace_seconds: GRACE_SECONDS,
        ..ServerConfig::default()
    };
    let server = Server::open(&config).await.map_err(cannot)?;
    let NewEnvironment { environment, pair } = made;
    let keys = Keys {
        environment: environment.id,
        publishable: pair.record.publishable,
        secret: pair.secret.reveal().into(),
    };
    Ok((server, keys))
}

/// Threads apart from those of the test, which may be a single one and busy.
struct Threads(Option<Runtime>);

impl Threads {
    fn start() -> Result<Self, TestServerError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("pulse-test-server")
            .enable_all()
            .build()
            .map_err(cannot)?;
        Ok(Self(Some(runtime)))
    }

    fn spawn<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        let runtime = self.0.as_ref().expect("taken only on drop");
        runtime.spawn(task)
    }
}

impl Drop for Threads {
    /// The usual drop waits, and panics inside of a runtime.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Enough for a test's clients to leave.
const GRACE_SECONDS: u64 = 2;
