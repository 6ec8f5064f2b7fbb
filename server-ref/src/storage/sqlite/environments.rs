//! Environments and keys, in SQL. Every question goes to the database, so
//! what another process changed counts at once.

use async_trait::async_trait;
use pulse_protocol::{EnvironmentId, KeyId};

use super::SqliteStore;
use super::rows::{parse, read_json, time, time_column, write_json};
use crate::storage::{Environment, EnvironmentStore, KeyRecord, NewKey, Settings, StoreError};

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

#[async_trait]
impl EnvironmentStore for SqliteStore {
    async fn create_environment(
        &self,
        environment: &Environment,
        key: &NewKey,
    ) -> Result<(), StoreError> {
        let mut transaction = self.readers.begin_with("BEGIN IMMEDIATE").await?;
        let at = time_column(environment.created_at);
        sqlx::query(
            "INSERT INTO environments (id, name, settings, created_at) VALUES (?, ?, ?, ?)",
        )
        .bind(environment.id.as_str())
        .bind(environment.name.as_str())
        .bind(write_json("settings", &environment.settings)?)
        .bind(at)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("INSERT INTO keys (id, environment, publishable, public_key, created_at) VALUES (?, ?, ?, ?, ?)")
            .bind(key.id.as_str())
            .bind(environment.id.as_str())
            .bind(key.publishable.as_str())
            .bind(key.public_key.as_slice())
            .bind(at)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn environments(&self) -> Result<Vec<Environment>, StoreError> {
        let rows: Vec<EnvironmentColumns> = sqlx::query_as(
            "SELECT id, name, settings, created_at FROM environments ORDER BY name, id",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(environment).collect()
    }

    async fn environment(&self, id: &EnvironmentId) -> Result<Option<Environment>, StoreError> {
        let row: Option<EnvironmentColumns> =
            sqlx::query_as("SELECT id, name, settings, created_at FROM environments WHERE id = ?")
                .bind(id.as_str())
                .fetch_optional(&self.readers)
                .await?;
        row.map(environment).transpose()
    }

    async fn set_settings(
        &self,
        id: &EnvironmentId,
        settings: &Settings,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE environments SET settings = ? WHERE id = ?")
            .bind(write_json("settings", settings)?)
            .bind(id.as_str())
            .execute(&self.readers)
            .await?;
        Ok(())
    }

    async fn keys(&self, environment: &EnvironmentId) -> Result<Vec<KeyRecord>, StoreError> {
        let rows: Vec<KeyColumns> = sqlx::query_as(
            "SELECT id, environment, publishable, public_key, ends_at FROM keys \
             WHERE environment = ? ORDER BY created_at, id",
        )
        .bind(environment.as_str())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(key).collect()
    }

    async fn key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        let row: Option<KeyColumns> = sqlx::query_as(
            "SELECT id, environment, publishable, public_key, ends_at FROM keys WHERE id = ?",
        )
        .bind(id.as_str())
        .fetch_optional(&self.readers)
        .await?;
        row.map(key).transpose()
    }

    async fn key_by_publishable(&self, text: &str) -> Result<Option<KeyRecord>, StoreError> {
        let row: Option<KeyColumns> = sqlx::query_as(
            "SELECT id, environment, publishable, public_key, ends_at FROM keys WHERE publishable = ?",
        )
        .bind(text)
        .fetch_optional(&self.readers)
        .await?;
        row.map(key).transpose()
    }
}
