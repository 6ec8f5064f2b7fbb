//! What is known of the room beside conversations: people, who is here, who
//! is typing, what the environment allows, what happened lately.

use std::sync::Arc;

use pulse_protocol::claims::Role;
use pulse_protocol::entity::{ActivityLog, EnvConfig, P2pConfig, Presence, PresenceStatus, User};
use pulse_protocol::limits::{ACTIVITY_ENTRIES, Limits};
use pulse_protocol::{ThreadId, UserId};

use crate::changes::Changes;

#[derive(Debug, Clone, Default)]
pub(crate) struct Store {
    pub(crate) user: Option<Arc<User>>,
    pub(crate) config: Arc<EnvConfig>,
    pub(crate) p2p: Option<P2pConfig>,
    pub(crate) limits: Limits,
    pub(crate) role: Role,
    /// By id, so that one is found fast.
    pub(crate) users: Vec<Arc<User>>,
    /// In the order they came.
    pub(crate) presence: Vec<Arc<Presence>>,
    /// Newest first.
    pub(crate) activity: Vec<Arc<ActivityLog>>,
    pub(crate) viewports: Vec<Signal>,
    pub(crate) selections: Vec<Signal>,
    typing: Vec<Typing>,
}

/// Somebody's latest signal of a kind, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signal {
    /// Whose.
    pub user_id: UserId,
    /// The frame.
    pub text: Arc<str>,
}

impl Signal {
    pub(crate) const fn new(user_id: UserId, text: Arc<str>) -> Self {
        Self { user_id, text }
    }
}

#[derive(Debug, Clone)]
struct Typing {
    thread_id: ThreadId,
    user_id: UserId,
    until: u64,
}

impl Store {
    pub(crate) fn user(&self, id: &str) -> Option<&Arc<User>> {
        let at = self.users.binary_search_by(|user| user.id.as_str().cmp(id));
        at.ok().map(|at| &self.users[at])
    }

    /// The same id, as the one text that all have of it.
    pub(crate) fn shared(&self, id: UserId) -> UserId {
        self.user(id.as_str()).map_or(id, |user| user.id.clone())
    }

    pub(crate) fn is_self(&self, id: &UserId) -> bool {
        self.user.as_ref().is_some_and(|user| user.id == *id)
    }

    pub(crate) fn set_user(&mut self, user: User) {
        if self.user.as_deref() != Some(&user) {
            self.user = Some(Arc::new(user));
        }
    }

    pub(crate) fn set_users(&mut self, users: Vec<User>) {
        let before = std::mem::take(&mut self.users);
        for user in users {
            let known = before.binary_search_by(|known| known.id.cmp(&user.id));
            let user = match known {
                Ok(at) if *before[at] == user => Arc::clone(&before[at]),
                _ => Arc::new(user),
            };
            // Inserting in order weighs less than a sort, which a page would have to download.
            if let Err(at) = self.users.binary_search_by(|other| other.id.cmp(&user.id)) {
                self.users.insert(at, user);
            }
        }
    }

    pub(crate) fn set_presence(&mut self, presence: Vec<Presence>) {
        let before = std::mem::take(&mut self.presence);
        self.presence = presence
            .into_iter()
            .map(|one| same_or_new(&before, one))
            .collect();
    }

    pub(crate) fn set_activity(&mut self, activity: Vec<ActivityLog>) {
        let before = std::mem::take(&mut self.activity);
        self.activity = activity
            .into_iter()
            .map(|log| same_or_new(&before, log))
            .collect();
        self.activity.truncate(ACTIVITY_ENTRIES);
    }

    pub(crate) fn set_config(&mut self, config: EnvConfig, changes: &mut Changes) {
        if *self.config != config {
            self.config = Arc::new(config);
            changes.config = true;
        }
    }

    pub(crate) fn join(&mut self, presence: Presence, changes: &mut Changes) {
        self.learn_user(&presence.user, changes);
        let known = self
            .presence
            .iter_mut()
            .find(|known| known.user.id == presence.user.id);
        match known {
            Some(known) if **known == presence => return,
            Some(known) => *known = Arc::new(presence),
            None => self.presence.push(Arc::new(presence)),
        }
        changes.presence = true;
    }

    pub(crate) fn leave(&mut self, id: &UserId, changes: &mut Changes) {
        let before = self.presence.len();
        self.presence.retain(|known| known.user.id != *id);
        changes.presence |= self.presence.len() != before;
        self.viewports.retain(|known| known.user_id != *id);
        self.selections.retain(|known| known.user_id != *id);
        self.typing.retain(|known| known.user_id != *id);
    }

    pub(crate) fn set_status(
        &mut self,
        id: &UserId,
        status: PresenceStatus,
        changes: &mut Changes,
    ) {
        let known = self.presence.iter_mut().find(|known| known.user.id == *id);
        if let Some(known) = known.filter(|known| known.status != status) {
            Arc::make_mut(known).status = status;
            changes.presence = true;
        }
    }

    pub(crate) fn log(&mut self, log: ActivityLog, changes: &mut Changes) {
        if self.activity.iter().any(|known| known.id == log.id) {
            return;
        }
        self.activity.insert(0, Arc::new(log));
        self.activity.truncate(ACTIVITY_ENTRIES);
        changes.activity = true;
    }

    pub(crate) fn set_viewport(&mut self, signal: Signal) {
        replace(&mut self.viewports, signal);
    }

    pub(crate) fn set_selection(&mut self, signal: Signal) {
        replace(&mut self.selections, signal);
    }

    pub(crate) fn start_typing(&mut self, now: u64, thread_id: ThreadId, user_id: UserId) {
        self.typing
            .retain(|known| known.thread_id != thread_id || known.user_id != user_id);
        self.typing.push(Typing {
            thread_id,
            user_id,
            until: now + TYPING_SHOWN_MS,
        });
    }

    /// Somebody has finished what they were typing. True when it had shown.
    pub(crate) fn stop_typing(&mut self, thread_id: &ThreadId, user_id: &UserId) -> bool {
        let before = self.typing.len();
        self.typing
            .retain(|known| known.thread_id != *thread_id || known.user_id != *user_id);
        self.typing.len() != before
    }

    pub(crate) fn typing_in<'a>(&'a self, thread_id: &'a str) -> impl Iterator<Item = &'a UserId> {
        self.typing
            .iter()
            .filter(move |known| {
                known.thread_id.as_str() == thread_id && !self.is_self(&known.user_id)
            })
            .map(|known| &known.user_id)
    }

    /// Takes out whoever was not seen typing for a while.
    pub(crate) fn expire_typing(&mut self, now: u64) -> Vec<(ThreadId, UserId)> {
        let mut expired = Vec::new();
        self.typing.retain(|known| {
            let stays = known.until > now;
            if !stays {
                expired.push((known.thread_id.clone(), known.user_id.clone()));
            }
            stays
        });
        expired
    }

    pub(crate) fn typing_due(&self) -> Option<u64> {
        self.typing.iter().map(|known| known.until).min()
    }

    /// What lives only as long as a connection.
    pub(crate) fn clear_signals(&mut self) {
        self.typing.clear();
        self.viewports.clear();
        self.selections.clear();
    }

    fn learn_user(&mut self, user: &User, changes: &mut Changes) {
        let at = self.users.binary_search_by(|known| known.id.cmp(&user.id));
        match at {
            Ok(at) if *self.users[at] == *user => return,
            Ok(at) => self.users[at] = Arc::new(user.clone()),
            Err(at) => self.users.insert(at, Arc::new(user.clone())),
        }
        changes.users = true;
    }
}

fn replace(signals: &mut Vec<Signal>, signal: Signal) {
    signals.retain(|known| known.user_id != signal.user_id);
    signals.push(signal);
}

/// The known object when it is equal, so that its identity stays.
fn same_or_new<T: PartialEq>(before: &[Arc<T>], entity: T) -> Arc<T> {
    before
        .iter()
        .find(|known| ***known == entity)
        .map_or_else(|| Arc::new(entity), Arc::clone)
}

const TYPING_SHOWN_MS: u64 = 3000;
