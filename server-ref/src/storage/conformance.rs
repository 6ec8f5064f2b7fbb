//! What every store must do, whatever database is behind it. A store's own
//! tests call [`conformance_tests`] with a way to make an empty one.

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
macro_rules! conformance_tests {
    ($open:path: $($rule:ident)+) => {$(
        #[tokio::test]
        async fn $rule() {
            let (store, _kept) = $open().await;
            let stage = $crate::storage::conformance::Stage::set(store).await;
            $crate::storage::conformance::rules::$rule(stage).await;
        }
    )+};
}
pub(super) use conformance_tests;

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
