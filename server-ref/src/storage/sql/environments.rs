//! Environments and keys, in SQL. Every question goes to the database, so
//! what another process changed counts at once.

use super::Connection;
use async_trait::async_trait;
use pulse_protocol::{EnvironmentId, KeyId, OpId, Timestamp};

use super::Backend;
use super::dialect::{READING, WRITING};
use super::rows::{parse, read_json, time, time_column, write_json};
use crate::storage::{
    Environment, EnvironmentStore, KeyRecord, NewKey, Settings, StoreError, Tenant,
};

/// `id, name, settings, created_at`
type EnvironmentColumns = (String, String, String, i64);
/// `id, environment, publishable, public_key, ends_at`
type KeyColumns = (String, String, String, Vec<u8>, Option<i64>);

fn environment((id, name, settings, at): EnvironmentColumns) -> Result<Environment, StoreError> {
    Ok(Environment {
        id: parse("environment id", &id)?,
        name,
        settings: read_json("settings", &settings)?,
        created_at: time(at),
    })
}

fn key(columns: KeyColumns) -> Result<KeyRecord, StoreError> {
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
async fn count_change(connection: &mut Connection) -> Result<(), StoreError> {
    sqlx::query("UPDATE store SET revision = revision + 1")
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert_key(
    connection: &mut Connection,
    environment: &EnvironmentId,
    key: &NewKey,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO keys (id, environment, publishable, public_key, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(key.id.as_str())
        .bind(environment.as_str())
        .bind(key.publishable.as_str())
        .bind(key.public_key.as_slice())
        .bind(time_column(at))
        .execute(connection)
        .await?;
    Ok(())
}

#[async_trait]
impl EnvironmentStore for Backend {
    async fn create_environment(
        &self,
        environment: &Environment,
        key: &NewKey,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with(WRITING).await?;
        let at = time_column(environment.created_at);
        sqlx::query(
            "INSERT INTO environments (id, name, settings, created_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(environment.id.as_str())
        .bind(environment.name.as_str())
        .bind(write_json("settings", &environment.settings)?)
        .bind(at)
        .execute(&mut *transaction)
        .await?;
        let (id, made) = (&environment.id, environment.created_at);
        insert_key(&mut transaction, id, key, made).await?;
        count_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

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

    async fn set_settings(
        &self,
        id: &EnvironmentId,
        settings: &Settings,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with(WRITING).await?;
        sqlx::query("UPDATE environments SET settings = $1 WHERE id = $2")
            .bind(write_json("settings", settings)?)
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        count_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn claim_request(
        &self,
        environment: &EnvironmentId,
        id: &OpId,
        request: &str,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        // A host's backend has its operation ids under the empty author.
        let row: (Option<String>, i64) = sqlx::query_as(
            "INSERT INTO operations (environment, author, id, request, created_at) \
             VALUES ($1, '', $2, $3, $4) \
             ON CONFLICT (environment, author, id) DO UPDATE SET id = excluded.id \
             RETURNING request, created_at",
        )
        .bind(environment.as_str())
        .bind(id.as_str())
        .bind(request)
        .bind(time_column(now))
        .fetch_one(&self.pool)
        .await?;
        let (known, first) = row;
        Ok((known.as_deref() == Some(request)).then(|| time(first)))
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

    async fn rotate_key(
        &self,
        environment: &EnvironmentId,
        key: &NewKey,
        now: Timestamp,
        others_end_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with(WRITING).await?;
        sqlx::query(
            "UPDATE keys SET ends_at = $2 \
             WHERE environment = $1 AND (ends_at IS NULL OR ends_at > $2)",
        )
        .bind(environment.as_str())
        .bind(time_column(others_end_at))
        .execute(&mut *transaction)
        .await?;
        insert_key(&mut transaction, environment, key, now).await?;
        count_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn revoke_key(&self, id: &KeyId, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin_with(WRITING).await?;
        let done = sqlx::query(
            "UPDATE keys SET ends_at = $2 WHERE id = $1 AND (ends_at IS NULL OR ends_at > $2)",
        )
        .bind(id.as_str())
        .bind(time_column(now))
        .execute(&mut *transaction)
        .await?;
        count_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
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
