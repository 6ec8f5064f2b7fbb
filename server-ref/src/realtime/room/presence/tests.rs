//! Who is seen, with several tabs on several nodes.

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

const NEAR: NodeId = NodeId::of([1; 8]);
const FAR: NodeId = NodeId::of([2; 8]);

fn there(roster: &mut Roster, node: NodeId, status: Option<PresenceStatus>) -> Option<Change> {
    let presence = status.map(|status| Presence {
        user: ada(),
        status,
        device_type: None,
        last_seen: None,
    });
    roster.set_there(node, &ada().id, presence.as_ref(), AT)
}

#[test]
fn tabs_on_several_nodes_are_one_person() {
    let mut roster = Roster::default();
    let online = Some(PresenceStatus::Online);
    assert!(matches!(
        there(&mut roster, NEAR, online),
        Some(Change::Came(_))
    ));
    assert_eq!(there(&mut roster, FAR, online), None);
    assert_eq!(join(&mut roster, ONE, false), None);
    assert_eq!(there(&mut roster, NEAR, None), None);
    assert_eq!(roster.leave(ONE, &ada().id, AT), None);
    assert_eq!(roster.those_at(FAR), [ada().id]);
    assert_eq!(there(&mut roster, FAR, None), Some(Change::Left(ada().id)));
}

#[test]
fn other_nodes_are_told_of_tabs_here_alone() {
    let mut roster = Roster::default();
    there(&mut roster, FAR, Some(PresenceStatus::Online));
    assert_eq!(roster.here(&ada().id, AT), None);
    assert!(roster.users_here().is_empty());
    join(&mut roster, ONE, false);
    roster.set_status(ONE, &ada().id, PresenceStatus::Idle, AT);
    let told = roster.here(&ada().id, AT).unwrap();
    assert_eq!(told.status, PresenceStatus::Idle);
    assert_eq!(roster.shown()[0].status, PresenceStatus::Online);
}
