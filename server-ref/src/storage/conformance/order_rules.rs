//! Rules about lists: what is in them, in the order of writing, and bounded.

use futures_util::future::join_all;
use pulse_protocol::Timestamp;
use pulse_protocol::entity::NotificationKind;
use uuid::Uuid;

use super::{Stage, react, reply, thread, user};
use crate::storage::{NotificationBounds, Person, Slice, ThreadFilter};

/// Writes at a moment, under a nonce that sorts as it likes.
async fn writes_at(stage: &Stage, at: Timestamp, nonce: u128, who: &str, json: &str) {
    let mut write = stage.write(who, None, json);
    write.at = at;
    write.nonce = Uuid::from_u128(nonce);
    stage.store.write(write).await.unwrap().result.unwrap();
}

pub(in crate::storage) async fn what_shares_a_millisecond_comes_in_the_order_of_writing(
    stage: Stage,
) {
    const IDS: [&str; 5] = ["t3", "t1", "t5", "t2", "t4"];
    let at = stage.tick();
    for (id, nonce) in IDS.into_iter().zip([5, 1, 4, 2, 3]) {
        let json = thread(id, "hi", r#"["bo"]"#);
        writes_at(&stage, at, nonce, "ada", &json).await;
    }
    for (id, nonce) in IDS.into_iter().zip([15, 11, 14, 12, 13]) {
        let json = react("t3-c", &format!("r{id}"), id);
        writes_at(&stage, at, nonce, "cy", &json).await;
    }
    let seen = stage.seen_by("bo").await;
    let threads: Vec<&str> = seen.threads.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(threads, IDS);
    let emoji: Vec<&str> = seen.reactions.iter().map(|one| &*one.emoji).collect();
    assert_eq!(emoji, IDS);
    let told = seen.notifications.iter();
    let told: Vec<&str> = told
        .map(|one| one.thread_id.as_ref().unwrap().as_str())
        .collect();
    assert!(told.iter().rev().eq(IDS.iter()), "{told:?}");

    // In pages too, in both directions.
    let (store, environment, room) = (&stage.store, &stage.environment, &stage.room);
    let mut slice = Slice {
        after: None,
        limit: Some(2),
    };
    let (mut listed, all) = (vec![], ThreadFilter::default());
    loop {
        let page = store.whole_threads(environment, room, &all, &slice);
        let page = page.await.unwrap();
        for whole in page.items {
            if whole.thread.id.as_str() == "t3" {
                let emoji: Vec<&str> = whole.reactions.iter().map(|one| &*one.emoji).collect();
                assert_eq!(emoji, IDS);
            }
            listed.push(whole.thread.id.to_string());
        }
        slice.after = page.next;
        if slice.after.is_none() {
            break;
        }
    }
    assert_eq!(listed, IDS);
    let mut backwards = vec![];
    let mut browsed = vec![];
    loop {
        let page = store.settled_threads(environment, room, at, &slice);
        let (_, page) = page.await.unwrap();
        let ids = page.items.iter().map(|one| one.thread.id.to_string());
        backwards.extend(ids);
        let shown = store.browse_threads(environment, room, &slice);
        let shown = shown.await.unwrap();
        browsed.extend(shown.items.iter().map(|one| one.id.to_string()));
        assert_eq!(shown.next, page.next);
        slice.after = page.next;
        if slice.after.is_none() {
            break;
        }
    }
    listed.reverse();
    assert_eq!((&backwards, &browsed), (&listed, &listed));
}

pub(in crate::storage) async fn notifications_are_bounded_by_count_and_age(stage: Stage) {
    let at = stage.tick();
    writes_at(&stage, at, 1, "bo", &thread("t1", "hi", "[]")).await;
    let long_after = Timestamp::from_unix_ms(at.unix_ms() + 100 * DAY_MS);
    for n in 0..6_u8 {
        let json = reply("t1", &format!("c{n}"), "hi", r#"["cy"]"#);
        // Two are old; the others share a millisecond.
        let at = if n < 2 { at } else { long_after };
        writes_at(&stage, at, 100 - u128::from(n), "ada", &json).await;
    }
    let elsewhere = stage.write("ada", None, &thread("t2", "hi", r#"["bo"]"#));
    let mut elsewhere = elsewhere;
    elsewhere.room = pulse_protocol::RoomId::parse("/elsewhere").unwrap();
    elsewhere.at = long_after;
    stage.store.write(elsewhere).await.unwrap().result.unwrap();

    let trim = |each, age_ms, limit| {
        let bounds = NotificationBounds { each, age_ms };
        let store = &stage.store;
        async move {
            let trimmed = store.trim_notifications(&bounds, long_after, limit).await;
            trimmed.unwrap()
        }
    };
    let kept = |who: &'static str| {
        let stage = &stage;
        async move {
            let seen = stage.seen_by(who).await;
            let ids = seen.notifications.iter();
            let ids = ids.map(|one| one.comment_id.as_ref().unwrap().to_string());
            ids.collect::<Vec<_>>()
        }
    };
    assert_eq!(trim(6, 200 * DAY_MS, 100).await, 0);
    assert_eq!(kept("bo").await.len(), 6);
    // A few at a time: others want to write.
    assert_eq!(trim(6, DAY_MS, 3).await, 3);
    assert_eq!(trim(6, DAY_MS, 3).await, 1);
    assert_eq!(kept("bo").await, ["c5", "c4", "c3", "c2"]);
    assert_eq!(trim(3, DAY_MS, 100).await, 2);
    for who in ["bo", "cy"] {
        assert_eq!(kept(who).await, ["c5", "c4", "c3"]);
    }
    assert_eq!(
        stage.notified("bo").await,
        [NotificationKind::CommentReply; 3]
    );
    // One of each room counts by itself.
    let (environment, who) = (&stage.environment, user("bo"));
    let room = pulse_protocol::RoomId::parse("/elsewhere").unwrap();
    assert_eq!(trim(1, DAY_MS, 100).await, 4);
    let read = stage.store.snapshot(
        environment,
        &room,
        &who,
        None,
        crate::storage::Extent::Everything,
    );
    assert_eq!(read.await.unwrap().notifications.len(), 1);
    assert_eq!(kept("bo").await, ["c5"]);
}

pub(in crate::storage) async fn who_wrote_in_a_room_is_known_there_however_long_ago(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", "[]")).await;
    stage.does("cy", &react("t1-c", "r1", "👍")).await;
    let (store, environment) = (&stage.store, &stage.environment);
    let newer = (0..1000).map(|n| async move {
        let person = Person {
            id: user(&format!("p{n}")),
            name: format!("P{n}"),
            avatar: None,
        };
        let at = Timestamp::from_unix_ms(2_000_000_000_000);
        store.upsert_user(environment, &person, at).await.unwrap();
    });
    join_all(newer).await;
    let known = async |room: &str| {
        let room = room.parse().unwrap();
        let people = store.people(environment, &room).await.unwrap();
        let named = |id| people.iter().any(|one| one.id == user(id));
        (people.len(), ["ada", "bo", "cy", "p0"].map(named))
    };
    assert_eq!(known("/r").await, (1002, [true, false, true, true]));
    assert_eq!(known("/else").await, (1000, [false, false, false, true]));
}

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
