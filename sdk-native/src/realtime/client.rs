//! The handle of a client: what it knows, what it signals, how it ends.

use std::sync::Arc;
use std::time::Duration;

use pulse_client_core::{Command, Input, PendingWrite, Status, Thread, Token};
use pulse_protocol::entity::{
    ActivityLog, EnvConfig, Notification, Presence, PresenceStatus, Reaction, User,
};
use pulse_protocol::{ThreadId, Verbatim};
use tokio::sync::watch;

use super::shared::{Progress, Shared};
use super::{CloseError, EndReason, Events, RealtimeBuilder};

/// A program in a room. Clones are handles of the same client, which leaves
/// when the last of them is dropped.
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
    #[must_use]
    pub fn events(&self) -> Events {
        self.shared().subscribe()
    }

    /// The connection's status.
    #[must_use]
    pub fn status(&self) -> Status {
        self.shared().look(|view| view.status())
    }

    /// Oneself, once let in.
    #[must_use]
    pub fn user(&self) -> Option<Arc<User>> {
        self.shared().look(|view| view.user().cloned())
    }

    /// Everybody whose name may be needed, by id.
    #[must_use]
    pub fn users(&self) -> Vec<Arc<User>> {
        self.shared().look(|view| view.users().to_vec())
    }

    /// Who is here.
    #[must_use]
    pub fn presence(&self) -> Vec<Arc<Presence>> {
        self.shared().look(|view| view.presence().to_vec())
    }

    /// The conversations, oldest first, with one's own writes that are under way.
    #[must_use]
    pub fn threads(&self) -> Vec<Arc<Thread>> {
        self.shared().look(|view| view.threads().to_vec())
    }

    /// One of them.
    #[must_use]
    pub fn thread(&self, id: &ThreadId) -> Option<Arc<Thread>> {
        self.shared().look(|view| {
            let found = view.threads().iter().find(|thread| thread.id == *id);
            found.cloned()
        })
    }

    /// The reactions on a comment or thread.
    #[must_use]
    pub fn reactions(&self, target_id: &str) -> Vec<Arc<Reaction>> {
        self.shared()
            .look(|view| view.reactions(target_id).to_vec())
    }

    /// One's notifications, newest first.
    #[must_use]
    pub fn notifications(&self) -> Vec<Arc<Notification>> {
        self.shared().look(|view| view.notifications().to_vec())
    }

    /// What happened lately, newest first.
    #[must_use]
    pub fn activity(&self) -> Vec<Arc<ActivityLog>> {
        self.shared().look(|view| view.activity_logs().to_vec())
    }

    /// What the environment allows.
    #[must_use]
    pub fn config(&self) -> Arc<EnvConfig> {
        self.shared().look(|view| Arc::clone(view.config()))
    }

    /// One's own writes that are under way, in order.
    #[must_use]
    pub fn pending(&self) -> Vec<PendingWrite> {
        self.shared().look(|view| view.pending().collect())
    }

    /// Shows the others a pointer here; sent at most 20 times a second.
    pub fn move_cursor(&self, position: Verbatim) {
        self.signal(Command::MoveCursor(position));
    }

    /// Shows the others that a comment is being written.
    pub fn typing(&self, thread_id: &ThreadId) {
        self.signal(Command::Typing(thread_id.clone()));
    }

    /// How present to appear; holds over reconnects.
    pub fn set_presence(&self, status: PresenceStatus) {
        self.signal(Command::SetPresence(status));
    }

    /// Uses this token from now on, on the live connection where there is one.
    /// An empty text is ignored.
    pub fn set_token(&self, token: &str) {
        if let Some(token) = Token::new(token) {
            self.signal(Command::SetToken(token));
        }
    }

    /// Does not wait for the next attempt to come back.
    pub fn hurry(&self) {
        self.signal(Command::Connect);
    }

    /// Leaves, after the writes that are under way, which have 5 seconds.
    ///
    /// # Errors
    /// When the server did not acknowledge them all in time.
    pub async fn close(self) -> Result<(), CloseError> {
        self.close_within(CLOSE_LIMIT).await
    }

    /// As [`Realtime::close`], with another limit.
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
