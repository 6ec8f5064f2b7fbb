//! What every store must do with what the panel shows and removes.

use pulse_protocol::EnvironmentId;

use super::admin_rules::{AT, entry, later, session, slice};
use super::{Stage, react, reply, thread};
use crate::storage::{
    AdminChange, AdminId, AdminOutcome, AdminRole, AdminSession, AuditEntry, AuditFilter, Sample,
    Slice,
};

pub(in crate::storage) async fn the_audit_log_is_filtered_and_paged_newest_first(stage: Stage) {
    let other = EnvironmentId::parse("env_2").ok();
    for one in [
        entry("a", later(1), "key.rotate", "key_1"),
        entry("b", later(2), "key.revoke", "key_100%"),
        entry("c", later(2), "environment.create", "env_1"),
        AuditEntry {
            environment: other.clone(),
            ..entry("d", later(3), "environment.create", "env_2")
        },
    ] {
        let kept = stage.store.administer(AdminChange::Note, Some(one)).await;
        kept.unwrap();
    }
    let all = AuditFilter::default();
    let first = stage.store.audit(&all, &slice(2)).await.unwrap();
    let rest = Slice {
        after: first.next.clone(),
        limit: Some(2),
    };
    let second = stage.store.audit(&all, &rest).await.unwrap();
    let pages = first.items.iter().chain(&second.items);
    let ids: Vec<_> = pages.map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["d", "c", "b", "a"]);
    assert_eq!(second.next, None);
    let with = |change: fn(&mut AuditFilter)| {
        let mut filter = AuditFilter::default();
        change(&mut filter);
        filter
    };
    for (filter, found) in [
        (with(|f| f.action = Some("key.".to_owned())), vec!["b", "a"]),
        (with(|f| f.action = Some("key_".to_owned())), vec![]),
        (with(|f| f.text = Some("100%".to_owned())), vec!["b"]),
        (with(|f| f.text = Some("KEY_1".to_owned())), vec!["b", "a"]),
        (
            with(|f| f.text = Some("192.0.2.1".to_owned())),
            vec!["d", "c", "b", "a"],
        ),
        (with(|f| f.since = Some(later(3))), vec!["d"]),
        (with(|f| f.until = Some(later(2))), vec!["a"]),
        (
            AuditFilter {
                environment: other,
                ..AuditFilter::default()
            },
            vec!["d"],
        ),
    ] {
        assert_eq!(stage.entries(filter.clone()).await, found, "{filter:?}");
    }
}

pub(in crate::storage) async fn an_environment_is_renamed_and_deleted_with_all_that_is_in_it(
    stage: Stage,
) {
    stage.add_environment("env_2").await;
    stage.does("ada", &thread("t1", "hi", "[\"bo\"]")).await;
    let (environment, store) = (stage.environment.clone(), &stage.store);
    let revision = store.revision().await.unwrap();
    let rename = AdminChange::RenameEnvironment(environment.clone(), "two".to_owned());
    assert_eq!(stage.administers(rename).await, AdminOutcome::Done);
    assert_ne!(store.revision().await.unwrap(), revision);
    let named = store.environment(&environment).await.unwrap().unwrap();
    assert_eq!(named.name, "two");

    let delete = AdminChange::DeleteEnvironment(environment.clone());
    let revision = store.revision().await.unwrap();
    assert_eq!(stage.administers(delete.clone()).await, AdminOutcome::Done);
    assert_ne!(store.revision().await.unwrap(), revision);
    assert_eq!(stage.administers(delete).await, AdminOutcome::Missing);
    assert_eq!(store.environment(&environment).await.unwrap(), None);
    assert!(store.keys(&environment).await.unwrap().is_empty());
    // Under the same id again, nothing of before is there.
    stage.add_environment_keyed("env_1", "env_1 again").await;
    let seen = stage.seen_by("bo").await;
    assert!(seen.threads.is_empty() && seen.notifications.is_empty());
    assert!(seen.activity.is_empty());
    assert_eq!(stage.head().await, 0);
    let others = EnvironmentId::parse("env_2").unwrap();
    assert!(store.environment(&others).await.unwrap().is_some());
}

pub(in crate::storage) async fn keys_know_when_they_were_used(stage: Stage) {
    let store = &stage.store;
    let before = store.key_uses(&stage.environment).await.unwrap();
    assert_eq!(before.len(), 1);
    assert_eq!(before[0].used_at, None);
    let id = before[0].key.id.clone();
    let gone = pulse_protocol::KeyId::parse("key_gone").unwrap();
    for at in [later(1), later(2)] {
        let uses = vec![(id.clone(), at), (gone.clone(), at)];
        let kept = stage.administers(AdminChange::KeysUsed(uses)).await;
        assert_eq!(kept, AdminOutcome::Done);
    }
    let after = store.key_uses(&stage.environment).await.unwrap();
    assert_eq!(after[0].used_at, Some(later(2)));
    assert_eq!(after[0].created_at, before[0].created_at);
}

pub(in crate::storage) async fn a_persons_tokens_are_refused_from_before_a_time(stage: Stage) {
    let (environment, store) = (stage.environment.clone(), &stage.store);
    let [bo, nobody] = [super::user("bo"), super::user("nobody")];
    let revoked_at = async |user| store.user_revoked_at(&environment, user).await.unwrap();
    assert_eq!(revoked_at(&bo).await, None);
    for at in [later(1), later(2)] {
        let revoke = AdminChange::RevokeUser(environment.clone(), bo.clone(), at);
        assert_eq!(stage.administers(revoke).await, AdminOutcome::Done);
    }
    assert_eq!(revoked_at(&bo).await, Some(later(2)));
    let missing = AdminChange::RevokeUser(environment.clone(), nobody.clone(), AT);
    assert_eq!(stage.administers(missing).await, AdminOutcome::Missing);
    assert_eq!(revoked_at(&nobody).await, None);
    let day = 24 * 60 * 60 * 1000;
    for (now, left) in [(later(2 * day), Some(later(2))), (later(3 * day), None)] {
        let sweep = AdminChange::Sweep {
            audit_since: AT,
            samples_since: AT,
            now,
            at_once: 10,
        };
        stage.administers(sweep).await;
        assert_eq!(revoked_at(&bo).await, left);
    }
}

pub(in crate::storage) async fn samples_and_entries_are_forgotten_after_their_time(stage: Stage) {
    stage.adds("ada", AdminRole::Admin).await;
    for at in [1, 2, 3] {
        let sample = Sample {
            at: later(at),
            node: "one".to_owned(),
            connections: at,
            rooms: 1,
            messages: 2,
            writes: 3,
            errors: 0,
        };
        let done = stage
            .store
            .administer(
                AdminChange::AddSample(sample),
                Some(entry(&at.to_string(), later(at), "x", "y")),
            )
            .await;
        assert_eq!(done.unwrap(), AdminOutcome::Done);
    }
    for (byte, end) in [(1, 5), (2, 500)] {
        let one = AdminSession {
            expires_at: later(end),
            ..session("ada", byte)
        };
        stage.administers(AdminChange::BeginSession(one)).await;
    }
    let sweep = |at_once| AdminChange::Sweep {
        audit_since: later(3),
        samples_since: later(2),
        now: later(10),
        at_once,
    };
    stage.administers(sweep(1)).await;
    assert_eq!(stage.entries(AuditFilter::default()).await, ["3", "2"]);
    stage.administers(sweep(100)).await;
    assert_eq!(stage.entries(AuditFilter::default()).await, ["3"]);
    let samples = stage.store.samples(AT).await.unwrap();
    let kept: Vec<_> = samples.iter().map(|sample| sample.connections).collect();
    assert_eq!(kept, [2, 3]);
    let ada = AdminId::new("ada");
    let sessions = stage.store.admin_sessions(&ada, AT).await.unwrap();
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0].id, "session-2");
}

pub(in crate::storage) async fn rooms_threads_comments_and_people_are_looked_through(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", "[]")).await;
    stage.does("bo", &reply("t1", "c1", "yes", "[]")).await;
    stage.does("bo", &react("c1", "r1", "🎉")).await;
    stage.does("ada", &react("c1", "r2", "🎉")).await;
    stage.does("ada", &thread("t2", "again", "[]")).await;
    let stage = stage.in_room("/Pricing_page");
    stage.does("cy", &thread("t3", "price", "[]")).await;
    let (store, environment) = (&stage.store, &stage.environment);

    let rooms = store
        .browse_rooms(environment, "", &slice(20))
        .await
        .unwrap();
    let shown: Vec<_> = rooms
        .items
        .iter()
        .map(|room| (room.id.as_str(), room.threads, room.comments))
        .collect();
    assert_eq!(shown, [("/Pricing_page", 1, 1), ("/r", 2, 3)]);
    for (search, count) in [("pricing_", 1), ("PAGE", 1), ("%", 0), ("_r", 0), ("/", 2)] {
        let found = store.browse_rooms(environment, search, &slice(20)).await;
        assert_eq!(found.unwrap().items.len(), count, "{search}");
    }
    let first = store
        .browse_rooms(environment, "", &slice(1))
        .await
        .unwrap();
    let rest = Slice {
        after: first.next,
        limit: Some(1),
    };
    let second = store.browse_rooms(environment, "", &rest).await.unwrap();
    assert_eq!((second.items[0].id.as_str(), second.next), ("/r", None));

    let room = pulse_protocol::RoomId::parse("/r").unwrap();
    let threads = store
        .browse_threads(environment, &room, &slice(20))
        .await
        .unwrap();
    let shown: Vec<_> = threads
        .items
        .iter()
        .map(|one| {
            (
                one.id.as_str(),
                one.beginning.as_str(),
                one.author.as_str(),
                one.comments,
            )
        })
        .collect();
    assert_eq!(shown, [("t2", "again", "ada", 1), ("t1", "hi", "ada", 2)]);

    let first = store
        .browse_comments(environment, &threads.items[1].id, &slice(1))
        .await
        .unwrap();
    assert_eq!(first.items[0].comment.body, "hi");
    assert_eq!(first.items[0].author_name.as_deref(), Some("Ada Byron"));
    let rest = Slice {
        after: first.next,
        limit: Some(1),
    };
    let second = store
        .browse_comments(environment, &threads.items[1].id, &rest)
        .await
        .unwrap();
    assert_eq!(second.items[0].comment.body, "yes");
    let reactions: Vec<_> = second.items[0]
        .reactions
        .iter()
        .map(|one| (one.emoji.as_str(), one.count))
        .collect();
    assert_eq!((reactions, second.next), (vec![("🎉", 2)], None));

    let people = store
        .browse_users(environment, "", &slice(20))
        .await
        .unwrap();
    let shown: Vec<_> = people
        .items
        .iter()
        .map(|one| (one.user.id.as_str(), one.comments))
        .collect();
    assert_eq!(shown, [("cy", 1), ("bo", 1), ("ada", 2)]);
    let found = store
        .browse_users(environment, "BYRON", &slice(20))
        .await
        .unwrap();
    assert_eq!(found.items.len(), 1);
}
