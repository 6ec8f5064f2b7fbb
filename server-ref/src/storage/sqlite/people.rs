//! People, in SQL.

use async_trait::async_trait;
use pulse_protocol::entity::User;
use pulse_protocol::{EnvironmentId, Timestamp, UserId};
use sqlx::sqlite::SqliteConnection;

use super::SqliteStore;
use super::rows::{parse, time_column};
use super::writer::Job;
use crate::domain::handle_of;
use crate::storage::{Person, StoreError, UserStore};

/// `id, name, avatar`
pub(super) type PersonColumns = (String, String, Option<String>);

pub(super) fn user((id, name, avatar): PersonColumns) -> Result<User, StoreError> {
    let id = parse("user id", &id)?;
    Ok(Person { id, name, avatar }.to_user())
}

pub(super) async fn upsert(
    connection: &mut SqliteConnection,
    environment: &EnvironmentId,
    person: &Person,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO users (environment, id, name, handle, avatar, created_at, seen_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) \
         ON CONFLICT (environment, id) DO UPDATE \
         SET name = ?3, handle = ?4, avatar = ?5, seen_at = ?6",
    )
    .bind(environment.as_str())
    .bind(person.id.as_str())
    .bind(person.name.as_str())
    .bind(handle_of(&person.name))
    .bind(person.avatar.as_deref())
    .bind(time_column(now))
    .execute(connection)
    .await?;
    Ok(())
}

#[async_trait]
impl UserStore for SqliteStore {
    async fn upsert_user(
        &self,
        environment: &EnvironmentId,
        person: &Person,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let known: Option<(String, Option<String>, i64)> = sqlx::query_as(
            "SELECT name, avatar, seen_at FROM users WHERE environment = ? AND id = ?",
        )
        .bind(environment.as_str())
        .bind(person.id.as_str())
        .fetch_optional(&self.readers)
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
        self.submit(|reply| Job::Person(environment, person, now, reply))
            .await?
            .await
    }

    async fn user(
        &self,
        environment: &EnvironmentId,
        id: &UserId,
    ) -> Result<Option<User>, StoreError> {
        let row: Option<PersonColumns> =
            sqlx::query_as("SELECT id, name, avatar FROM users WHERE environment = ? AND id = ?")
                .bind(environment.as_str())
                .bind(id.as_str())
                .fetch_optional(&self.readers)
                .await?;
        row.map(user).transpose()
    }
}

/// Somebody unchanged who comes back sooner costs no write.
const SEEN_AGAIN_MS: i64 = 10 * 60 * 1000;
