//! Who is in a room. Presence belongs to people, not to connections: with
//! several tabs somebody is as present as the most present of them, and gone
//! only when none is left.

use std::collections::BTreeMap;

use pulse_protocol::entity::{DeviceType, Presence, PresenceStatus, User};
use pulse_protocol::limits::PRESENCE_TIMEOUT_MS;
use pulse_protocol::{Timestamp, UserId};

use super::ConnectionKey;
use crate::bus::NodeId;

/// Where somebody sits: at a connection of this node, or somewhere on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Seat {
    Here(ConnectionKey),
    There(NodeId),
}

/// A change others see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// Somebody came, or was heard of again.
    Came(Presence),
    /// Somebody left, or has not been heard of.
    Left(UserId),
    /// Somebody became active or idle.
    Turned(UserId, PresenceStatus),
}

#[derive(Debug, Default)]
pub(super) struct Roster {
    people: BTreeMap<UserId, Person>,
}

#[derive(Debug)]
struct Person {
    user: User,
    tabs: BTreeMap<Seat, Tab>,
    /// What others were last told; nothing while they think somebody gone.
    shown: Option<PresenceStatus>,
}

#[derive(Debug)]
struct Tab {
    device: DeviceType,
    status: PresenceStatus,
    heard_at: Timestamp,
    /// Version 1 proves that it lives by its heartbeat alone.
    expires: bool,
}

impl Roster {
    pub(super) fn join(
        &mut self,
        key: ConnectionKey,
        user: &User,
        device: DeviceType,
        expires: bool,
        now: Timestamp,
    ) -> Option<Change> {
        let person = self
            .people
            .entry(user.id.clone())
            .or_insert_with(|| Person {
                user: user.clone(),
                tabs: BTreeMap::new(),
                shown: None,
            });
        // Name and picture may be newer than those of earlier tabs.
        person.user = user.clone();
        let tab = Tab {
            device,
            status: PresenceStatus::Online,
            heard_at: now,
            expires,
        };
        person.tabs.insert(Seat::Here(key), tab);
        self.settle(&user.id, now)
    }

    /// Another node has somebody, or nobody any more, under a name.
    pub(super) fn set_there(
        &mut self,
        node: NodeId,
        user: &UserId,
        presence: Option<&Presence>,
        now: Timestamp,
    ) -> Option<Change> {
        let seat = Seat::There(node);
        let Some(presence) = presence else {
            self.people.get_mut(user)?.tabs.remove(&seat);
            return self.settle(user, now);
        };
        let person = self.people.entry(user.clone()).or_insert_with(|| Person {
            user: presence.user.clone(),
            tabs: BTreeMap::new(),
            shown: None,
        });
        let tab = Tab {
            device: presence.device_type.unwrap_or(DeviceType::Desktop),
            status: presence.status,
            heard_at: presence.last_seen.unwrap_or(now),
            // That node watches it.
            expires: false,
        };
        person.tabs.insert(seat, tab);
        self.settle(user, now)
    }

    /// The people that another node has.
    pub(super) fn those_at(&self, node: NodeId) -> Vec<UserId> {
        let there = |person: &Person| person.tabs.contains_key(&Seat::There(node));
        let people = self.people.iter().filter(|(_, person)| there(person));
        people.map(|(id, _)| id.clone()).collect()
    }

    /// Somebody as other nodes are told of them: by their tabs here alone.
    pub(super) fn here(&self, user: &UserId, now: Timestamp) -> Option<Presence> {
        let person = self.people.get(user)?;
        let status = person.status(now, |seat| matches!(seat, Seat::Here(_)))?;
        Some(person.presence(status))
    }

    /// All that sit here, seen or not.
    pub(super) fn users_here(&self) -> Vec<UserId> {
        let here = |person: &Person| {
            let mut seats = person.tabs.keys();
            seats.any(|seat| matches!(seat, Seat::Here(_)))
        };
        let people = self.people.iter().filter(|(_, person)| here(person));
        people.map(|(id, _)| id.clone()).collect()
    }

    pub(super) fn leave(
        &mut self,
        key: ConnectionKey,
        user: &UserId,
        now: Timestamp,
    ) -> Option<Change> {
        self.people.get_mut(user)?.tabs.remove(&Seat::Here(key));
        self.settle(user, now)
    }

    pub(super) fn set_status(
        &mut self,
        key: ConnectionKey,
        user: &UserId,
        status: PresenceStatus,
        now: Timestamp,
    ) -> Option<Change> {
        let tab = self.people.get_mut(user)?.tabs.get_mut(&Seat::Here(key))?;
        tab.status = status;
        tab.heard_at = now;
        self.settle(user, now)
    }

    /// A connection was heard of.
    pub(super) fn heard(
        &mut self,
        key: ConnectionKey,
        user: &UserId,
        now: Timestamp,
    ) -> Option<Change> {
        let tab = self.people.get_mut(user)?.tabs.get_mut(&Seat::Here(key))?;
        let was_silent = tab.is_silent(now);
        tab.heard_at = now;
        // The common case, for every cursor: nobody sees a difference.
        if was_silent {
            self.settle(user, now)
        } else {
            None
        }
    }

    /// Lets those go that have not been heard of for too long.
    pub(super) fn expire(&mut self, now: Timestamp) -> Vec<Change> {
        let users: Vec<UserId> = self.people.keys().cloned().collect();
        let changes = users.iter().filter_map(|user| self.settle(user, now));
        changes.collect()
    }

    /// Who is to be seen, and the person who looks in any case.
    pub(super) fn seen_by(&self, user: &UserId) -> Vec<Presence> {
        let seen = self.people.iter().filter_map(|(id, person)| {
            let own = (id == user).then_some(PresenceStatus::Online);
            Some(person.presence(person.shown.or(own)?))
        });
        seen.collect()
    }

    /// Those others think are here.
    pub(super) fn shown(&self) -> Vec<Presence> {
        let people = self.people.values();
        let shown = people.filter_map(|person| Some(person.presence(person.shown?)));
        shown.collect()
    }

    /// Compares what is with what others were told, and says the difference.
    fn settle(&mut self, user: &UserId, now: Timestamp) -> Option<Change> {
        let person = self.people.get_mut(user)?;
        let status = person.status(now, |_| true);
        let told = std::mem::replace(&mut person.shown, status);
        let change = match (told, status) {
            (None, Some(status)) => Some(Change::Came(person.presence(status))),
            (Some(_), None) => Some(Change::Left(user.clone())),
            (Some(told), Some(status)) if told != status => {
                Some(Change::Turned(user.clone(), status))
            }
            _ => None,
        };
        if person.tabs.is_empty() {
            self.people.remove(user);
        }
        change
    }
}

impl Person {
    /// The most present of the tabs that others may see.
    fn status(&self, now: Timestamp, counts: impl Fn(&Seat) -> bool) -> Option<PresenceStatus> {
        let seen = |wanted| {
            let tabs = self.tabs.iter().filter(|(seat, _)| counts(seat));
            let mut tabs = tabs.filter(|(_, tab)| !tab.is_silent(now));
            tabs.any(|(_, tab)| tab.status == wanted).then_some(wanted)
        };
        seen(PresenceStatus::Online).or_else(|| seen(PresenceStatus::Idle))
    }

    fn presence(&self, status: PresenceStatus) -> Presence {
        let newest = self.tabs.values().max_by_key(|tab| tab.heard_at);
        Presence {
            user: self.user.clone(),
            status,
            device_type: newest.map(|tab| tab.device),
            last_seen: newest.map(|tab| tab.heard_at),
        }
    }
}

impl Tab {
    fn is_silent(&self, now: Timestamp) -> bool {
        self.expires && now.unix_ms() >= self.heard_at.unix_ms() + PRESENCE_TIMEOUT_MS
    }
}

#[cfg(test)]
mod tests;
