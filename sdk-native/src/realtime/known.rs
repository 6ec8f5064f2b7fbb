//! What a client knows of its room, asked at any time.

use std::sync::Arc;

use pulse_client_core::{PendingWrite, Status, Thread};
use pulse_protocol::claims::Role;
use pulse_protocol::entity::{ActivityLog, EnvConfig, Notification, Presence, Reaction, User};
use pulse_protocol::{ThreadId, UserId};

use super::Realtime;

/// Looking. Nothing here waits: one's own writes are there at once, and those
/// of others as soon as they arrive.
impl Realtime {
    /// The connection's status.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// use pulse_sdk::realtime::Status;
    ///
    /// let live = bot.status() == Status::Connected;
    /// # }
    /// ```
    #[must_use]
    pub fn status(&self) -> Status {
        self.shared().look(|view| view.status())
    }

    /// Oneself, once let in.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// if let Some(user) = bot.user() {
    ///     println!("here as {}", user.name);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn user(&self) -> Option<Arc<User>> {
        self.shared().look(|view| view.user().cloned())
    }

    /// Everybody whose name may be needed, by id.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// for user in bot.users() {
    ///     println!("{} is {}", user.id, user.name);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn users(&self) -> Vec<Arc<User>> {
        self.shared().look(|view| view.users().to_vec())
    }

    /// Who is here.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// for present in bot.presence() {
    ///     println!("{} is {:?}", present.user.name, present.status);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn presence(&self) -> Vec<Arc<Presence>> {
        self.shared().look(|view| view.presence().to_vec())
    }

    /// The conversations, oldest first, with one's own writes that are under way.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// let open = bot.threads().iter().filter(|thread| !thread.resolved).count();
    /// # }
    /// ```
    #[must_use]
    pub fn threads(&self) -> Vec<Arc<Thread>> {
        self.shared().look(|view| view.threads().to_vec())
    }

    /// One of them.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime, id: &pulse_sdk::realtime::ThreadId) {
    /// let settled = bot.thread(id).is_some_and(|thread| thread.resolved);
    /// # }
    /// ```
    #[must_use]
    pub fn thread(&self, id: &ThreadId) -> Option<Arc<Thread>> {
        self.shared().look(|view| {
            let found = view.threads().iter().find(|thread| thread.id == *id);
            found.cloned()
        })
    }

    /// The reactions on a comment or thread.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime, comment: &pulse_sdk::realtime::CommentId) {
    /// let approvals = bot.reactions(comment.as_str());
    /// let approved = approvals.iter().any(|reaction| reaction.emoji == "👍");
    /// # }
    /// ```
    #[must_use]
    pub fn reactions(&self, target_id: &str) -> Vec<Arc<Reaction>> {
        self.shared()
            .look(|view| view.reactions(target_id).to_vec())
    }

    /// Who is writing in a conversation, without oneself.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime, thread: &pulse_sdk::realtime::ThreadId) {
    /// if !bot.typing_in(thread).is_empty() {
    ///     println!("somebody is writing an answer");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn typing_in(&self, thread_id: &ThreadId) -> Vec<UserId> {
        self.shared()
            .look(|view| view.typing(thread_id.as_str()).cloned().collect())
    }

    /// One's notifications, newest first.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// let unread = bot.notifications().iter().filter(|seen| !seen.read).count();
    /// # }
    /// ```
    #[must_use]
    pub fn notifications(&self) -> Vec<Arc<Notification>> {
        self.shared().look(|view| view.notifications().to_vec())
    }

    /// What happened lately, newest first.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// println!("{} things happened", bot.activity().len());
    /// # }
    /// ```
    #[must_use]
    pub fn activity(&self) -> Vec<Arc<ActivityLog>> {
        self.shared().look(|view| view.activity_logs().to_vec())
    }

    /// What the token allows: a commenter's rights, until the server says
    /// otherwise.
    ///
    /// ```
    /// # use pulse_sdk::Role;
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// if bot.role() == Role::Viewer {
    ///     println!("this bot can only read");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.shared().look(|view| view.role())
    }

    /// What the environment allows.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// if !bot.config().allow_reactions {
    ///     println!("reactions are switched off");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn config(&self) -> Arc<EnvConfig> {
        self.shared().look(|view| Arc::clone(view.config()))
    }

    /// One's own writes that are under way, in order.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime) {
    /// println!("{} writes are under way", bot.pending().len());
    /// # }
    /// ```
    #[must_use]
    pub fn pending(&self) -> Vec<PendingWrite> {
        self.shared().look(|view| view.pending().collect())
    }
}
