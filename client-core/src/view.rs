//! What there is to show, read from an engine between two inputs.

use std::sync::Arc;

use pulse_protocol::UserId;
use pulse_protocol::claims::Role;
use pulse_protocol::entity::{
    ActivityLog, EnvConfig, Notification, P2pConfig, Presence, Reaction, User,
};

use crate::board::Board;
use crate::model::Thread;
use crate::outbox::Outbox;
use crate::store::{Signal, Store};
use crate::{PendingWrite, Status};

/// A look at an engine. Entities that did not change since the last look are
/// behind the same `Arc`.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    status: Status,
    store: &'a Store,
    board: &'a Board,
    outbox: &'a Outbox,
}

impl<'a> View<'a> {
    pub(crate) const fn new(
        status: Status,
        store: &'a Store,
        board: &'a Board,
        outbox: &'a Outbox,
    ) -> Self {
        Self {
            status,
            store,
            board,
            outbox,
        }
    }

    /// The connection's status.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// Oneself, once let in.
    #[must_use]
    pub const fn user(&self) -> Option<&'a Arc<User>> {
        self.store.user.as_ref()
    }

    /// What one's token allows: a commenter's rights, until the server says
    /// otherwise.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.store.role
    }

    /// What the environment allows.
    #[must_use]
    pub const fn config(&self) -> &'a Arc<EnvConfig> {
        &self.store.config
    }

    /// How shared data works; none where it is switched off.
    #[must_use]
    pub const fn p2p_config(&self) -> Option<P2pConfig> {
        self.store.p2p
    }

    /// Everybody whose name may be needed, by id.
    #[must_use]
    pub fn users(&self) -> &'a [Arc<User>] {
        &self.store.users
    }

    /// One of them.
    #[must_use]
    pub fn user_by_id(&self, id: &str) -> Option<&'a Arc<User>> {
        self.store.user(id)
    }

    /// Who is here.
    #[must_use]
    pub fn presence(&self) -> &'a [Arc<Presence>] {
        &self.store.presence
    }

    /// The conversations, oldest first, with one's own unsettled writes.
    #[must_use]
    pub fn threads(&self) -> &'a [Arc<Thread>] {
        &self.board.threads
    }

    /// The reactions on a comment or thread.
    #[must_use]
    pub fn reactions(&self, target_id: &str) -> &'a [Arc<Reaction>] {
        self.board.reactions_of(target_id)
    }

    /// One's notifications, newest first.
    #[must_use]
    pub fn notifications(&self) -> &'a [Arc<Notification>] {
        &self.board.notifications
    }

    /// How many of them were not seen.
    #[must_use]
    pub fn unread_count(&self) -> usize {
        self.notifications()
            .iter()
            .filter(|seen| !seen.read)
            .count()
    }

    /// What happened lately, newest first.
    #[must_use]
    pub fn activity_logs(&self) -> &'a [Arc<ActivityLog>] {
        &self.store.activity
    }

    /// Who is writing in a thread, without oneself.
    pub fn typing(&self, thread_id: &'a str) -> impl Iterator<Item = &'a UserId> {
        self.store.typing_in(thread_id)
    }

    /// What others see of the page.
    #[must_use]
    pub fn viewports(&self) -> &'a [Signal] {
        &self.store.viewports
    }

    /// What others have selected.
    #[must_use]
    pub fn selections(&self) -> &'a [Signal] {
        &self.store.selections
    }

    /// One's own writes that are not settled, in order.
    pub fn pending(&self) -> impl Iterator<Item = PendingWrite> {
        self.outbox.iter().map(crate::outbox::Operation::view)
    }
}
