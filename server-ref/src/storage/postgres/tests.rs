//! The conformance suite on PostgreSQL, and what is PostgreSQL's own.

use std::sync::Arc;

use pulse_protocol::{ClientFrame, EnvironmentId, RoomId, Seq, Timestamp, UserId};
use pulse_services::Postgres;
use uuid::Uuid;

use super::*;
use crate::storage::conformance::every_rule;
use crate::storage::{
    Actor, AdminChange, AdminOutcome, AdminStore, Environment, EnvironmentStore, NewKey, RoomStore,
    Settings, Store, Write,
};

pub(super) fn empty_database() -> PostgresSettings {
    let postgres = Postgres::shared().unwrap();
    let url = postgres.database().unwrap();
    PostgresSettings {
        connections: 4,
        ..PostgresSettings::at(url.into())
    }
}

async fn empty_store() -> (Arc<dyn Store>, WriterTask) {
    let (store, writer) = PostgresStore::open(empty_database()).await.unwrap();
    (Arc::new(store), writer)
}

every_rule!(empty_store);

async fn with_environment(store: &PostgresStore) {
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
    let added = AdminChange::AddEnvironment(Box::new(environment), key);
    let done = store.administer(added, None).await.unwrap();
    assert_eq!(done, AdminOutcome::Done);
}

fn write(number: u128, op_id: Option<&str>) -> Write {
    let json = format!(
        r#"{{"type":"thread:create","id":"t{number}","commentId":"c{number}","body":"b","mentions":[]}}"#
    );
    let message = ClientFrame::decode(&json).unwrap().message;
    Write {
        actor: Actor {
            environment: EnvironmentId::parse("env_1").unwrap(),
            user: Some(UserId::parse("ada").unwrap()),
            role: pulse_protocol::claims::Role::Commenter,
        },
        room: RoomId::parse("/r").unwrap(),
        op_id: op_id.map(|id| OpId::parse(id).unwrap()),
        request: None,
        at: Timestamp::from_unix_ms(2),
        nonce: Uuid::from_u128(number),
        action: Action::of(message).unwrap(),
        entry: None,
    }
}

#[tokio::test]
async fn nodes_that_start_at_once_on_an_empty_database_both_serve_it() {
    let database = empty_database();
    let (one, two) = tokio::join!(
        PostgresStore::open(database.clone()),
        PostgresStore::open(database.clone())
    );
    let ((one, _writer), (two, _other)) = (one.unwrap(), two.unwrap());
    assert_eq!(one.epoch(), two.epoch());
    with_environment(&one).await;
    assert_eq!(two.environments().await.unwrap().len(), 1);
    assert_eq!(one.revision().await.unwrap(), two.revision().await.unwrap());
}

#[tokio::test]
async fn nodes_that_write_to_one_room_at_once_give_each_number_once() {
    let database = empty_database();
    let (one, _writer) = PostgresStore::open(database.clone()).await.unwrap();
    let (two, _other) = PostgresStore::open(database.clone()).await.unwrap();
    with_environment(&one).await;
    let writes = (0..60).map(|number| {
        let node = if number % 2 == 0 { &one } else { &two };
        node.write(write(number, None))
    });
    let outcomes = futures_util::future::join_all(writes).await;
    let mut last: Vec<Seq> = outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap().result.unwrap().unwrap())
        .collect();
    last.sort();
    // A thread is two events: itself, and its entry in the activity log.
    let expected: Vec<Seq> = (1..=60).map(|number| Seq(2 * number)).collect();
    assert_eq!(last, expected);
    let environment = EnvironmentId::parse("env_1").unwrap();
    let room = RoomId::parse("/r").unwrap();
    let events = two.events_after(&environment, &room, Seq::ZERO, 1000).await;
    assert_eq!(events.unwrap().unwrap().len(), 120);
}

#[tokio::test]
async fn an_operation_that_comes_to_two_nodes_at_once_has_one_effect() {
    let database = empty_database();
    let (one, _writer) = PostgresStore::open(database.clone()).await.unwrap();
    let (two, _other) = PostgresStore::open(database.clone()).await.unwrap();
    with_environment(&one).await;
    for number in 0..10 {
        let op_id = format!("op-{number}");
        let same = || write(number, Some(&op_id));
        let (first, second) = tokio::join!(one.write(same()), two.write(same()));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.result, second.result);
        assert!(first.repeated != second.repeated, "{first:?} {second:?}");
    }
}

#[tokio::test]
async fn a_database_of_a_newer_server_is_refused() {
    let database = empty_database();
    let (store, writer) = PostgresStore::open(database.clone()).await.unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, '\\x00', 0)")
        .execute(&store.pool)
        .await
        .unwrap();
    drop(store);
    writer.finished().await;
    let error = PostgresStore::open(database.clone()).await.unwrap_err();
    assert!(
        matches!(error, StoreError::NewerSchema { found: 9999, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_write_outlives_the_connections_it_would_have_taken() {
    let database = empty_database();
    let (store, _writer) = PostgresStore::open(database.clone()).await.unwrap();
    with_environment(&store).await;
    for number in 0..20 {
        let kill = sqlx::query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        let (killed, written) =
            tokio::join!(kill.execute(&store.pool), store.write(write(number, None)));
        // The killer is a connection of the pool too.
        drop(killed);
        written.unwrap().result.unwrap();
    }
    let environment = EnvironmentId::parse("env_1").unwrap();
    let room = RoomId::parse("/r").unwrap();
    assert_eq!(store.head(&environment, &room).await.unwrap(), Seq(40));
}

#[test]
fn no_setting_shows_its_password() {
    let url = "postgres://pulse:hunter2@localhost/pulse";
    let settings = PostgresSettings::at(url.to_owned().into());
    assert!(!format!("{settings:?}").contains("hunter2"));
    let bad = PostgresSettings::at("postgres://pulse:hunter2@local host".to_owned().into());
    let error = bad.connect_options().unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"));
}
