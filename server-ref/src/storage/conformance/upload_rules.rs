//! The rules about files that came for comments.

use pulse_protocol::entity::{Attachment, AttachmentKind};
use pulse_protocol::{AttachmentId, EnvironmentId, ErrorCode, Timestamp};

use super::{Stage, delete, user};
use crate::storage::{Erasure, Keeping, Upload, UploadAddress, UploadAttempt};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

fn file(id: &str) -> Attachment {
    Attachment {
        id: AttachmentId::parse(id).unwrap(),
        kind: AttachmentKind::Image,
        filename: "a.png".to_owned(),
        mime_type: "image/png".to_owned(),
        size_bytes: 3,
        url: format!("/files/env_1/{id}"),
        thumbnail_url: None,
        duration_ms: None,
        width: Some(1),
        height: Some(1),
    }
}

fn with_files(id: &str, body: &str, files: &str) -> String {
    format!(
        r#"{{"type":"thread:create","id":"{id}","commentId":"{id}-c","body":"{body}","mentions":[],"position":null,"attachmentIds":{files}}}"#
    )
}

impl Stage {
    async fn brings(&self, who: &str, id: &str, attempt: Option<(&str, &str)>) -> Keeping {
        let at = self.tick();
        let upload = Upload {
            attachment: file(id),
            uploader: user(who),
            at,
            ends_at: Timestamp::from_unix_ms(at.unix_ms() + DAY_MS),
            attempt: attempt.map(|(key, request)| UploadAttempt {
                key: key.to_owned(),
                request: request.to_owned(),
            }),
        };
        let kept = self.store.keep_upload(&self.environment, upload, 3).await;
        kept.unwrap()
    }

    fn address(&self, id: &str) -> UploadAddress {
        UploadAddress {
            environment: self.environment.clone(),
            id: AttachmentId::parse(id).unwrap(),
        }
    }

    async fn serves(&self, id: &str) -> bool {
        let found = self.store.upload(&self.address(id), self.tick()).await;
        found.unwrap().is_some()
    }

    async fn ended(&self, after_ms: u64) -> Vec<String> {
        let now = Timestamp::from_unix_ms(self.tick().unix_ms() + after_ms);
        let ended = self.store.ended_uploads(now, 10).await.unwrap();
        let mut ids: Vec<_> = ended.iter().map(|one| one.id.to_string()).collect();
        ids.sort();
        ids
    }
}

pub(in crate::storage) async fn a_file_is_claimed_by_one_comment_of_its_uploader(stage: Stage) {
    for id in ["f1", "f2"] {
        assert_eq!(stage.brings("ada", id, None).await, Keeping::Kept);
    }
    let both = with_files("t1", "", r#"["f2","f1"]"#);
    let refused = ErrorCode::NotFound;
    assert_eq!(stage.refused("bo", &both).await, refused, "another's files");
    let twice = with_files("t1", "", r#"["f1","f1"]"#);
    assert_eq!(stage.refused("ada", &twice).await, ErrorCode::InvalidField);
    let unknown = with_files("t1", "", r#"["f1","f3"]"#);
    assert_eq!(stage.refused("ada", &unknown).await, refused);

    stage.does("ada", &both).await;
    // The same again is the same; another comment gets none of them.
    assert_eq!(stage.does("ada", &both).await, None);
    let other = with_files("t2", "", r#"["f1"]"#);
    assert_eq!(stage.refused("ada", &other).await, refused);

    let seen = stage.seen_by("bo").await;
    let comment = &seen.threads[0].comments[0];
    assert_eq!(comment.attachments, [file("f2"), file("f1")]);
    assert_eq!(comment.body, "(attachment)");
    let read = stage.store.comment(&stage.environment, &comment.id).await;
    assert_eq!(read.unwrap().unwrap().attachments, comment.attachments);
    assert_eq!(stage.ended(100 * DAY_MS).await, Vec::<String>::new());
}

pub(in crate::storage) async fn a_file_belongs_to_its_environment(stage: Stage) {
    stage.brings("ada", "f1", None).await;
    stage.add_environment("env_2").await;
    let stage = Stage {
        environment: EnvironmentId::parse("env_2").unwrap(),
        ..stage
    };
    let claim = with_files("t1", "", r#"["f1"]"#);
    assert_eq!(stage.refused("ada", &claim).await, ErrorCode::NotFound);
    assert!(!stage.serves("f1").await);
}

pub(in crate::storage) async fn an_unclaimed_file_ends_after_its_time(stage: Stage) {
    stage.brings("ada", "f1", None).await;
    stage.brings("ada", "f2", None).await;
    stage
        .does("ada", &with_files("t1", "", r#"["f2"]"#))
        .await
        .unwrap();
    assert!(stage.serves("f1").await && stage.serves("f2").await);
    assert_eq!(stage.ended(DAY_MS / 2).await, Vec::<String>::new());
    // Its bytes go a little later, since a claim may be under way.
    assert_eq!(stage.ended(DAY_MS).await, Vec::<String>::new());
    assert_eq!(stage.ended(DAY_MS + DAY_MS / 2).await, ["f1"]);

    *stage.clock.lock().unwrap() += DAY_MS;
    assert!(!stage.serves("f1").await && stage.serves("f2").await);
    let late = with_files("t2", "", r#"["f1"]"#);
    assert_eq!(stage.refused("ada", &late).await, ErrorCode::NotFound);

    let gone = vec![stage.address("f1"), stage.address("f2")];
    stage.store.forget_uploads(gone).await.unwrap();
    assert!(stage.serves("f2").await, "what is claimed is not forgotten");
    assert_eq!(stage.ended(100 * DAY_MS).await, Vec::<String>::new());
}

pub(in crate::storage) async fn files_end_with_what_has_them(stage: Stage) {
    for (thread, file) in [("t1", "f1"), ("t2", "f2"), ("t3", "f3"), ("t4", "f4")] {
        stage.brings("ada", file, None).await;
        let files = format!(r#"["{file}"]"#);
        stage.does("ada", &with_files(thread, "", &files)).await;
    }
    stage.brings("ada", "f5", None).await;
    stage.brings("ada", "f6", None).await;
    stage.does("ada", &delete("t1-c")).await;
    assert!(!stage.serves("f1").await && stage.serves("f2").await);
    stage
        .does("ada", r#"{"type":"thread:delete","threadId":"t2"}"#)
        .await;
    assert_eq!(stage.ended(0).await, ["f1", "f2"]);
    stage.store.end_upload(&stage.address("f6")).await.unwrap();
    stage.store.end_upload(&stage.address("f3")).await.unwrap();
    assert_eq!(stage.ended(0).await, ["f1", "f2", "f6"]);

    let keep = Erasure {
        person: user("ada"),
        replacement: Some(user("nobody")),
    };
    let nonce = uuid::Uuid::from_u128(9);
    let erased = stage
        .store
        .erase_user(&stage.environment, &keep, stage.tick(), nonce)
        .await;
    assert!(erased.unwrap());
    assert_eq!(stage.ended(0).await, ["f1", "f2", "f5", "f6"]);
    let seen = stage.seen_by("bo").await;
    assert_eq!(seen.threads[0].comments[0].attachments, [file("f3")]);

    let remove = Erasure {
        person: user("nobody"),
        replacement: None,
    };
    let erased = stage
        .store
        .erase_user(&stage.environment, &remove, stage.tick(), nonce)
        .await;
    assert!(erased.unwrap());
    assert_eq!(stage.ended(0).await, ["f1", "f2", "f3", "f4", "f5", "f6"]);
}

pub(in crate::storage) async fn a_person_has_few_unclaimed_files(stage: Stage) {
    for id in ["f1", "f2", "f3"] {
        assert_eq!(stage.brings("ada", id, None).await, Keeping::Kept);
    }
    assert_eq!(stage.brings("ada", "f4", None).await, Keeping::TooMany);
    assert_eq!(stage.brings("bo", "f4", None).await, Keeping::Kept);
    stage.does("ada", &with_files("t1", "", r#"["f1"]"#)).await;
    assert_eq!(stage.brings("ada", "f5", None).await, Keeping::Kept);
    *stage.clock.lock().unwrap() += DAY_MS;
    assert_eq!(stage.brings("ada", "f6", None).await, Keeping::Kept);
}

pub(in crate::storage) async fn an_upload_that_comes_again_is_kept_once(stage: Stage) {
    let first = Some(("k", "a.png"));
    assert_eq!(stage.brings("ada", "f1", first).await, Keeping::Kept);
    assert_eq!(
        stage.brings("ada", "f2", first).await,
        Keeping::Repeated(Box::new(file("f1")))
    );
    let other = Some(("k", "b.png"));
    assert_eq!(
        stage.brings("ada", "f3", other).await,
        Keeping::OtherRequest
    );
    // Keys are each person's own.
    assert_eq!(stage.brings("bo", "f4", first).await, Keeping::Kept);
    assert!(!stage.serves("f2").await && stage.serves("f4").await);
    // What could not be kept does not answer for its request.
    stage.store.end_upload(&stage.address("f1")).await.unwrap();
    assert_eq!(stage.brings("ada", "f5", first).await, Keeping::Kept);
    assert!(stage.serves("f5").await);
}
