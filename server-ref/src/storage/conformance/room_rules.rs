//! Rules about what is kept of a room and for how long, and about whole
//! environments.

use pulse_protocol::{EnvironmentId, OpId, RoomId, Seq, Timestamp};

use super::{Stage, react, reply, thread, user};
use crate::storage::{
    Erasure, Extent, HistoryBounds, Person, Replacement, Slice, Snapshot, Thing, ThreadFilter,
};

fn resolve(thread: &str, resolved: bool) -> String {
    format!(r#"{{"type":"thread:resolve","threadId":"{thread}","resolved":{resolved}}}"#)
}

async fn since(stage: &Stage, seq: u64) -> Snapshot {
    let (environment, room) = (&stage.environment, &stage.room);
    let (who, since) = (user("ada"), Some(Seq(seq)));
    let read = stage
        .store
        .snapshot(environment, room, &who, since, Extent::OpenThreads);
    read.await.unwrap()
}

pub(in crate::storage) async fn history_is_bounded_by_count_and_age(stage: Stage) {
    for n in 0..5 {
        stage
            .does("ada", &thread(&format!("t{n}"), "hi", "[]"))
            .await;
    }
    assert_eq!(stage.head().await, 10);
    let trim = |events, age_ms, now| {
        let bounds = HistoryBounds { events, age_ms };
        let store = &stage.store;
        async move { store.trim_history(&bounds, now, 3).await.unwrap() }
    };
    let day = 24 * 60 * 60 * 1000;
    // A few at a time: others want to write.
    assert_eq!(trim(4, day, stage.tick()).await, 3);
    assert_eq!(trim(4, day, stage.tick()).await, 3);
    assert_eq!(trim(4, day, stage.tick()).await, 0);
    assert_eq!(
        since(&stage, 6).await.events.map(|kept| kept.len()),
        Some(4)
    );
    let gone = since(&stage, 5).await;
    assert_eq!((gone.events, gone.threads.len()), (None, 5));

    let later = Timestamp::from_unix_ms(stage.tick().unix_ms() + 2 * day);
    assert_eq!(trim(100, day, later).await, 3);
    assert_eq!(trim(100, day, later).await, 1);
    assert_eq!(since(&stage, 9).await.events, None);
    assert_eq!(since(&stage, 10).await.events, Some(vec![]));
    // The room goes on where it was.
    assert_eq!(
        stage.does("bo", &reply("t1", "c1", "yes", "[]")).await,
        Some(Seq(12))
    );
    assert_eq!(
        since(&stage, 10).await.events.map(|kept| kept.len()),
        Some(2)
    );
}

pub(in crate::storage) async fn settled_threads_come_in_pages_and_none_is_missed(stage: Stage) {
    for n in 0..6 {
        let id = format!("t{n}");
        stage.does("ada", &thread(&id, "hi", "[]")).await;
        stage
            .does("bo", &react(&format!("{id}-c"), &id, "👍"))
            .await;
        if n > 0 {
            stage.does("ada", &resolve(&id, true)).await;
        }
    }
    let seen = since(&stage, 999).await;
    assert!(seen.has_more);
    assert_eq!((seen.threads.len(), seen.reactions.len()), (1, 1));
    let whole = stage.seen_by("ada").await;
    assert_eq!((whole.threads.len(), whole.has_more), (6, false));

    let snapshot_at = stage.tick();
    let page = |after| {
        let slice = Slice {
            after,
            limit: Some(2),
        };
        let stage = &stage;
        async move {
            let (environment, room) = (&stage.environment, &stage.room);
            let read = stage
                .store
                .settled_threads(environment, room, snapshot_at, &slice);
            read.await.unwrap()
        }
    };
    let (seq, first) = page(None).await;
    assert_eq!(seq.0, stage.head().await);
    let names = |page: &crate::storage::Page<crate::storage::WholeThread>| {
        let ids = page.items.iter().map(|one| one.thread.id.to_string());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(names(&first), ["t5", "t4"]);
    assert_eq!(first.items[0].thread.comments.len(), 1);
    assert_eq!(first.items[0].reactions.len(), 1);
    // Opened again between two pages: still among them, for a client that
    // does not know it.
    stage.does("ada", &resolve("t3", false)).await;
    let (_, second) = page(first.next).await;
    assert_eq!(names(&second), ["t3", "t2"]);
    let (_, third) = page(second.next).await;
    assert_eq!((names(&third), third.next), (vec!["t1".to_owned()], None));
}

pub(in crate::storage) async fn who_was_erased_is_named_nowhere(stage: Stage) {
    stage
        .does("ada", &thread("t1", "hi", r#"["bo","cy"]"#))
        .await;
    stage.does("bo", &reply("t1", "c1", "yes", "[]")).await;
    let erase = |person: &str, replacement: Option<&str>| {
        let erasure = Erasure {
            person: user(person),
            replacement: replacement.map(user),
        };
        let stage = &stage;
        async move {
            let (at, nonce) = (stage.tick(), uuid::Uuid::from_u128(9));
            let store = &stage.store;
            store
                .erase_user(&stage.environment, &erasure, at, nonce)
                .await
                .unwrap()
        }
    };
    assert!(erase("bo", Some("nobody-1")).await);
    let thread = stage.seen_by("ada").await.threads.remove(0);
    assert_eq!(thread.comments[0].mentions, ["cy", "nobody-1"]);
    assert_eq!(thread.comments[0].edited_at, None);
    assert_eq!(thread.comments[1].user_id.as_str(), "nobody-1");
    // Somebody who is named and wrote nothing.
    assert!(erase("cy", None).await);
    let thread = stage.seen_by("ada").await.threads.remove(0);
    assert_eq!(thread.comments[0].mentions, ["nobody-1"]);
    assert!(!erase("cy", None).await);
    // By name, in a room that has nothing else of her: but a name that two
    // people have is the other one's too.
    let elsewhere = super::thread("t2", "@Ada_Byron", r#"["Ada_Byron","Dee"]"#);
    let mut write = stage.write("bo", None, &elsewhere);
    write.room = RoomId::parse("/elsewhere").unwrap();
    for id in ["dee", "dee-2"] {
        let person = Person {
            id: user(id),
            name: "Dee".to_owned(),
            avatar: None,
        };
        let upserted = stage
            .store
            .upsert_user(&stage.environment, &person, stage.tick());
        upserted.await.unwrap();
    }
    stage.store.write(write).await.unwrap().result.unwrap();
    assert!(erase("ada", None).await && erase("dee", None).await);
    let thread = pulse_protocol::ThreadId::parse("t2").unwrap();
    let mentions = || async {
        let thread = stage.store.thread(&stage.environment, &thread).await;
        thread.unwrap().unwrap().comments.remove(0).mentions
    };
    assert_eq!(mentions().await, ["Dee"]);
    assert!(erase("dee-2", None).await);
    assert!(mentions().await.is_empty());
}

pub(in crate::storage) async fn a_repeated_request_is_known_and_another_one_told_from_it(
    stage: Stage,
) {
    let id = OpId::parse("key-1").unwrap();
    let claim = |environment: &str, request: &'static str, at| {
        let environment = EnvironmentId::parse(environment).unwrap();
        let (store, id) = (&stage.store, &id);
        async move {
            store
                .claim_request(&environment, id, request, at)
                .await
                .unwrap()
        }
    };
    stage.add_environment("env_2").await;
    let (first, later) = (stage.tick(), stage.tick());
    assert_eq!(claim("env_1", "a", first).await, Some(first));
    assert_eq!(claim("env_1", "a", later).await, Some(first));
    assert_eq!(claim("env_1", "b", later).await, None);
    assert_eq!(claim("env_2", "b", later).await, Some(later));
}

pub(in crate::storage) async fn an_environment_is_listed_in_pages(stage: Stage) {
    for n in 0..3 {
        let id = format!("t{n}");
        stage.does("ada", &thread(&id, "hi", "[]")).await;
    }
    stage.does("ada", &reply("t0", "c1", "more", "[]")).await;
    stage.does("ada", &react("c1", "r1", "👍")).await;
    stage.does("ada", &resolve("t1", true)).await;
    let (store, environment, room) = (&stage.store, &stage.environment, &stage.room);

    let mut slice = Slice {
        after: None,
        limit: Some(2),
    };
    let all = ThreadFilter::default();
    let page = store
        .threads(environment, room, &all, &slice)
        .await
        .unwrap();
    assert_eq!(page.items.len(), 2);
    slice.after = page.next;
    let page = store
        .threads(environment, room, &all, &slice)
        .await
        .unwrap();
    assert_eq!((page.items[0].id.as_str(), page.next), ("t2", None));
    let settled = ThreadFilter {
        resolved: Some(true),
        since: None,
    };
    let whole = Slice::default();
    let page = store.threads(environment, room, &settled, &whole);
    assert_eq!(page.await.unwrap().items.len(), 1);

    let users = store.users(environment, &Slice::default()).await.unwrap();
    assert_eq!(users.items.len(), 3);
    let rooms = store.rooms(environment, &Slice::default()).await.unwrap();
    assert_eq!(rooms.items[0].id, *room);
    let comment = pulse_protocol::CommentId::parse("c1").unwrap();
    let found = store.room_of(environment, Thing::Comment(&comment)).await;
    assert_eq!(found.unwrap().as_ref(), Some(room));
    let ada = user("ada");
    let reaction = store.reaction_on(environment, &comment, &ada, "👍");
    assert_eq!(reaction.await.unwrap().unwrap().id.as_str(), "r1");
    let stranger = EnvironmentId::parse("env_9").unwrap();
    let found = store.room_of(&stranger, Thing::Comment(&comment)).await;
    assert_eq!(found.unwrap(), None);
}

pub(in crate::storage) async fn a_shared_document_is_replaced_only_as_it_was_read(stage: Stage) {
    let (environment, room) = (&stage.environment, &stage.room);
    let now = stage.tick();
    stage
        .store
        .ensure_room(environment, room, now)
        .await
        .unwrap();
    let later = Timestamp::from_unix_ms(now.unix_ms() + 1000);
    let replace = async |before: Option<&[u8]>, state: &[u8], oldest, now| {
        let document = Replacement {
            before: before.map(<[u8]>::to_vec),
            state: state.to_vec(),
            oldest,
            now,
        };
        let replaced = stage
            .store
            .replace_shared_state(environment, room, document);
        replaced.await.unwrap()
    };
    let kept = async |oldest| {
        let read = stage.store.shared_state(environment, room, oldest).await;
        read.unwrap()
    };
    assert_eq!(kept(now).await, None);
    assert!(replace(None, b"one", now, now).await);
    assert!(!replace(None, b"two", now, now).await);
    assert!(!replace(Some(b"two"), b"two", now, now).await);
    assert!(replace(Some(b"one"), b"two", now, now).await);
    assert_eq!(kept(now).await.as_deref(), Some(&b"two"[..]));
    // One that is too old is none.
    assert_eq!(kept(later).await, None);
    assert!(replace(None, b"three", later, later).await);
    assert_eq!(kept(later).await.as_deref(), Some(&b"three"[..]));
}
