//! Two halves of a room, on two nodes.

use std::sync::Arc;

use pulse_protocol::entity::{DeviceType, User};
use pulse_protocol::{ClientFrame, Seq, Timestamp};

use super::super::super::outbound::Outbound;
use super::super::super::version::Version;
use super::super::state::RoomState;
use super::super::{ConnectionKey, Member};
use super::*;

const NOW: Timestamp = Timestamp::from_unix_ms(1_000_000);
const HERE: NodeId = NodeId::of([1; 8]);

fn room() -> RoomState {
    RoomState::new(true).among_others()
}

fn member(key: u64, name: &str) -> Member {
    let id = UserId::parse(name).unwrap();
    Member {
        key: ConnectionKey(key),
        user: User {
            id: id.clone(),
            name: name.to_owned(),
            avatar: None,
            color: "#4f46e5".to_owned(),
        },
        device: DeviceType::Desktop,
        version: Version::Two,
        outbound: Arc::new(Outbound::new(id, Arc::default())),
        seq: Seq::ZERO,
    }
}

/// Carries what one half has to say to the other, as the bus would.
fn carry(from: &mut RoomState, to: &mut RoomState) -> Vec<Delivery> {
    let Some(packet) = from.take_news() else {
        return vec![];
    };
    let text = serde_json::to_string(&packet).unwrap();
    to.hear(HERE, serde_json::from_str(&text).unwrap(), NOW)
}

fn names(room: &RoomState) -> Vec<String> {
    let present = room.present().into_iter();
    present.map(|one| one.user.id.to_string()).collect()
}

#[test]
fn people_come_and_go_on_the_other_node_too() {
    let (mut one, mut other) = (room(), room());
    let ada = member(1, "ada");
    one.join(&ada, NOW);
    let told = carry(&mut one, &mut other);
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("presence:join"), "{told:?}");
    assert_eq!(names(&other), ["ada"]);

    let second = member(2, "ada");
    one.join(&second, NOW);
    one.leave(&ada, NOW);
    assert!(carry(&mut one, &mut other).is_empty());
    one.leave(&second, NOW);
    let told = carry(&mut one, &mut other);
    assert!(told[0].text.contains("presence:leave"), "{told:?}");
    assert!(names(&other).is_empty());
}

#[test]
fn pointers_and_signals_are_gathered_into_one_packet() {
    let (mut one, mut other) = (room(), room());
    let ada = member(1, "ada");
    one.join(&ada, NOW);
    for text in [
        r#"{"type":"cursor:move","position":{"x":1}}"#,
        r#"{"type":"cursor:move","position":{"x":2}}"#,
        r#"{"type":"typing:start","threadId":"t"}"#,
        r#"{"type":"typing:start","threadId":"t"}"#,
        r##"{"type":"draw:stroke","points":[{"x":0,"y":0}],"color":"#000","width":1}"##,
    ] {
        one.signal(&ada, ClientFrame::decode(text).unwrap().message, NOW);
    }
    let told = carry(&mut one, &mut other);
    let count = |word: &str| told.iter().filter(|one| one.text.contains(word)).count();
    assert_eq!((count("typing"), count("draw:stroke")), (1, 1), "{told:?}");
    assert!(other.has_cursors());
    let batch = other.take_cursors();
    let bo = UserId::parse("bo").unwrap();
    assert!(batch.text_for(&bo).unwrap().contains(r#"{"x":2}"#));
    // What came from another node is not told again.
    assert!(other.take_news().is_none());
}

#[test]
fn a_roster_heals_whatever_was_lost() {
    let (mut one, mut other) = (room(), room());
    let (ada, bo) = (member(1, "ada"), member(2, "bo"));
    one.join(&ada, NOW);
    carry(&mut one, &mut other);
    one.leave(&ada, NOW);
    one.join(&bo, NOW);
    // This packet is lost.
    assert!(one.take_news().is_some());
    assert_ne!(one.sum(), other.sum_of(HERE));
    for roster in one.rosters(NOW) {
        other.hear(HERE, roster, NOW);
    }
    assert_eq!(one.sum(), other.sum_of(HERE));
    assert_eq!(names(&other), ["bo"]);
    let told = other.lose(HERE, NOW);
    assert!(told[0].text.contains("presence:leave"), "{told:?}");
    assert!(names(&other).is_empty());
}

#[test]
fn a_large_roster_comes_in_parts() {
    let people: Vec<Presence> = (0..=MOST_PEOPLE)
        .map(|number| Presence {
            user: member(0, &format!("user-{number}")).user,
            status: PresenceStatus::Online,
            device_type: None,
            last_seen: None,
        })
        .collect();
    let mut other = room();
    for roster in Others::rosters(people) {
        other.hear(HERE, roster, NOW);
    }
    assert_eq!(other.present().len(), MOST_PEOPLE + 1);
    for roster in Others::rosters(vec![]) {
        other.hear(HERE, roster, NOW);
    }
    assert!(other.present().is_empty());
}
