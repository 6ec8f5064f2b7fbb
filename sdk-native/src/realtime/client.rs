//! The handle of a client: what it signals, and how it ends.

use std::sync::Arc;
use std::time::Duration;

use pulse_client_core::{Command, Input, Token};
use pulse_protocol::entity::PresenceStatus;
use pulse_protocol::{ThreadId, Verbatim};
use tokio::sync::watch;

use super::shared::{Progress, Shared};
use super::{CloseError, EndReason, Events, RealtimeBuilder};

/// A program in a room. Clones are handles of the same client, which leaves
/// when the last of them is dropped.
///
/// ```
/// # fn example(bot: pulse_sdk::realtime::Realtime) {
/// let for_another_task = bot.clone();
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Realtime {
    handle: Arc<Handle>,
}

#[derive(Debug)]
struct Handle {
    shared: Arc<Shared>,
    server: String,
}

impl Realtime {
    /// Begins with the server's address, the publishable key (`pk_…`) and the
    /// id of the room.
    ///
    /// ```
    /// # fn example() {
    /// let builder = pulse_sdk::realtime::Realtime::builder(
    ///     "https://pulse.example.com",
    ///     "pk_…",
    ///     "/pricing",
    /// );
    /// # }
    /// ```
    pub fn builder(
        server_url: impl Into<String>,
        publishable_key: impl Into<String>,
        room: impl Into<String>,
    ) -> RealtimeBuilder {
        RealtimeBuilder::new(server_url.into(), publishable_key.into(), room.into())
    }

    pub(super) fn new(shared: Arc<Shared>, server: String) -> Self {
        Self {
            handle: Arc::new(Handle { shared, server }),
        }
    }

    /// What happens from now on. Ask before the first write whose echo matters.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// use pulse_sdk::realtime::Event;
    ///
    /// let mut events = bot.events();
    /// while let Some(event) = events.next().await {
    ///     if let Event::Status { status, .. } = event {
    ///         println!("{}", status.as_str());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn events(&self) -> Events {
        self.shared().subscribe()
    }

    /// Shows the others a pointer here; sent at most 20 times a second.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// use pulse_sdk::realtime::Verbatim;
    ///
    /// if let Ok(position) = Verbatim::parse(r#"{"x": 412, "y": 188}"#) {
    ///     bot.move_cursor(position);
    /// }
    /// # }
    /// ```
    pub fn move_cursor(&self, position: Verbatim) {
        self.signal(Command::MoveCursor(position));
    }

    /// Shows the others that a comment is being written.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime, thread: &pulse_sdk::realtime::ThreadId) {
    /// bot.typing(thread);
    /// # }
    /// ```
    pub fn typing(&self, thread_id: &ThreadId) {
        self.signal(Command::Typing(thread_id.clone()));
    }

    /// How present to appear; holds over reconnects.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// bot.set_presence(pulse_sdk::realtime::PresenceStatus::Offline);
    /// # }
    /// ```
    pub fn set_presence(&self, status: PresenceStatus) {
        self.signal(Command::SetPresence(status));
    }

    /// Uses this token from now on, on the live connection where there is one.
    /// An empty text is ignored.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime, token: pulse_sdk::Token) {
    /// bot.set_token(token.expose());
    /// # }
    /// ```
    pub fn set_token(&self, token: &str) {
        if let Some(token) = Token::new(token) {
            self.signal(Command::SetToken(token));
        }
    }

    /// Does not wait for the next attempt to come back.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// bot.hurry();
    /// # }
    /// ```
    pub fn hurry(&self) {
        self.signal(Command::Connect);
    }

    /// Leaves, after the writes that are under way, which have 5 seconds.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime) -> Result<(), pulse_sdk::realtime::CloseError> {
    /// bot.close().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the server did not acknowledge them all in time.
    pub async fn close(self) -> Result<(), CloseError> {
        self.close_within(CLOSE_LIMIT).await
    }

    /// As [`Realtime::close`], with another limit.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime) -> Result<(), pulse_sdk::realtime::CloseError> {
    /// bot.close_within(std::time::Duration::from_secs(30)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the server did not acknowledge all writes in time.
    pub async fn close_within(self, limit: Duration) -> Result<(), CloseError> {
        self.shared().ask_to_close(limit);
        self.ended().await;
        match self.shared().unsettled() {
            0 => Ok(()),
            count => Err(CloseError::Unacknowledged { count, limit }),
        }
    }

    /// Waits until the client has ended, and tells why.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime) {
    /// eprintln!("{}", bot.ended().await);
    /// # }
    /// ```
    pub async fn ended(&self) -> EndReason {
        let mut progress = self.progress();
        let ended = progress.wait_for(|progress| matches!(progress, Progress::Ended(_)));
        match ended.await.as_deref() {
            Ok(Progress::Ended(reason)) => reason.clone(),
            _ => EndReason::Closed,
        }
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.handle.shared
    }

    pub(super) fn progress(&self) -> watch::Receiver<Progress> {
        self.shared().progress.subscribe()
    }

    pub(super) fn server(&self) -> &str {
        &self.handle.server
    }

    fn signal(&self, command: Command) {
        self.shared().feed(Input::Command(command));
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.ask_to_close(CLOSE_LIMIT);
    }
}

const CLOSE_LIMIT: Duration = Duration::from_secs(5);
