//! Which parts of the view a step has changed, gathered so that each is told
//! once, in a fixed order.

use std::collections::VecDeque;

use crate::{Effect, Event, Part};

/// The parts that differ from what the host was last told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    pub(crate) auth: bool,
    pub(crate) users: bool,
    pub(crate) config: bool,
    pub(crate) presence: bool,
    pub(crate) threads: bool,
    pub(crate) notifications: bool,
    pub(crate) activity: bool,
    pub(crate) all_reactions: bool,
    reactions: Vec<String>,
    pub(crate) pending: bool,
}

impl Changes {
    /// Everything, as after a snapshot.
    pub(crate) const fn everything(&mut self) {
        self.auth = true;
        self.presence = true;
        self.conversations();
        self.activity = true;
    }

    /// The reactions of one target.
    pub(crate) fn reactions_of(&mut self, target: &str) {
        if self.reactions.iter().all(|known| known != target) {
            self.reactions.push(target.to_owned());
        }
    }

    /// All that writes can touch.
    pub(crate) const fn conversations(&mut self) {
        self.threads = true;
        self.notifications = true;
        self.all_reactions = true;
    }

    /// Tells the host, in the order of the original: auth, presence, threads,
    /// notifications, reactions, activity.
    pub(crate) fn publish(&mut self, effects: &mut VecDeque<Effect>) {
        let told = std::mem::take(self);
        let mut tell = |part| effects.push_back(Effect::Emit(Event::Changed(part)));
        if told.auth {
            tell(Part::Auth);
        }
        if told.users {
            tell(Part::Users);
        }
        if told.config {
            tell(Part::Config);
        }
        if told.presence {
            tell(Part::Presence);
        }
        if told.threads {
            tell(Part::Threads);
        }
        if told.notifications {
            tell(Part::Notifications);
        }
        if told.all_reactions {
            tell(Part::Reactions(None));
        } else {
            for target in told.reactions {
                tell(Part::Reactions(Some(target)));
            }
        }
        if told.activity {
            tell(Part::ActivityLogs);
        }
        if told.pending {
            effects.push_back(Effect::Emit(Event::Pending));
        }
    }
}
