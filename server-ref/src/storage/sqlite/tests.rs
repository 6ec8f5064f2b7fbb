//! The conformance suite on SQLite, and what is SQLite's own.

use std::sync::Arc;

use pulse_protocol::{EnvironmentId, Timestamp};
use tempfile::TempDir;

use super::*;
use crate::storage::conformance::every_rule;
use crate::storage::{Environment, EnvironmentStore, NewKey, Settings, Store};

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
    command
        .create_environment(&environment, &key)
        .await
        .unwrap();
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
