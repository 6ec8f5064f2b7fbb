//! A file whose rooms, people and admins are in the database afterwards, and an
//! import that broke off.

use std::sync::Arc;

use pulse_protocol::entity::{Attachment, AttachmentKind};
use pulse_protocol::{
    AttachmentId, ClientFrame, EnvironmentId, OpId, RoomId, Seq, Timestamp, UserId,
};
use tempfile::TempDir;
use uuid::Uuid;

use super::super::PostgresStore;
use super::super::tests::empty_database;
use super::*;
use crate::storage::sqlite::SqliteStore;
use crate::storage::{
    Action, Actor, AdminAccount, AdminChange, AdminId, AdminRole, AuditEntry, AuditFilter,
    Environment, Extent, NewKey, Person, Replacement, Settings, Slice, Store, Upload, Write,
};

const THREADS: u128 = 400;

fn environment() -> EnvironmentId {
    EnvironmentId::parse("env_1").unwrap()
}

fn at(ms: u64) -> Timestamp {
    Timestamp::from_unix_ms(1_777_626_000_000 + ms)
}

fn write(number: u128) -> Write {
    let json = format!(
        r#"{{"type":"thread:create","id":"t{number}","commentId":"c{number}","body":"b","mentions":["bo"]}}"#
    );
    let message = ClientFrame::decode(&json).unwrap().message;
    Write {
        actor: Actor {
            environment: environment(),
            user: Some(UserId::parse("ada").unwrap()),
            role: pulse_protocol::claims::Role::Commenter,
        },
        room: RoomId::parse("/r").unwrap(),
        op_id: Some(OpId::parse(format!("op-{number}")).unwrap()),
        request: None,
        at: at(1),
        nonce: Uuid::from_u128(number),
        action: Action::of(message).unwrap(),
        entry: None,
    }
}

/// Something in most tables, and in some more than is moved at once.
async fn fill(store: &dyn Store) {
    let made = Environment {
        id: environment(),
        name: "one".to_owned(),
        settings: Settings::default(),
        created_at: at(0),
    };
    let key = NewKey {
        id: pulse_protocol::key::key_id(&[1; 32]),
        publishable: "pk_1".to_owned(),
        public_key: [1; 32],
    };
    let added = AdminChange::AddEnvironment(Box::new(made), key);
    let entry = AuditEntry {
        at: at(0),
        id: "entry".to_owned(),
        actor: "a1".to_owned(),
        actor_name: "Ada".to_owned(),
        address: String::new(),
        action: "environment.created".to_owned(),
        environment: Some(environment()),
        target: "one".to_owned(),
        detail: String::new(),
    };
    store.administer(added, Some(entry)).await.unwrap();
    let admin = AdminAccount {
        id: AdminId::new("a1"),
        email: "ada@example.com".to_owned(),
        name: "Ada".to_owned(),
        role: AdminRole::Admin,
        password: "$argon2id$".to_owned(),
        totp: None,
        created_at: at(0),
        signed_in_at: None,
    };
    let first = AdminChange::AddFirst(admin, None);
    store.administer(first, None).await.unwrap();
    for id in ["ada", "bo"] {
        let person = Person {
            id: UserId::parse(id).unwrap(),
            name: "\u{df} and a\0b".to_owned(),
            avatar: None,
        };
        store
            .upsert_user(&environment(), &person, at(0))
            .await
            .unwrap();
    }
    let upload = Upload {
        attachment: Attachment {
            id: AttachmentId::parse("f1").unwrap(),
            kind: AttachmentKind::Image,
            filename: "a.png".to_owned(),
            mime_type: "image/png".to_owned(),
            size_bytes: 1,
            url: "/files/f1".to_owned(),
            thumbnail_url: None,
            duration_ms: None,
            width: None,
            height: None,
        },
        uploader: UserId::parse("ada").unwrap(),
        at: at(0),
        ends_at: at(1000),
        attempt: None,
    };
    store.keep_upload(&environment(), upload, 10).await.unwrap();
    let writes = (0..THREADS).map(|number| store.write(write(number)));
    for outcome in futures_util::future::join_all(writes).await {
        outcome.unwrap().result.unwrap();
    }
    let document = Replacement {
        before: None,
        state: vec![0, 255],
        oldest: at(0),
        now: at(2),
    };
    let (environment, room) = (environment(), room());
    let kept = store.replace_shared_state(&environment, &room, document);
    assert!(kept.await.unwrap());
}

fn room() -> RoomId {
    RoomId::parse("/r").unwrap()
}

#[tokio::test]
async fn what_was_in_the_file_is_in_the_database() {
    let directory = TempDir::new().unwrap();
    let (file, writer) = SqliteStore::open(directory.path()).await.unwrap();
    let file: Arc<dyn Store> = Arc::new(file);
    fill(&*file).await;
    let bo = UserId::parse("bo").unwrap();
    let extent = Extent::Everything;
    let before = file
        .snapshot(&environment(), &room(), &bo, None, extent)
        .await
        .unwrap();
    let epoch = file.epoch().clone();
    drop(file);
    writer.finished().await;

    // It breaks off in the middle of a table.
    let target = empty_database();
    let (store, writer) = PostgresStore::open(target.clone()).await.unwrap();
    let broken = "CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS \
        $$ BEGIN IF NEW.seq > 600 THEN RAISE 'power cut'; END IF; RETURN NEW; END $$; \
        CREATE TRIGGER breaks BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION breaks()";
    sqlx::raw_sql(broken).execute(&store.pool).await.unwrap();
    import(directory.path(), &target).await.unwrap_err();
    let count = || async {
        let sql = "SELECT count(*) FROM events";
        let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&store.pool).await.unwrap();
        count
    };
    assert_eq!(count().await, 500);
    let healed = sqlx::raw_sql("DROP TRIGGER breaks ON events");
    healed.execute(&store.pool).await.unwrap();

    let moved = import(directory.path(), &target).await.unwrap();
    let rows = |name| moved.iter().find(|one| one.table == name).unwrap().rows;
    assert_eq!(rows("threads"), 400);
    assert_eq!(rows("events"), 800);
    assert_eq!(rows("admins"), 1);
    assert_eq!(rows("uploads"), 1);
    // Once more changes nothing.
    assert_eq!(import(directory.path(), &target).await.unwrap(), moved);
    drop(store);
    writer.finished().await;

    let (store, _writer) = PostgresStore::open(target).await.unwrap();
    let store: Arc<dyn Store> = Arc::new(store);
    assert_eq!(*store.epoch(), epoch);
    let after = store
        .snapshot(&environment(), &room(), &bo, None, extent)
        .await
        .unwrap();
    assert_eq!(after, before);
    let state = store
        .shared_state(&environment(), &room(), at(0))
        .await
        .unwrap();
    assert_eq!(state, Some(vec![0, 255]));
    let told = store
        .audit(&AuditFilter::default(), &Slice::default())
        .await
        .unwrap();
    assert_eq!(told.items[0].id, "entry");
    // An operation is still known, and the next one gets the next number.
    let again = store.write(write(3)).await.unwrap();
    assert!(again.repeated);
    let next = store.write(write(THREADS)).await.unwrap();
    assert_eq!(next.result.unwrap(), Some(Seq(802)));
}

#[tokio::test]
async fn a_database_of_another_installation_is_left_alone() {
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let target = empty_database();
    for directory in [&one, &other] {
        let (file, writer) = SqliteStore::open(directory.path()).await.unwrap();
        fill(&file).await;
        drop(file);
        writer.finished().await;
    }
    import(one.path(), &target).await.unwrap();
    let refused = import(other.path(), &target).await.unwrap_err();
    assert!(
        refused.to_string().contains("another installation"),
        "{refused}"
    );
}

#[tokio::test]
async fn every_table_is_moved() {
    let (store, _writer) = PostgresStore::open(empty_database()).await.unwrap();
    let tables: Vec<(String,)> = sqlx::query_as(
        "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' \
         AND tablename NOT IN ('store', '_sqlx_migrations') ORDER BY 1",
    )
    .fetch_all(&store.pool)
    .await
    .unwrap();
    let there: Vec<&str> = tables.iter().map(|(name,)| name.as_str()).collect();
    let mut known: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    known.sort_unstable();
    assert_eq!(there, known);
}
