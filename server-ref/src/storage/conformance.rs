//! What every store must do, whatever database is behind it. A store's own
//! tests call [`every_rule`] with a way to make an empty one.

use std::sync::{Arc, Mutex};

use pulse_protocol::claims::Role;
use pulse_protocol::entity::NotificationKind;
use pulse_protocol::{ClientFrame, EnvironmentId, ErrorCode, OpId, RoomId, Seq, Timestamp, UserId};
use uuid::Uuid;

use super::{
    Action, Actor, AdminChange, AdminOutcome, Environment, Extent, NewKey, Outcome, Person,
    Settings, Snapshot, Store, Write,
};

mod admin_data_rules;
mod admin_entry_rules;
mod admin_rules;
mod order_rules;
mod room_rules;
pub(super) mod rules;
mod upload_rules;

/// Makes a test of each rule for one kind of store.
macro_rules! every_rule {
    ($open:path) => {
        crate::storage::conformance::rules_for! { $open:
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
            a_text_that_not_every_store_can_keep_is_refused
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
            a_shared_document_is_replaced_only_as_it_was_read
        }
    };
}
pub(super) use every_rule;

/// Makes a test of each of some rules.
macro_rules! rules_for {
    ($open:path: $($rule:ident)+) => {$(
        #[tokio::test]
        async fn $rule() {
            let (store, _kept) = $open().await;
            let stage = $crate::storage::conformance::Stage::set(store).await;
            $crate::storage::conformance::rules::$rule(stage).await;
        }
    )+};
}
pub(super) use rules_for;

/// A store with one environment, known people, and hands to write with.
pub(super) struct Stage {
    store: Arc<dyn Store>,
    environment: EnvironmentId,
    room: RoomId,
    role: Role,
    clock: Mutex<u64>,
}

impl Stage {
    pub(super) async fn set(store: Arc<dyn Store>) -> Self {
        let stage = Self {
            store,
            environment: EnvironmentId::parse("env_1").unwrap(),
            room: RoomId::parse("/r").unwrap(),
            role: Role::Commenter,
            clock: Mutex::new(1_777_626_000_000),
        };
        stage.add_environment("env_1").await;
        stage
    }

    async fn add_environment(&self, id: &str) {
        self.add_environment_keyed(id, id).await;
    }

    /// The same, with a key made of another text.
    async fn add_environment_keyed(&self, id: &str, key: &str) {
        let id = EnvironmentId::parse(id).unwrap();
        let environment = Environment {
            id: id.clone(),
            name: "one".to_owned(),
            settings: Settings::default(),
            created_at: self.tick(),
        };
        let mut public_key = [1; 32];
        public_key[..key.len()].copy_from_slice(key.as_bytes());
        let key = NewKey {
            id: pulse_protocol::key::key_id(&public_key),
            publishable: format!("pk_{key}"),
            public_key,
        };
        let added = AdminChange::AddEnvironment(Box::new(environment), key);
        assert_eq!(self.administers(added).await, AdminOutcome::Done);
        for name in ["Ada Byron", "Bo", "Cy"] {
            let id_text = name.split(' ').next().unwrap().to_lowercase();
            let person = Person {
                id: user(&id_text),
                name: name.to_owned(),
                avatar: None,
            };
            self.store
                .upsert_user(&id, &person, self.tick())
                .await
                .unwrap();
        }
    }

    fn tick(&self) -> Timestamp {
        let mut now = self.clock.lock().unwrap();
        *now += 1000;
        Timestamp::from_unix_ms(*now)
    }

    fn write(&self, who: &str, op_id: Option<&str>, json: &str) -> Write {
        let message = ClientFrame::decode(json).unwrap().message;
        let at = self.tick();
        Write {
            actor: Actor {
                environment: self.environment.clone(),
                user: Some(user(who)),
                role: self.role,
            },
            room: self.room.clone(),
            request: None,
            op_id: op_id.map(|id| OpId::parse(id).unwrap()),
            nonce: Uuid::from_u128(u128::from(at.unix_ms())),
            at,
            action: Action::of(message).unwrap(),
            entry: None,
        }
    }

    async fn outcome(&self, who: &str, op_id: Option<&str>, json: &str) -> Outcome {
        self.store
            .write(self.write(who, op_id, json))
            .await
            .unwrap()
    }

    async fn does(&self, who: &str, json: &str) -> Option<Seq> {
        self.outcome(who, None, json).await.result.unwrap()
    }

    async fn refused(&self, who: &str, json: &str) -> ErrorCode {
        self.outcome(who, None, json).await.result.unwrap_err().code
    }

    async fn seen_by(&self, who: &str) -> Snapshot {
        let (environment, room) = (&self.environment, &self.room);
        let who = user(who);
        let read = self
            .store
            .snapshot(environment, room, &who, None, Extent::Everything);
        read.await.unwrap()
    }

    async fn head(&self) -> u64 {
        self.store
            .head(&self.environment, &self.room)
            .await
            .unwrap()
            .0
    }

    async fn notified(&self, who: &str) -> Vec<NotificationKind> {
        let seen = self.seen_by(who).await;
        seen.notifications.iter().map(|one| one.kind).collect()
    }

    fn with_role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    fn in_room(mut self, room: &str) -> Self {
        self.room = RoomId::parse(room).unwrap();
        self
    }
}

fn user(id: &str) -> UserId {
    UserId::parse(id).unwrap()
}

fn thread(id: &str, body: &str, mentions: &str) -> String {
    format!(
        r#"{{"type":"thread:create","id":"{id}","commentId":"{id}-c","body":"{body}","mentions":{mentions},"position":{{"x":0.5,"own":[1]}}}}"#
    )
}

fn reply(thread: &str, id: &str, body: &str, mentions: &str) -> String {
    format!(
        r#"{{"type":"comment:create","threadId":"{thread}","id":"{id}","body":"{body}","mentions":{mentions}}}"#
    )
}

fn edit(id: &str, body: &str, mentions: &str) -> String {
    format!(r#"{{"type":"comment:edit","commentId":"{id}","body":"{body}","mentions":{mentions}}}"#)
}

fn delete(id: &str) -> String {
    format!(r#"{{"type":"comment:delete","commentId":"{id}"}}"#)
}

fn react(target: &str, id: &str, emoji: &str) -> String {
    format!(
        r#"{{"type":"reaction:add","id":"{id}","targetId":"{target}","targetType":"comment","emoji":"{emoji}"}}"#
    )
}
