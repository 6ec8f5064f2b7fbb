//! Environments and keys, in SQL. Every question goes to the database, so
//! what another process changed counts at once.

use super::Connection;
use async_trait::async_trait;
use pulse_protocol::{EnvironmentId, KeyId, OpId, Timestamp, UserId};

use super::Backend;
use super::change::Change;
use super::dialect::READING;
use super::rows::{parse, read_json, time, time_column};
use crate::storage::{Environment, EnvironmentStore, KeyRecord, StoreError, Tenant};

/// `id, name, settings, created_at`
type EnvironmentColumns = (String, String, String, i64);
/// `id, environment, publishable, public_key, ends_at`
pub(super) type KeyColumns = (String, String, String, Vec<u8>, Option<i64>);

fn environment((id, name, settings, at): EnvironmentColumns) -> Result<Environment, StoreError> {
    Ok(Environment {
        id: parse("environment id", &id)?,
        name,
        settings: read_json("settings", &settings)?,
        created_at: time(at),
    })
}

pub(super) fn key(columns: KeyColumns) -> Result<KeyRecord, StoreError> {
    let (id, environment, publishable, public_key, ends_at) = columns;
    let public_key = public_key
        .try_into()
        .map_err(|_| StoreError::corrupt("public key", "not 32 bytes"))?;
    Ok(KeyRecord {
        id: parse("key id", &id)?,
        environment: parse("environment id", &environment)?,
        publishable,
        public_key,
        ends_at: ends_at.map(time),
    })
}

/// Lets other processes know that something changed.
pub(super) async fn count_change(connection: &mut Connection) -> Result<(), StoreError> {
    sqlx::query("UPDATE store SET revision = revision + 1")
        .execute(connection)
        .await?;
    Ok(())
}

#[async_trait]
impl EnvironmentStore for Backend {
    async fn environments(&self) -> Result<Vec<Environment>, StoreError> {
        let rows: Vec<EnvironmentColumns> = sqlx::query_as(
            "SELECT id, name, settings, created_at FROM environments ORDER BY name, id",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(environment).collect()
    }

    async fn environment(&self, id: &EnvironmentId) -> Result<Option<Environment>, StoreError> {
        let row: Option<EnvironmentColumns> =
            sqlx::query_as("SELECT id, name, settings, created_at FROM environments WHERE id = $1")
                .bind(id.as_str())
                .fetch_optional(&self.pool)
                .await?;
        row.map(environment).transpose()
    }

    async fn claim_request(
        &self,
        environment: &EnvironmentId,
        id: &OpId,
        request: &str,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let request = request.to_owned();
        let change = Change::Request(environment.clone(), id.clone(), request.clone(), now);
        self.change(change).await?;
        // A host's backend has its operation ids under the empty author.
        let row: (Option<String>, i64) = sqlx::query_as(
            "SELECT request, created_at FROM operations \
             WHERE environment = $1 AND author = '' AND id = $2",
        )
        .bind(environment.as_str())
        .bind(id.as_str())
        .fetch_one(&self.pool)
        .await?;
        let (known, first) = row;
        Ok((known.as_deref() == Some(&*request)).then(|| time(first)))
    }

    async fn revision(&self) -> Result<u64, StoreError> {
        let (revision,): (i64,) = sqlx::query_as("SELECT revision FROM store")
            .fetch_one(&self.pool)
            .await?;
        Ok(revision.unsigned_abs())
    }

    async fn tenant(&self, id: &EnvironmentId) -> Result<Option<Tenant>, StoreError> {
        let mut transaction = self.pool.begin_with(READING).await?;
        let row: Option<(i64, String)> = sqlx::query_as(
            "SELECT store.revision, environments.settings FROM environments, store \
             WHERE environments.id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((revision, settings)) = row else {
            return Ok(None);
        };
        let keys: Vec<KeyColumns> = sqlx::query_as(
            "SELECT id, environment, publishable, public_key, ends_at FROM keys \
             WHERE environment = $1",
        )
        .bind(id.as_str())
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(Tenant {
            revision: revision.unsigned_abs(),
            settings: read_json("settings", &settings)?,
            keys: keys.into_iter().map(key).collect::<Result<_, _>>()?,
        }))
    }

    async fn keys(&self, environment: &EnvironmentId) -> Result<Vec<KeyRecord>, StoreError> {
        let rows: Vec<KeyColumns> = sqlx::query_as(
            "SELECT id, environment, publishable, public_key, ends_at FROM keys \
             WHERE environment = $1 ORDER BY created_at, id",
        )
        .bind(environment.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(key).collect()
    }

    async fn key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        let row: Option<KeyColumns> = sqlx::query_as(
            "SELECT id, environment, publishable, public_key, ends_at FROM keys WHERE id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&self.pool)
        .await?;
        row.map(key).transpose()
    }

    async fn user_revoked_at(
        &self,
        environment: &EnvironmentId,
        user: &UserId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as(
            "SELECT before FROM user_revocations WHERE environment = $1 AND user_id = $2",
        )
        .bind(environment.as_str())
        .bind(user.as_str())
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|(before,)| time(before)))
    }

    async fn key_by_publishable(&self, text: &str) -> Result<Option<KeyRecord>, StoreError> {
        let row: Option<KeyColumns> = sqlx::query_as(
            "SELECT id, environment, publishable, public_key, ends_at FROM keys WHERE publishable = $1",
        )
        .bind(text)
        .fetch_optional(&self.pool)
        .await?;
        row.map(key).transpose()
    }
}

/// Remembers a request; the first under its id stays.
pub(super) async fn remember(
    connection: &mut Connection,
    environment: &EnvironmentId,
    id: &OpId,
    request: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "INSERT INTO operations (environment, author, id, request, created_at) \
         VALUES ($1, '', $2, $3, $4) ON CONFLICT (environment, author, id) DO NOTHING",
    )
    .bind(environment.as_str())
    .bind(id.as_str())
    .bind(request)
    .bind(time_column(now))
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}
