//! Who is in a room. Presence belongs to people, not to connections: with
//! several tabs somebody is as present as the most present of them, and gone
//! only when none is left.

use std::collections::BTreeMap;

use pulse_protocol::entity::{DeviceType, Presence, PresenceStatus, User};
use pulse_protocol::limits::PRESENCE_TIMEOUT_MS;
use pulse_protocol::{Timestamp, UserId};

use super::ConnectionKey;

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
    tabs: BTreeMap<ConnectionKey, Tab>,
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
        person.tabs.insert(key, tab);
        self.settle(&user.id, now)
    }

    pub(super) fn leave(
        &mut self,
        key: ConnectionKey,
        user: &UserId,
        now: Timestamp,
    ) -> Option<Change> {
        self.people.get_mut(user)?.tabs.remove(&key);
        self.settle(user, now)
    }

    pub(super) fn set_status(
        &mut self,
        key: ConnectionKey,
        user: &UserId,
        status: PresenceStatus,
        now: Timestamp,
    ) -> Option<Change> {
        let tab = self.people.get_mut(user)?.tabs.get_mut(&key)?;
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
        let tab = self.people.get_mut(user)?.tabs.get_mut(&key)?;
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
        let status = person.status(now);
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
    fn status(&self, now: Timestamp) -> Option<PresenceStatus> {
        let seen = |wanted| {
            let mut tabs = self.tabs.values().filter(|tab| !tab.is_silent(now));
            tabs.any(|tab| tab.status == wanted).then_some(wanted)
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
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_unix_ms(1_000_000);
    const LATER: Timestamp = Timestamp::from_unix_ms(1_000_000 + PRESENCE_TIMEOUT_MS);
    const ONE: ConnectionKey = ConnectionKey(1);
    const TWO: ConnectionKey = ConnectionKey(2);

    fn ada() -> User {
        User {
            id: UserId::parse("ada").unwrap(),
            name: "Ada".to_owned(),
            avatar: None,
            color: "#4f46e5".to_owned(),
        }
    }

    fn join(roster: &mut Roster, key: ConnectionKey, expires: bool) -> Option<Change> {
        roster.join(key, &ada(), DeviceType::Desktop, expires, AT)
    }

    #[test]
    fn somebody_with_two_tabs_comes_once_and_leaves_with_the_last() {
        let mut roster = Roster::default();
        assert!(matches!(
            join(&mut roster, ONE, true),
            Some(Change::Came(_))
        ));
        assert_eq!(join(&mut roster, TWO, true), None);
        assert_eq!(roster.leave(ONE, &ada().id, AT), None);
        assert_eq!(
            roster.leave(TWO, &ada().id, AT),
            Some(Change::Left(ada().id))
        );
        assert!(roster.seen_by(&ada().id).is_empty());
    }

    #[test]
    fn the_most_present_tab_counts() {
        let mut roster = Roster::default();
        join(&mut roster, ONE, false);
        join(&mut roster, TWO, false);
        let mut set = |key, status| roster.set_status(key, &ada().id, status, AT);
        assert_eq!(set(ONE, PresenceStatus::Idle), None);
        let idle = Change::Turned(ada().id, PresenceStatus::Idle);
        assert_eq!(set(TWO, PresenceStatus::Idle), Some(idle));
        assert_eq!(set(ONE, PresenceStatus::Offline), None);
        assert_eq!(
            set(TWO, PresenceStatus::Offline),
            Some(Change::Left(ada().id))
        );
        assert!(matches!(
            set(TWO, PresenceStatus::Online),
            Some(Change::Came(_))
        ));
    }

    #[test]
    fn who_appears_offline_still_sees_themselves() {
        let mut roster = Roster::default();
        join(&mut roster, ONE, false);
        roster.set_status(ONE, &ada().id, PresenceStatus::Offline, AT);
        assert_eq!(roster.seen_by(&ada().id).len(), 1);
        assert!(roster.seen_by(&UserId::parse("bo").unwrap()).is_empty());
    }

    #[test]
    fn a_silent_tab_of_version_1_is_gone_until_it_is_heard_again() {
        let mut roster = Roster::default();
        join(&mut roster, ONE, true);
        assert!(
            roster
                .expire(Timestamp::from_unix_ms(LATER.unix_ms() - 1))
                .is_empty()
        );
        assert_eq!(roster.expire(LATER), [Change::Left(ada().id)]);
        assert!(roster.expire(LATER).is_empty());
        assert!(matches!(
            roster.heard(ONE, &ada().id, LATER),
            Some(Change::Came(_))
        ));
    }

    #[test]
    fn a_tab_of_version_2_is_watched_by_its_connection() {
        let mut roster = Roster::default();
        join(&mut roster, ONE, false);
        assert!(roster.expire(LATER).is_empty());
    }
}
