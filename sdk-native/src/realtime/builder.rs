//! From settings to a client in a room.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use pulse_client_core::{
    Command, Config, Engine, Input, Provider, Token, TokenFailure, TokenReason,
};
use pulse_protocol::RoomId;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::http::HeaderValue;

use super::ConnectError;
use super::client::Realtime;
use super::driver::Driver;
use super::shared::{Progress, Shared};
use super::socket::Address;
use super::tokens::TokenSource;
use crate::server_url::ServerUrl;
use crate::tls::tls;
use crate::{ConfigError, Pulse, Signer, TokenRequest, shell};

/// Settings of a [`Realtime`], from [`Realtime::builder`].
///
/// Without a source of tokens the client lives as long as the token that
/// [`RealtimeBuilder::token`] gave it.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use pulse_sdk::realtime::Realtime;
/// use pulse_sdk::{Signer, TokenRequest};
///
/// let bot = Realtime::builder("https://pulse.example.com", "pk_…", "/pricing")
///     .signed_by(&Signer::from_env()?, TokenRequest::new("ci-bot", "CI"))
///     .connect()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until connect or start is called"]
pub struct RealtimeBuilder {
    server_url: String,
    publishable_key: String,
    room: String,
    token: Option<Token>,
    tokens: Option<TokenSource>,
    origin: Option<String>,
    connect_limit: Duration,
}

impl RealtimeBuilder {
    pub(super) fn new(server_url: String, publishable_key: String, room: String) -> Self {
        Self {
            server_url,
            publishable_key,
            room,
            token: None,
            tokens: None,
            origin: None,
            connect_limit: CONNECT_LIMIT,
        }
    }

    /// Signs every token with the secret key, without a call.
    ///
    /// ```
    /// # fn example(builder: pulse_sdk::realtime::RealtimeBuilder, signer: pulse_sdk::Signer) {
    /// use pulse_sdk::TokenRequest;
    ///
    /// let builder = builder.signed_by(&signer, TokenRequest::new("ci-bot", "CI"));
    /// # }
    /// ```
    pub fn signed_by(self, signer: &Signer, request: TokenRequest) -> Self {
        let tokens = Some(TokenSource::signer(signer.clone(), request));
        Self { tokens, ..self }
    }

    /// Has the server mint every token.
    ///
    /// ```
    /// # fn example(builder: pulse_sdk::realtime::RealtimeBuilder, pulse: pulse_sdk::Pulse) {
    /// use pulse_sdk::TokenRequest;
    ///
    /// let builder = builder.minted_by(&pulse, TokenRequest::new("ci-bot", "CI"));
    /// # }
    /// ```
    pub fn minted_by(self, pulse: &Pulse, request: TokenRequest) -> Self {
        let tokens = Some(TokenSource::minter(pulse.clone(), request));
        Self { tokens, ..self }
    }

    /// Asks this closure whenever a token is needed, which is about once in
    /// the lifetime of a token and once more when one was refused.
    ///
    /// ```no_run
    /// # use pulse_sdk::realtime::{Realtime, TokenFailure};
    /// # async fn ask_the_vault() -> Result<String, std::io::Error> { Ok(String::new()) }
    /// let builder = Realtime::builder("https://pulse.example.com", "pk_…", "/pricing")
    ///     .tokens(|_reason| async {
    ///         ask_the_vault()
    ///             .await
    ///             .map_err(|error| TokenFailure::Unavailable(error.to_string()))
    ///     });
    /// ```
    pub fn tokens<F, R>(self, fetch: F) -> Self
    where
        F: Fn(TokenReason) -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, TokenFailure>> + Send + 'static,
    {
        let tokens = Some(TokenSource::new(fetch));
        Self { tokens, ..self }
    }

    /// Begins with this token.
    ///
    /// ```
    /// # fn example(builder: pulse_sdk::realtime::RealtimeBuilder, token: pulse_sdk::Token) {
    /// let builder = builder.token(token.expose());
    /// # }
    /// ```
    pub fn token(self, token: &str) -> Self {
        let token = Token::new(token);
        Self { token, ..self }
    }

    /// Calls itself a page of this origin, for environments that name the
    /// origins they allow.
    ///
    /// ```
    /// # fn example(builder: pulse_sdk::realtime::RealtimeBuilder) {
    /// let builder = builder.origin("https://shop.example.com");
    /// # }
    /// ```
    pub fn origin(self, origin: impl Into<String>) -> Self {
        let origin = Some(origin.into());
        Self { origin, ..self }
    }

    /// Gives [`RealtimeBuilder::connect`] this long, instead of 30 seconds.
    ///
    /// ```
    /// # fn example(builder: pulse_sdk::realtime::RealtimeBuilder) {
    /// let builder = builder.connect_limit(std::time::Duration::from_secs(5));
    /// # }
    /// ```
    pub fn connect_limit(self, connect_limit: Duration) -> Self {
        Self {
            connect_limit,
            ..self
        }
    }

    /// Enters the room. The future resolves when the client is in; dropping
    /// it gives up.
    ///
    /// ```no_run
    /// # async fn example(builder: pulse_sdk::realtime::RealtimeBuilder) -> Result<(), pulse_sdk::realtime::ConnectError> {
    /// let bot = builder.connect().await?;
    /// println!("{} people are here", bot.presence().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a setting is wrong, when the client is turned away for good, and
    /// when it is not in when time is up.
    pub async fn connect(self) -> Result<Realtime, ConnectError> {
        let limit = self.connect_limit;
        let realtime = self.start()?;
        let mut progress = realtime.progress();
        let decided = progress.wait_for(|progress| !matches!(progress, Progress::Trying(_)));
        // Only time decides when nothing else does: the client keeps the sender.
        let _ = timeout(limit, decided).await;
        let reached = progress.borrow().clone();
        match reached {
            Progress::Connected => Ok(realtime),
            Progress::Ended(reason) => Err(reason.into()),
            Progress::Trying(last) => Err(ConnectError::TimedOut {
                server: realtime.server().to_owned(),
                limit,
                last,
            }),
        }
    }

    /// Enters the room in the background. What is written meanwhile waits.
    ///
    /// ```no_run
    /// # async fn example(builder: pulse_sdk::realtime::RealtimeBuilder) -> Result<(), pulse_sdk::realtime::ConnectError> {
    /// use pulse_sdk::realtime::NewThread;
    ///
    /// let bot = builder.start()?;
    /// let write = bot.create_thread(NewThread::new("sent once the bot is in"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a setting is wrong.
    ///
    /// # Panics
    /// When called outside a tokio runtime.
    pub fn start(self) -> Result<Realtime, ConnectError> {
        let server = ServerUrl::parse(&self.server_url).map_err(ConfigError::from)?;
        let room = RoomId::parse(&self.room).map_err(ConnectError::Room)?;
        let origin = self.origin.map(|origin| HeaderValue::from_str(&origin));
        let origin = origin.transpose().map_err(|_| ConnectError::Origin)?;
        let address = Address::new(&server, tls(&server)?, origin);
        let seed = u64::from_le_bytes(shell::random().map_err(|error| {
            // Jitter and ids come from it: without it clients would clash.
            ConfigError::HttpClient(error.into())
        })?);

        let mut config = Config::new(self.publishable_key, room);
        config.sdk = concat!("pulse-sdk/", env!("CARGO_PKG_VERSION")).to_owned();
        config.token = self.token;
        if self.tokens.is_some() {
            config.provider = Provider::Present;
        }
        let since = shell::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        config.unix_ms_at_start = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);

        let shared = Arc::new(Shared::new(Engine::new(config, seed), Instant::now()));
        shared.feed(Input::Command(Command::Connect));
        let driver = Driver {
            shared: Arc::clone(&shared),
            address,
            tokens: self.tokens,
            socket: None,
            fetch: None,
            last_problem: None,
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "owned by the handles: it ends when the last one is dropped"
        )]
        tokio::spawn(driver.run());
        Ok(Realtime::new(shared, server.to_string()))
    }
}

impl fmt::Debug for RealtimeBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RealtimeBuilder")
            .field("server_url", &self.server_url)
            .field("room", &self.room)
            .field("token", &self.token)
            .field("tokens", &self.tokens)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

const CONNECT_LIMIT: Duration = Duration::from_secs(30);
