//! The conformance suite on SQLite, and what is SQLite's own.

use std::sync::Arc;

use pulse_protocol::{EnvironmentId, Timestamp};
use tempfile::TempDir;

use super::*;
use crate::storage::conformance::conformance_tests;
use crate::storage::{
    AdminChange, AdminStore, Environment, EnvironmentStore, Extent, NewKey, RoomStore, Settings,
    Store,
};

async fn empty_store() -> (Arc<dyn Store>, (TempDir, WriterTask)) {
    let directory = TempDir::new().unwrap();
    let (store, writer) = SqliteStore::open(directory.path()).await.unwrap();
    (Arc::new(store), (directory, writer))
}

conformance_tests! { empty_store:
    sequence_numbers_are_gapless_and_refusals_take_none
    an_operation_has_one_effect_and_one_answer
    ids_made_by_clients_are_taken_once
    people_change_their_own_and_moderators_everything
    the_last_comment_takes_the_thread_along
    a_reaction_is_one_for_each_person_target_and_emoji
    everybody_concerned_is_told_once_and_never_the_actor
    an_id_is_mentioned_before_a_name
    notifications_are_read_by_their_owner
    a_client_resumes_where_it_was_or_gets_everything
    who_wrote_in_a_room_is_known_there_however_long_ago
    a_thread_is_stored_verbatim
    environments_cannot_see_each_other
    the_listener_hears_of_every_commit_in_order
    people_are_refreshed_and_have_a_stable_colour
    history_is_bounded_by_count_and_age
    notifications_are_bounded_by_count_and_age
    what_shares_a_millisecond_comes_in_the_order_of_writing
    settled_threads_come_in_pages_and_none_is_missed
    who_was_erased_is_named_nowhere
    a_repeated_request_is_known_and_another_one_told_from_it
    an_environment_is_listed_in_pages
    a_file_is_claimed_by_one_comment_of_its_uploader
    a_file_belongs_to_its_environment
    an_unclaimed_file_ends_after_its_time
    files_end_with_what_has_them
    a_person_has_few_unclaimed_files
    an_upload_that_comes_again_is_kept_once
    the_first_admin_needs_the_offered_link_and_comes_once
    an_address_is_taken_once_and_the_last_admin_stays
    sessions_end_one_by_one_and_all_at_once
    attempts_count_until_they_succeed
    a_one_time_code_is_taken_once
    an_access_token_is_found_by_its_hash_and_revoked_by_its_owner
    an_entry_commits_with_its_change_or_not_at_all
    the_audit_log_is_filtered_and_paged_newest_first
    an_environment_is_renamed_and_deleted_with_all_that_is_in_it
    keys_know_when_they_were_used
    a_persons_tokens_are_refused_from_before_a_time
    samples_and_entries_are_forgotten_after_their_time
    rooms_threads_comments_and_people_are_looked_through
    settings_are_replaced_only_as_they_were_looked_at
    keys_are_rotated_and_revoked_with_their_entries
    a_writes_entry_is_kept_when_it_was_done
    what_cannot_be_told_is_not_done
}

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
