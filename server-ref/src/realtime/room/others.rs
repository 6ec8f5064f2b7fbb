//! A room that has members on several nodes: what others are told with the
//! next tick, what they were told, and what they said. No task, clock or bus.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::ws::Utf8Bytes;
use pulse_protocol::UserId;
use pulse_protocol::entity::{Presence, PresenceStatus};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::member::Audience;
use super::state::{Delivery, Lane, Versions};
use crate::bus::{MOST_PEOPLE, NodeId, RoomPacket, Roster};

/// A delivery on its way to another node.
#[derive(Debug, Serialize, Deserialize)]
struct Relay {
    to: Audience,
    versions: Versions,
    lane: Lane,
    text: String,
}

/// What passes between this room and the same room elsewhere.
#[derive(Debug, Default)]
pub(super) struct Others {
    cursors: BTreeMap<UserId, Utf8Bytes>,
    relays: Vec<Delivery>,
    relay_bytes: usize,
    people: BTreeMap<UserId, Option<Presence>>,
    /// Whom others believe to be here.
    told: BTreeMap<UserId, PresenceStatus>,
    /// Whom each of them has, as far as it was heard.
    there: HashMap<NodeId, BTreeMap<UserId, PresenceStatus>>,
    /// Named so far by a roster that is arriving in parts.
    arriving: HashMap<NodeId, BTreeSet<UserId>>,
}

impl Others {
    /// Somebody is here like this, or not at all.
    pub(super) fn note(&mut self, user: &UserId, here: Option<Presence>) {
        let status = here.as_ref().map(|one| one.status);
        if self.told.get(user).copied() == status {
            return;
        }
        match status {
            Some(status) => self.told.insert(user.clone(), status),
            None => self.told.remove(user),
        };
        self.people.insert(user.clone(), here);
    }

    pub(super) fn note_cursor(&mut self, user: &UserId, text: &Utf8Bytes) {
        self.cursors.insert(user.clone(), text.clone());
    }

    /// Takes a frame along, unless there is too much already: then what may be
    /// lost is lost, and in the end everything.
    pub(super) fn relay(&mut self, delivery: &Delivery) {
        let to = match &delivery.to {
            Audience::All | Audience::AllBut(_) => Audience::All,
            Audience::Others(user) => Audience::Others(user.clone()),
            Audience::User(user) | Audience::OtherTabs(user, _) => Audience::User(user.clone()),
        };
        let relay = Delivery {
            to,
            ..delivery.clone()
        };
        if let Lane::Latest(_) = &relay.lane {
            let same = |one: &&mut Delivery| one.lane == relay.lane && one.to == relay.to;
            if let Some(older) = self.relays.iter_mut().find(same) {
                *older = relay;
                return;
            }
        }
        let bytes = self.relay_bytes + relay.text.len();
        let most = match relay.lane {
            Lane::Reliable | Lane::Farewell(_) => MOST_BYTES,
            Lane::Droppable | Lane::Latest(_) => MOST_BYTES / 4,
        };
        if bytes <= most {
            self.relay_bytes = bytes;
            self.relays.push(relay);
        }
    }

    pub(super) fn has_news(&self) -> bool {
        !(self.cursors.is_empty() && self.relays.is_empty() && self.people.is_empty())
    }

    /// What has gathered since the last tick.
    pub(super) fn take(&mut self) -> Option<RoomPacket> {
        if !self.has_news() {
            return None;
        }
        self.relay_bytes = 0;
        let cursors = std::mem::take(&mut self.cursors).into_iter();
        let relays = std::mem::take(&mut self.relays).into_iter();
        let relays = relays.filter_map(|one| {
            serde_json::to_value(Relay {
                to: one.to,
                versions: one.versions,
                lane: one.lane,
                text: one.text.to_string(),
            })
            .ok()
        });
        Some(RoomPacket::Signals {
            cursors: cursors
                .map(|(user, text)| (user, text.to_string()))
                .collect(),
            relays: relays.collect(),
            people: std::mem::take(&mut self.people).into_iter().collect(),
        })
    }

    /// Everybody here, for whoever asks.
    pub(super) fn rosters(people: Vec<Presence>) -> Vec<RoomPacket> {
        let count = people.len().div_ceil(MOST_PEOPLE).max(1);
        let mut people = people.into_iter();
        (0..count)
            .map(|place| {
                RoomPacket::Roster(Roster {
                    people: people.by_ref().take(MOST_PEOPLE).collect(),
                    first: place == 0,
                    last: place + 1 == count,
                })
            })
            .collect()
    }

    /// What those come to whom others believe to be here.
    pub(super) fn sum(&self) -> u64 {
        sum(&self.told)
    }

    /// What those come to who are believed to be on a node.
    pub(super) fn sum_of(&self, node: NodeId) -> u64 {
        self.there.get(&node).map_or(0, sum)
    }

    /// A node says how somebody is there.
    pub(super) fn hear(&mut self, node: NodeId, user: &UserId, status: Option<PresenceStatus>) {
        let there = self.there.entry(node).or_default();
        match status {
            Some(status) => there.insert(user.clone(), status),
            None => there.remove(user),
        };
        if let Some(arriving) = self.arriving.get_mut(&node) {
            arriving.insert(user.clone());
        }
    }

    /// A roster begins.
    pub(super) fn roster_begins(&mut self, node: NodeId) {
        self.arriving.insert(node, BTreeSet::new());
    }

    /// A roster is whole: those it has not named.
    pub(super) fn roster_ends(&mut self, node: NodeId) -> Vec<UserId> {
        // Its beginning was lost: the next digest shows it.
        let Some(named) = self.arriving.remove(&node) else {
            return vec![];
        };
        let there = self.there.entry(node).or_default();
        let gone = there.keys().filter(|user| !named.contains(*user));
        let gone: Vec<UserId> = gone.cloned().collect();
        there.retain(|user, _| named.contains(user));
        gone
    }

    pub(super) fn forget(&mut self, node: NodeId) {
        self.there.remove(&node);
        self.arriving.remove(&node);
    }
}

/// What another node's room sends this one's members.
pub(super) fn deliveries(relays: Vec<serde_json::Value>) -> Vec<Delivery> {
    let read = relays.into_iter().filter_map(|relay| {
        let relay: Relay = serde_json::from_value(relay).ok()?;
        Some(Delivery {
            to: relay.to,
            versions: relay.versions,
            lane: relay.lane,
            text: relay.text.into(),
        })
    });
    read.collect()
}

/// The same for the same people on every node, whatever its build.
fn sum(people: &BTreeMap<UserId, PresenceStatus>) -> u64 {
    let mut hash = Sha256::new();
    for (user, status) in people {
        let status = match status {
            PresenceStatus::Online => 1,
            PresenceStatus::Idle => 2,
            _ => 3,
        };
        hash.update(user.as_str());
        hash.update([0, status]);
    }
    let mut beginning = [0; 8];
    beginning.copy_from_slice(&hash.finalize()[..8]);
    u64::from_be_bytes(beginning)
}

/// Half of what NATS carries in one packet.
const MOST_BYTES: usize = 512 * 1024;

#[cfg(test)]
mod tests;
