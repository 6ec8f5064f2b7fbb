//! The rules themselves.

use std::sync::{Arc, Mutex};

use pulse_protocol::claims::Role;
use pulse_protocol::entity::NotificationKind;
use pulse_protocol::{EnvironmentId, ErrorCode, Seq, ServerFrame};

pub(in crate::storage) use super::admin_data_rules::*;
pub(in crate::storage) use super::admin_entry_rules::*;
pub(in crate::storage) use super::admin_rules::*;
pub(in crate::storage) use super::order_rules::*;
pub(in crate::storage) use super::room_rules::*;
pub(in crate::storage) use super::upload_rules::*;
use super::{Stage, delete, edit, react, reply, thread, user};
use crate::storage::{CommitListener, Committed, Extent, Person};

pub(in crate::storage) async fn sequence_numbers_are_gapless_and_refusals_take_none(stage: Stage) {
    assert_eq!(
        stage.does("ada", &thread("t1", "hi", "[]")).await,
        Some(Seq(2))
    );
    assert_eq!(
        stage.refused("bo", &delete("t1-c")).await,
        ErrorCode::NotAuthor
    );
    assert_eq!(
        stage.does("bo", &reply("t1", "c1", "yes", "[]")).await,
        Some(Seq(4))
    );
    let events = stage
        .store
        .events_after(&stage.environment, &stage.room, Seq::ZERO, 100)
        .await
        .unwrap()
        .unwrap();
    let seqs: Vec<u64> = events.iter().map(|event| event.seq.0).collect();
    assert_eq!(seqs, [1, 2, 3, 4]);
    for event in events {
        let frame = ServerFrame::decode(&event.v2).unwrap();
        assert_eq!(frame.seq, Some(event.seq));
        assert_eq!(ServerFrame::decode(&event.v1).unwrap().seq, None);
    }
}

pub(in crate::storage) async fn an_operation_has_one_effect_and_one_answer(stage: Stage) {
    let first = stage
        .outcome("ada", Some("o1"), &thread("t1", "hi", "[]"))
        .await;
    let again = stage
        .outcome("ada", Some("o1"), &thread("t1", "hi", "[]"))
        .await;
    assert_eq!(first.result, again.result);
    assert!(!first.repeated && again.repeated);
    let refused = stage
        .outcome("bo", Some("o1"), &edit("t1-c", "mine", "[]"))
        .await;
    assert_eq!(
        refused.result.as_ref().unwrap_err().code,
        ErrorCode::NotAuthor
    );
    let again = stage
        .outcome("bo", Some("o1"), &edit("t1-c", "mine", "[]"))
        .await;
    assert_eq!(refused.result, again.result);
    assert!(again.repeated);
    assert_eq!(stage.head().await, 2);
}

pub(in crate::storage) async fn ids_made_by_clients_are_taken_once(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", "[]")).await;
    stage.does("ada", &reply("t1", "c1", "yes", "[]")).await;
    let head = stage.head().await;
    assert_eq!(stage.does("ada", &thread("t1", "hi", "[]")).await, None);
    assert_eq!(
        stage.does("ada", &reply("t1", "c1", "yes", "[]")).await,
        None
    );
    assert_eq!(stage.head().await, head);
    let others = [
        ("bo", thread("t1", "hi", "[]")),
        ("ada", thread("t1", "other", "[]")),
        ("bo", reply("t1", "c1", "yes", "[]")),
        ("ada", reply("t1", "c1", "no", "[]")),
        ("ada", reply("t1", "t1-c", "yes", "[]")),
    ];
    for (who, write) in others {
        assert_eq!(
            stage.refused(who, &write).await,
            ErrorCode::Conflict,
            "{write}"
        );
    }
    let elsewhere = stage.in_room("/other");
    let taken = elsewhere.refused("ada", &thread("t1", "hi", "[]")).await;
    assert_eq!(taken, ErrorCode::Conflict);
    let hidden = elsewhere
        .refused("ada", &reply("t1", "c9", "yes", "[]"))
        .await;
    assert_eq!(hidden, ErrorCode::NotFound);
}

pub(in crate::storage) async fn people_change_their_own_and_moderators_everything(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", "[]")).await;
    let moving = r#"{"type":"thread:move","threadId":"t1","position":{"x":1}}"#;
    let removing = r#"{"type":"thread:delete","threadId":"t1"}"#;
    for write in [
        edit("t1-c", "x", "[]"),
        delete("t1-c"),
        moving.into(),
        removing.into(),
    ] {
        assert_eq!(
            stage.refused("bo", &write).await,
            ErrorCode::NotAuthor,
            "{write}"
        );
    }
    let resolve = r#"{"type":"thread:resolve","threadId":"t1","resolved":true}"#;
    assert!(stage.does("bo", resolve).await.is_some());
    assert_eq!(stage.does("bo", resolve).await, None);

    let stage = stage.with_role(Role::Viewer);
    for write in [
        reply("t1", "c1", "x", "[]"),
        react("t1-c", "r1", "a"),
        resolve.into(),
    ] {
        assert_eq!(
            stage.refused("ada", &write).await,
            ErrorCode::Forbidden,
            "{write}"
        );
    }
    assert_eq!(
        stage
            .does("ada", r#"{"type":"notification:read-all"}"#)
            .await,
        None
    );

    let stage = stage.with_role(Role::Moderator);
    stage.does("bo", &edit("t1-c", "tidied", "[]")).await;
    stage.does("bo", moving).await;
    let seen = stage.seen_by("ada").await;
    assert_eq!(seen.threads[0].comments[0].body, "tidied");
    assert!(seen.threads[0].comments[0].edited_at.is_some());
    assert_eq!(
        seen.threads[0].position.as_ref().unwrap().as_str(),
        r#"{"x":1}"#
    );
    stage.does("bo", removing).await;
    assert!(stage.seen_by("ada").await.threads.is_empty());
}

pub(in crate::storage) async fn the_last_comment_takes_the_thread_along(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", "[]")).await;
    stage.does("bo", &reply("t1", "c1", "yes", "[]")).await;
    stage.does("bo", &react("t1-c", "r1", "🎉")).await;
    stage.does("ada", &delete("t1-c")).await;
    let seen = stage.seen_by("ada").await;
    assert_eq!(seen.threads[0].comments.len(), 1);
    assert!(seen.reactions.is_empty());
    stage.does("bo", &delete("c1")).await;
    assert!(stage.seen_by("ada").await.threads.is_empty());
    assert_eq!(
        stage.refused("bo", &delete("c1")).await,
        ErrorCode::NotFound
    );
}

pub(in crate::storage) async fn a_reaction_is_one_for_each_person_target_and_emoji(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", "[]")).await;
    assert!(stage.does("bo", &react("t1-c", "r1", "🎉")).await.is_some());
    assert_eq!(stage.does("bo", &react("t1-c", "r2", "🎉")).await, None);
    assert!(stage.does("bo", &react("t1-c", "r3", "👍")).await.is_some());
    let taken = stage.refused("cy", &react("t1-c", "r1", "👍")).await;
    assert_eq!(taken, ErrorCode::Conflict);
    let remove = r#"{"type":"reaction:remove","reactionId":"r1"}"#;
    assert_eq!(stage.refused("ada", remove).await, ErrorCode::NotAuthor);
    assert!(stage.does("bo", remove).await.is_some());
    let ids = stage.seen_by("ada").await.reactions;
    assert_eq!(
        ids.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(),
        ["r3"]
    );
}

pub(in crate::storage) async fn everybody_concerned_is_told_once_and_never_the_actor(stage: Stage) {
    use NotificationKind as Kind;
    stage
        .does("ada", &thread("t1", "hi @Bo", r#"["Bo","ada"]"#))
        .await;
    assert_eq!(stage.notified("bo").await, [Kind::CommentMention]);
    assert!(stage.notified("ada").await.is_empty());
    stage.does("bo", &reply("t1", "c1", "yes", "[]")).await;
    assert_eq!(stage.notified("ada").await, [Kind::CommentReply]);
    stage
        .does("cy", &reply("t1", "c2", "@Ada_Byron", r#"["Ada_Byron"]"#))
        .await;
    assert_eq!(
        stage.notified("ada").await,
        [Kind::CommentMention, Kind::CommentReply]
    );
    assert_eq!(
        stage.notified("bo").await,
        [Kind::CommentCreated, Kind::CommentMention]
    );
    // Naming somebody again in an edit tells them nothing new.
    stage
        .does("cy", &edit("c2", "@Ada_Byron!", r#"["Ada_Byron"]"#))
        .await;
    assert_eq!(stage.notified("ada").await.len(), 2);
    stage.does("bo", &react("t1-c", "r1", "🎉")).await;
    assert_eq!(stage.notified("ada").await[0], Kind::ReactionAdded);
    stage
        .does(
            "ada",
            r#"{"type":"thread:resolve","threadId":"t1","resolved":true}"#,
        )
        .await;
    assert_eq!(stage.notified("cy").await, [Kind::ThreadResolved]);
    stage
        .does(
            "ada",
            r#"{"type":"thread:resolve","threadId":"t1","resolved":false}"#,
        )
        .await;
    assert_eq!(stage.notified("cy").await.len(), 1);
}

pub(in crate::storage) async fn an_id_is_mentioned_before_a_name(stage: Stage) {
    // Somebody whose name is another person's id.
    let namesake = Person {
        id: user("dee"),
        name: "bo".to_owned(),
        avatar: None,
    };
    let at = stage.tick();
    stage
        .store
        .upsert_user(&stage.environment, &namesake, at)
        .await
        .unwrap();
    stage.does("ada", &thread("t1", "@bo", r#"["bo"]"#)).await;
    assert_eq!(stage.notified("bo").await.len(), 1);
    assert!(stage.notified("dee").await.is_empty());
}

pub(in crate::storage) async fn notifications_are_read_by_their_owner(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", r#"["bo"]"#)).await;
    let id = stage.seen_by("bo").await.notifications[0].id.clone();
    let read = format!(r#"{{"type":"notification:read","notificationId":"{id}"}}"#);
    assert_eq!(stage.refused("cy", &read).await, ErrorCode::NotFound);
    assert_eq!(stage.does("bo", &read).await, None);
    assert!(stage.seen_by("bo").await.notifications[0].read);
    stage.does("ada", &thread("t2", "hi", r#"["bo"]"#)).await;
    stage.does("ada", &thread("t3", "hi", r#"["bo"]"#)).await;
    let there = stage.seen_by("bo").await.notifications;
    let unread = there.iter().filter(|one| !one.read);
    let unread: Vec<_> = unread.map(|one| one.id.clone()).collect();
    let [first, second] = &unread[..] else {
        panic!("two are unread: {unread:?}");
    };
    // What came after the list was made stays, and what is gone does not matter.
    let read =
        format!(r#"{{"type":"notification:read-all","notificationIds":["gone","{first}"]}}"#);
    assert_eq!(stage.does("cy", &read).await, None);
    stage.does("bo", &read).await;
    for one in stage.seen_by("bo").await.notifications {
        assert_eq!(one.read, one.id != *second);
    }
    stage
        .does("bo", r#"{"type":"notification:read-all"}"#)
        .await;
    assert!(
        stage
            .seen_by("bo")
            .await
            .notifications
            .iter()
            .all(|one| one.read)
    );
}

pub(in crate::storage) async fn a_client_resumes_where_it_was_or_gets_everything(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", "[]")).await;
    stage.does("bo", &reply("t1", "c1", "yes", "[]")).await;
    let ada = user("ada");
    let since = |seq| {
        let (environment, room) = (&stage.environment, &stage.room);
        stage
            .store
            .snapshot(environment, room, &ada, Some(Seq(seq)), Extent::Everything)
    };
    let resumed = since(2).await.unwrap();
    assert_eq!(resumed.seq, Seq(4));
    assert!(resumed.threads.is_empty() && resumed.activity.is_empty());
    assert!(!resumed.notifications.is_empty());
    let events = resumed.events.unwrap();
    let kinds: Vec<_> = events
        .iter()
        .map(|event| ServerFrame::decode(&event.v2).unwrap().message.kind())
        .collect();
    assert_eq!(kinds, ["comment:created", "activity:logged"]);
    assert_eq!(since(4).await.unwrap().events, Some(vec![]));
    // From the future, as after a restored backup: everything again.
    let whole = since(9).await.unwrap();
    assert_eq!((whole.events, whole.threads.len()), (None, 1));
    assert_eq!(whole.activity[0].description, "replied to a thread");
}

pub(in crate::storage) async fn a_thread_is_stored_verbatim(stage: Stage) {
    stage
        .does("ada", &thread("t1", "<b>&amp;</b> 🎉", r#"["Nobody"]"#))
        .await;
    let seen = stage.seen_by("bo").await;
    let thread = &seen.threads[0];
    assert_eq!(
        thread.position.as_ref().unwrap().as_str(),
        r#"{"x":0.5,"own":[1]}"#
    );
    assert_eq!(thread.comments[0].body, "<b>&amp;</b> 🎉");
    assert_eq!(thread.comments[0].mentions, ["Nobody"]);
    assert_eq!(thread.created_at, thread.comments[0].created_at);
}

pub(in crate::storage) async fn a_text_that_not_every_store_can_keep_is_refused(stage: Stage) {
    let words = "a\\u0000b";
    assert_eq!(
        stage.refused("ada", &thread("t", words, "[]")).await,
        ErrorCode::InvalidField
    );
    let mentions = r#"["a\u0000b"]"#;
    assert_eq!(
        stage.refused("ada", &thread("t", "b", mentions)).await,
        ErrorCode::InvalidField
    );
    let person = Person {
        id: user("nul"),
        name: "a\0b".to_owned(),
        avatar: None,
    };
    let (store, environment) = (&stage.store, &stage.environment);
    store
        .upsert_user(environment, &person, stage.tick())
        .await
        .unwrap();
    let known = store.user(environment, &person.id).await.unwrap().unwrap();
    assert_eq!(known.name, "a\u{fffd}b");
}

pub(in crate::storage) async fn environments_cannot_see_each_other(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", r#"["bo"]"#)).await;
    stage.add_environment("env_2").await;
    let other = Stage {
        environment: EnvironmentId::parse("env_2").unwrap(),
        ..stage
    };
    assert_eq!(other.head().await, 0);
    let seen = other.seen_by("bo").await;
    assert!(seen.threads.is_empty() && seen.notifications.is_empty());
    for write in [
        reply("t1", "c1", "x", "[]"),
        delete("t1-c"),
        react("t1-c", "r", "a"),
    ] {
        assert_eq!(
            other.refused("ada", &write).await,
            ErrorCode::NotFound,
            "{write}"
        );
    }
    // The same ids are free here.
    assert_eq!(
        other.does("ada", &thread("t1", "mine", "[]")).await,
        Some(Seq(2))
    );
    assert_eq!(
        other
            .outcome("ada", Some("o"), &delete("t1-c"))
            .await
            .result,
        Ok(Some(Seq(5)))
    );
}

pub(in crate::storage) async fn the_listener_hears_of_every_commit_in_order(stage: Stage) {
    #[derive(Debug, Default)]
    struct Heard(Mutex<Vec<(u64, usize)>>);
    impl CommitListener for Heard {
        fn committed(&self, commit: Arc<Committed>) {
            let first = commit.events.first().map_or(0, |event| event.seq.0);
            self.0
                .lock()
                .unwrap()
                .push((first, commit.notifications.len()));
        }
    }
    let heard = Arc::new(Heard::default());
    stage
        .store
        .listen(Arc::clone(&heard) as Arc<dyn CommitListener>);
    let mut pending = vec![];
    for n in 0..20 {
        let write = stage.write("ada", None, &thread(&format!("t{n}"), "hi", r#"["bo"]"#));
        pending.push(stage.store.enqueue(write).await.unwrap());
    }
    for outcome in pending {
        outcome.await.unwrap().result.unwrap();
    }
    let expected: Vec<_> = (0..20).map(|n| (2 * n + 1, 1)).collect();
    assert_eq!(*heard.0.lock().unwrap(), expected);
}

pub(in crate::storage) async fn people_are_refreshed_and_have_a_stable_colour(stage: Stage) {
    let before = stage
        .store
        .user(&stage.environment, &user("ada"))
        .await
        .unwrap()
        .unwrap();
    let renamed = Person {
        id: user("ada"),
        name: "Ada L.".to_owned(),
        avatar: Some("https://x/a.png".to_owned()),
    };
    let at = stage.tick();
    stage
        .store
        .upsert_user(&stage.environment, &renamed, at)
        .await
        .unwrap();
    let after = stage
        .store
        .user(&stage.environment, &user("ada"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((after.name.as_str(), after.color), ("Ada L.", before.color));
    let nobody = stage
        .store
        .user(&stage.environment, &user("nobody"))
        .await
        .unwrap();
    assert_eq!(nobody, None);
}
