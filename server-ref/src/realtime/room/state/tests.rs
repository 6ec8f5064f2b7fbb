use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use pulse_protocol::entity::{DeviceType, User};
use pulse_protocol::{ClientFrame, Seq};

use super::super::super::outbound::Outbound;
use super::*;

const NOW: Timestamp = Timestamp::from_unix_ms(1_000_000);

fn member(key: u64, name: &str, version: Version) -> Member {
    let id = UserId::parse(name).unwrap();
    Member {
        key: super::super::ConnectionKey(key),
        user: User {
            id: id.clone(),
            name: name.to_owned(),
            avatar: None,
            color: "#4f46e5".to_owned(),
        },
        device: DeviceType::Desktop,
        version,
        outbound: Arc::new(Outbound::new(id, Arc::default())),
        seq: Seq::ZERO,
    }
}

fn message(json: &str) -> ClientMessage {
    ClientFrame::decode(json).unwrap().message
}

#[test]
fn a_cursor_goes_to_version_one_at_once_and_to_version_two_with_the_tick() {
    let mut room = RoomState::new(true);
    let (ada, bo) = (
        member(1, "ada", Version::Two),
        member(2, "bo", Version::One),
    );
    room.join(&ada, NOW);
    room.join(&bo, NOW);
    for x in 0..3 {
        let cursor = message(&format!(
            r#"{{"type":"cursor:move","position":{{"x":{x}}}}}"#
        ));
        let deliveries = room.signal(&ada, cursor, NOW);
        assert_eq!(deliveries.len(), 1);
        assert!(deliveries[0].is_for(&bo) && !deliveries[0].is_for(&ada));
    }
    let newest = r#"{"type":"cursor:batch","cursors":[{"userId":"ada","position":{"x":2}}]}"#;
    let batch = room.take_cursors();
    assert_eq!(batch.text_for(&bo.user.id).unwrap().as_str(), newest);
    assert_eq!(batch.text_for(&ada.user.id), None);
    assert!(!room.has_cursors());
}

#[test]
fn a_signal_goes_to_its_target_alone() {
    let mut room = RoomState::new(true);
    let members = [
        member(1, "ada", Version::One),
        member(2, "bo", Version::One),
        member(3, "bo", Version::Two),
        member(4, "cy", Version::One),
    ];
    for member in &members {
        room.join(member, NOW);
    }
    let offer = message(r#"{"type":"signal:offer","targetUserId":"bo","sdp":{"sdp":"v=0"}}"#);
    let deliveries = room.signal(&members[0], offer, NOW);
    let reached: Vec<bool> = members.iter().map(|m| deliveries[0].is_for(m)).collect();
    assert_eq!(reached, [false, true, true, false]);
    let text = r#"{"type":"signal:offer","fromUserId":"ada","sdp":{"sdp":"v=0"}}"#;
    assert_eq!(deliveries[0].text.as_str(), text);
}

#[test]
fn emoji_are_for_version_two_only() {
    let mut room = RoomState::new(true);
    let (ada, bo) = (
        member(1, "ada", Version::Two),
        member(2, "bo", Version::One),
    );
    room.join(&ada, NOW);
    let drop = message(r#"{"type":"emoji:drop","emoji":"🎉","position":{}}"#);
    let deliveries = room.signal(&ada, drop, NOW);
    assert!(!deliveries[0].is_for(&bo) && !deliveries[0].is_for(&ada));
    assert!(deliveries[0].is_for(&member(3, "cy", Version::Two)));
}

/// What may happen to presence in a room.
#[derive(Debug, Clone)]
enum Step {
    Join(u64),
    Leave(u64),
    Status(u64, &'static str),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..6_u64).prop_map(Step::Join),
        (0..6_u64).prop_map(Step::Leave),
        (
            0..6_u64,
            prop_oneof![Just("online"), Just("idle"), Just("offline")]
        )
            .prop_map(|(key, status)| Step::Status(key, status)),
        (1..40_000_u64).prop_map(Step::Wait),
    ]
}

proptest! {
    /// Whoever came, left, idled or fell silent in whatever order: everybody
    /// still there sees the same people, and as present as they are.
    #[test]
    fn every_member_sees_the_same_room(steps in prop::collection::vec(step(), 1..60)) {
        // Three people with two connections each.
        let person = |key: u64| ["ada", "bo", "cy"][(key % 3) as usize];
        let mut room = RoomState::new(true);
        let mut now = NOW;
        let mut views: BTreeMap<u64, (Member, BTreeMap<String, String>)> = BTreeMap::new();
        for step in steps {
            let deliveries: Vec<Delivery> = match step {
                Step::Join(key) => {
                    if views.contains_key(&key) { continue; }
                    let version = if key < 3 { Version::One } else { Version::Two };
                    let member = member(key, person(key), version);
                    let deliveries = room.join(&member, now);
                    let seen = room.seen_by(&member.user.id).into_iter();
                    let view = seen.map(|p| (p.user.id.to_string(), format!("{:?}", p.status)));
                    views.insert(key, (member, view.collect()));
                    deliveries.into_iter().collect()
                }
                Step::Leave(key) => match views.remove(&key) {
                    Some((member, _)) => room.leave(&member, now).into_iter().collect(),
                    None => continue,
                },
                Step::Status(key, status) => match views.get(&key) {
                    Some((member, _)) => {
                        let text = format!(r#"{{"type":"presence:update","status":"{status}"}}"#);
                        room.signal(member, message(&text), now)
                    }
                    None => continue,
                },
                Step::Wait(ms) => {
                    now = Timestamp::from_unix_ms(now.unix_ms() + ms);
                    room.expire(now)
                }
            };
            for delivery in deliveries {
                for (member, view) in views.values_mut() {
                    if delivery.is_for(member) {
                        apply(view, delivery.text.as_str());
                    }
                }
            }
        }
        for (member, view) in views.values() {
            let own = member.user.id.as_str();
            let seen = room.seen_by(&member.user.id).into_iter();
            let seen = seen.map(|p| (p.user.id.to_string(), format!("{:?}", p.status)));
            let seen: BTreeSet<_> = seen.filter(|(id, _)| id != own).collect();
            let view = view.iter().filter(|(id, _)| *id != own);
            let view: BTreeSet<_> = view.map(|(id, s)| (id.clone(), s.clone())).collect();
            prop_assert_eq!(view, seen);
        }
    }
}

/// What a client makes of a presence message.
fn apply(view: &mut BTreeMap<String, String>, text: &str) {
    match ServerFrame::decode(text).unwrap().message {
        ServerMessage::PresenceJoin(m) => {
            let status = format!("{:?}", m.user.status);
            view.insert(m.user.user.id.to_string(), status);
        }
        ServerMessage::PresenceLeave(m) => {
            view.remove(m.user_id.as_str());
        }
        ServerMessage::PresenceUpdate(m) => {
            view.insert(m.user_id.to_string(), format!("{:?}", m.status));
        }
        other => panic!("{other:?}"),
    }
}
