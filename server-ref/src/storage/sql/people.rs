//! People, in SQL.

use super::Connection;
use async_trait::async_trait;
use pulse_protocol::claims::Role;
use pulse_protocol::entity::User;
use pulse_protocol::{EnvironmentId, RoomId, Timestamp, UserId};
use uuid::Uuid;

use super::Backend;
use super::change::Change;
use super::dialect::{person_of, texts};
use super::rows::{parse, time_column};
use crate::domain::handle_of;
use crate::storage::{Action, Actor, Erasure, Person, RoomStore, StoreError, UserStore, Write};

/// `id, name, avatar`
pub(super) type PersonColumns = (String, String, Option<String>);

pub(super) fn user((id, name, avatar): PersonColumns) -> Result<User, StoreError> {
    let id = parse("user id", &id)?;
    Ok(Person { id, name, avatar }.to_user())
}

pub(super) async fn upsert(
    connection: &mut Connection,
    environment: &EnvironmentId,
    person: &Person,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "INSERT INTO users (environment, id, name, handle, avatar, created_at, seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6) \
         ON CONFLICT (environment, id) DO UPDATE \
         SET name = $3, handle = $4, avatar = $5, seen_at = $6",
    )
    .bind(environment.as_str())
    .bind(person.id.as_str())
    .bind(writable(&person.name))
    .bind(handle_of(&writable(&person.name)))
    .bind(person.avatar.as_deref().map(writable))
    .bind(time_column(now))
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

/// Tokens say what hosts call people. PostgreSQL keeps no U+0000, and browsers
/// show it as this.
fn writable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

#[async_trait]
impl UserStore for Backend {
    async fn upsert_user(
        &self,
        environment: &EnvironmentId,
        person: &Person,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let known: Option<(String, Option<String>, i64)> = sqlx::query_as(
            "SELECT name, avatar, seen_at FROM users WHERE environment = $1 AND id = $2",
        )
        .bind(environment.as_str())
        .bind(person.id.as_str())
        .fetch_optional(&self.pool)
        .await?;
        let is_fresh = known.is_some_and(|(name, avatar, seen_at)| {
            name == person.name
                && avatar == person.avatar
                && time_column(now) < seen_at + SEEN_AGAIN_MS
        });
        if is_fresh {
            return Ok(());
        }
        let (environment, person) = (environment.clone(), person.clone());
        self.change(Change::Person(environment, person, now))
            .await?;
        Ok(())
    }

    async fn erase_user(
        &self,
        environment: &EnvironmentId,
        erasure: &Erasure,
        now: Timestamp,
        nonce: Uuid,
    ) -> Result<bool, StoreError> {
        if self.user(environment, &erasure.person).await?.is_none() {
            return Ok(false);
        }
        if let Some(id) = &erasure.replacement {
            let nobody = Person {
                id: id.clone(),
                name: NOBODY.to_owned(),
                avatar: None,
            };
            self.upsert_user(environment, &nobody, now).await?;
        }
        for room in self.rooms_with(environment, &erasure.person).await? {
            let write = Write {
                actor: Actor {
                    environment: environment.clone(),
                    user: None,
                    role: Role::Moderator,
                },
                room,
                op_id: None,
                request: None,
                at: now,
                nonce,
                action: Action::ErasePerson(erasure.clone()),
                entry: None,
            };
            if let Err(refusal) = self.write(write).await?.result {
                return Err(StoreError::corrupt("erasure", refusal));
            }
        }
        let (environment, person) = (environment.clone(), erasure.person.clone());
        self.change(Change::Forget(environment, person)).await?;
        Ok(true)
    }

    async fn user(
        &self,
        environment: &EnvironmentId,
        id: &UserId,
    ) -> Result<Option<User>, StoreError> {
        let row: Option<PersonColumns> =
            sqlx::query_as("SELECT id, name, avatar FROM users WHERE environment = $1 AND id = $2")
                .bind(environment.as_str())
                .bind(id.as_str())
                .fetch_optional(&self.pool)
                .await?;
        row.map(user).transpose()
    }
}

impl Backend {
    /// The rooms in which something is of a person.
    async fn rooms_with(
        &self,
        environment: &EnvironmentId,
        person: &UserId,
    ) -> Result<Vec<RoomId>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(concat!(
            "SELECT room FROM threads WHERE environment = $1 AND creator = $2 \
             UNION SELECT t.room FROM comments c JOIN threads t \
                   ON t.environment = c.environment AND t.id = c.thread \
                   WHERE c.environment = $1 AND (c.author = $2 \
                   OR EXISTS (SELECT 1 FROM ",
            texts!("c.mentions"),
            " WHERE value = $2 OR value = \
                     (SELECT handle FROM users WHERE environment = $1 AND id = $2))) \
             UNION SELECT t.room FROM reactions r JOIN threads t \
                   ON t.environment = r.environment AND t.id = r.thread \
                   WHERE r.environment = $1 AND r.author = $2 \
             UNION SELECT room FROM notifications WHERE environment = $1 AND actor = $2 \
             UNION SELECT room FROM notifications WHERE environment = $1 AND recipient = $2 \
             UNION SELECT room FROM activity WHERE environment = $1 \
                   AND ",
            person_of!("entry"),
            " = $2"
        ))
        .bind(environment.as_str())
        .bind(person.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|(id,)| parse("room id", id)).collect()
    }
}

pub(super) async fn forget(
    connection: &mut Connection,
    environment: &EnvironmentId,
    person: &UserId,
) -> Result<u64, StoreError> {
    let mut rows = 0;
    for sql in [
        "DELETE FROM operations WHERE environment = $1 AND author = $2",
        "UPDATE uploads SET ends_at = 0 WHERE environment = $1 AND uploader = $2 AND comment IS NULL",
        "DELETE FROM users WHERE environment = $1 AND id = $2",
    ] {
        let done = sqlx::query(sql)
            .bind(environment.as_str())
            .bind(person.as_str())
            .execute(&mut *connection)
            .await?;
        rows += done.rows_affected();
    }
    Ok(rows)
}

/// The name under which comments stay.
const NOBODY: &str = "Deleted user";
/// Somebody unchanged who comes back sooner costs no write.
const SEEN_AGAIN_MS: i64 = 10 * 60 * 1000;
