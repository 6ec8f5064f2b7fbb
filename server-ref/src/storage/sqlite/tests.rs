//! The conformance suite on SQLite, and what is SQLite's own.

use std::sync::Arc;

use pulse_protocol::{EnvironmentId, Timestamp};
use tempfile::TempDir;

use super::*;
use crate::storage::conformance::every_rule;
use crate::storage::{
    AdminChange, AdminStore, Environment, EnvironmentStore, Extent, NewKey, RoomStore, Settings,
    Store,
};

async fn empty_store() -> (Arc<dyn Store>, (TempDir, WriterTask)) {
    let directory = TempDir::new().unwrap();
    let (store, writer) = SqliteStore::open(directory.path()).await.unwrap();
    (Arc::new(store), (directory, writer))
}

every_rule!(empty_store);

fn environment() -> (Environment, NewKey) {
    let environment = Environment {
        id: EnvironmentId::parse("env_1").unwrap(),
        name: "one".to_owned(),
        settings: Settings::default(),
        created_at: Timestamp::from_unix_ms(1),
    };
    let key = NewKey {
        id: pulse_protocol::key::key_id(&[1; 32]),
        publishable: "pk_1".to_owned(),
        public_key: [1; 32],
    };
    (environment, key)
}

#[tokio::test]
async fn two_processes_share_a_store() {
    let directory = TempDir::new().unwrap();
    let (server, _writer) = SqliteStore::open(directory.path()).await.unwrap();
    assert_eq!(server.key_by_publishable("pk_1").await.unwrap(), None);
    let (command, _other) = SqliteStore::open(directory.path()).await.unwrap();
    let (environment, key) = environment();
    let added = AdminChange::AddEnvironment(Box::new(environment.clone()), key.clone());
    command.administer(added, None).await.unwrap();
    let found = server.key_by_publishable("pk_1").await.unwrap().unwrap();
    assert_eq!((found.id, found.environment), (key.id, environment.id));
    assert_eq!(server.epoch, command.epoch);
}

#[tokio::test]
async fn a_database_of_a_newer_server_is_refused() {
    let directory = TempDir::new().unwrap();
    let (store, writer) = SqliteStore::open(directory.path()).await.unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
        .execute(&store.pool)
        .await
        .unwrap();
    drop(store);
    writer.finished().await;
    let error = SqliteStore::open(directory.path()).await.unwrap_err();
    assert!(
        matches!(error, StoreError::NewerSchema { found: 9999, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn what_was_written_before_places_keeps_its_order() {
    let directory = TempDir::new().unwrap();
    let options = SqliteConnectOptions::new()
        .filename(directory.path().join(DATABASE))
        .create_if_missing(true);
    let old = SqlitePool::connect_with(options).await.unwrap();
    let mut before = Migrator::DEFAULT;
    before.migrations = MIGRATIONS
        .iter()
        .filter(|one| one.version < 9)
        .cloned()
        .collect::<Vec<_>>()
        .into();
    before.run(&old).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO environments (id, name, created_at) VALUES ('env_1', 'one', 1);
         INSERT INTO rooms (environment, id, seq, created_at) VALUES ('env_1', '/r', 4, 1);
         INSERT INTO threads (environment, id, room, creator, created_at, updated_at) VALUES
           ('env_1', 'a', '/r', 'ada', 2, 2), ('env_1', 'b', '/r', 'ada', 1, 1);
         INSERT INTO notifications (environment, room, recipient, id, kind, actor, created_at) VALUES
           ('env_1', '/r', 'bo', 'n1', 'comment:created', 'ada', 2),
           ('env_1', '/r', 'bo', 'n2', 'comment:created', 'ada', 1)",
    )
    .execute(&old)
    .await
    .unwrap();
    old.close().await;
    let (store, _writer) = SqliteStore::open(directory.path()).await.unwrap();
    let (environment, room) = ("env_1".parse().unwrap(), "/r".parse().unwrap());
    let who = "bo".parse().unwrap();
    let read = store.snapshot(&environment, &room, &who, None, Extent::Everything);
    let seen = read.await.unwrap();
    let threads: Vec<&str> = seen.threads.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(threads, ["b", "a"]);
    let told = seen.notifications.iter();
    let told: Vec<&str> = told.map(|one| one.id.as_str()).collect();
    assert_eq!(told, ["n1", "n2"]);
}
