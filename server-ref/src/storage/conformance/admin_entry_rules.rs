//! What every store must do with entries: each is kept with what it tells of.

use pulse_protocol::{EnvironmentId, KeyId};

use super::admin_rules::{entry, later};
use super::{Stage, delete, edit, thread};
use crate::storage::{AdminChange, AdminOutcome, AuditFilter, NewKey, Settings, Write};

impl Stage {
    /// Does a change whose entry has an id.
    async fn told(&self, id: &str, change: AdminChange) -> AdminOutcome {
        let entry = entry(id, later(0), "some.change", id);
        let done = self.store.administer(change, Some(entry)).await;
        done.unwrap()
    }

    fn configure(&self, before: &Settings, after: &Settings) -> AdminChange {
        AdminChange::Configure {
            environment: self.environment.clone(),
            before: Box::new(before.clone()),
            after: Box::new(after.clone()),
        }
    }
}

fn key(byte: u8) -> NewKey {
    NewKey {
        id: pulse_protocol::key::key_id(&[byte; 32]),
        publishable: format!("pk_{byte}"),
        public_key: [byte; 32],
    }
}

pub(in crate::storage) async fn settings_are_replaced_only_as_they_were_looked_at(stage: Stage) {
    let before = Settings::default();
    let [one, two] = ["maxFileSizeMb=1", "maxFileSizeMb=2"]
        .map(|change| before.with(&[change.to_owned()]).unwrap());
    let revision = stage.store.revision().await.unwrap();
    let done = stage.told("1", stage.configure(&before, &one)).await;
    assert_eq!(done, AdminOutcome::Done);
    assert_ne!(stage.store.revision().await.unwrap(), revision);
    let late = stage.told("2", stage.configure(&before, &two)).await;
    assert_eq!(late, AdminOutcome::Refused);
    let kept = stage.store.environment(&stage.environment).await.unwrap();
    assert_eq!(kept.unwrap().settings, one);
    let missing = AdminChange::Configure {
        environment: EnvironmentId::parse("env_gone").unwrap(),
        before: Box::new(before),
        after: Box::new(two),
    };
    assert_eq!(stage.told("3", missing).await, AdminOutcome::Missing);
    assert_eq!(stage.entries(AuditFilter::default()).await, ["1"]);
}

pub(in crate::storage) async fn keys_are_rotated_and_revoked_with_their_entries(stage: Stage) {
    let environment = stage.environment.clone();
    let gone = EnvironmentId::parse("env_gone").unwrap();
    let rotate = |id: &EnvironmentId, byte, end| {
        AdminChange::RotateKey(id.clone(), key(byte), later(1), later(end))
    };
    let missing = stage.told("0", rotate(&gone, 9, 10)).await;
    assert_eq!(missing, AdminOutcome::Missing);
    for (told, byte, end) in [("1", 2, 500), ("2", 3, 100)] {
        let done = stage.told(told, rotate(&environment, byte, end)).await;
        assert_eq!(done, AdminOutcome::Done);
    }
    let ends = async || {
        let keys = stage.store.keys(&environment).await.unwrap();
        keys.into_iter().map(|key| key.ends_at).collect::<Vec<_>>()
    };
    // A second rotation brings an end nearer, and puts none off.
    let mut found = ends().await;
    found.sort();
    assert_eq!(found, [None, Some(later(100)), Some(later(100))]);
    let revoke = |id: KeyId, at| AdminChange::RevokeKey(id, later(at));
    for (told, change, outcome) in [
        ("3", revoke(key(3).id, 20), AdminOutcome::Done),
        ("4", revoke(key(3).id, 30), AdminOutcome::Missing),
        ("5", revoke(key(9).id, 30), AdminOutcome::Missing),
    ] {
        assert_eq!(stage.told(told, change).await, outcome, "{told}");
    }
    assert!(ends().await.contains(&Some(later(20))));
    assert_eq!(stage.entries(AuditFilter::default()).await, ["3", "2", "1"]);
}

pub(in crate::storage) async fn a_writes_entry_is_kept_when_it_was_done(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", "[]")).await;
    let noted = |id: &str, who: &str, json: &str| Write {
        entry: Some(Box::new(entry(id, later(0), "comment.edit", "t1-c"))),
        ..stage.write(who, None, json)
    };
    let refused = stage
        .store
        .write(noted("1", "bo", &edit("t1-c", "x", "[]")));
    assert!(refused.await.unwrap().result.is_err());
    assert!(stage.entries(AuditFilter::default()).await.is_empty());
    let done = stage.store.write(noted("2", "ada", &delete("t1-c")));
    assert!(done.await.unwrap().result.is_ok());
    assert_eq!(stage.entries(AuditFilter::default()).await, ["2"]);
    assert!(stage.seen_by("ada").await.threads.is_empty());
}

pub(in crate::storage) async fn what_cannot_be_told_is_not_done(stage: Stage) {
    stage.does("ada", &thread("t1", "hi", "[]")).await;
    let taken = entry("taken", later(0), "x", "y");
    let note = AdminChange::Note;
    stage
        .store
        .administer(note, Some(taken.clone()))
        .await
        .unwrap();
    // No two entries of one moment have the same id, so this one cannot be kept.
    let write = Write {
        entry: Some(Box::new(taken.clone())),
        ..stage.write("ada", None, &delete("t1-c"))
    };
    assert!(stage.store.write(write).await.is_err());
    assert_eq!(stage.seen_by("ada").await.threads.len(), 1);
    let added = AdminChange::RevokeKey(
        stage.store.keys(&stage.environment).await.unwrap()[0]
            .id
            .clone(),
        later(1),
    );
    assert!(stage.store.administer(added, Some(taken)).await.is_err());
    let keys = stage.store.keys(&stage.environment).await.unwrap();
    assert_eq!(keys[0].ends_at, None);
}
