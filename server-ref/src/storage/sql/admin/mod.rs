//! What the panel keeps, in SQL. Questions go to the pool, changes to the writer.

mod accounts;
mod attempts;
mod browse;
mod change;
mod environments;
mod search;
mod sessions;

use async_trait::async_trait;
use pulse_protocol::{EnvironmentId, Timestamp};

pub(super) use self::change::{change, note};
use super::Backend;
use super::catalog::parameters;
use super::environments::{KeyColumns, key};
use super::jobs::Job;
use super::rows::{time, time_column};
use crate::storage::{
    AccessToken, AdminAccount, AdminChange, AdminId, AdminOutcome, AdminSession, AdminStore,
    AuditEntry, AuditFilter, KeyUse, Page, Place, Sample, SecretHash, Slice, StoreError,
};

#[async_trait]
impl AdminStore for Backend {
    async fn administer(
        &self,
        change: AdminChange,
        entry: Option<AuditEntry>,
    ) -> Result<AdminOutcome, StoreError> {
        self.submit(|reply| Job::Admin(Box::new((change, entry)), reply))
            .await?
            .await
    }

    async fn admin_count(&self) -> Result<u64, StoreError> {
        let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM admins")
            .fetch_one(&self.pool)
            .await?;
        Ok(count.unsigned_abs())
    }

    async fn admins(&self, slice: &Slice) -> Result<Page<AdminAccount>, StoreError> {
        let (at, id, count) = parameters(slice);
        let rows: Vec<accounts::Columns> = sqlx::query_as(
            "SELECT id, email, name, role, password, totp, created_at, signed_in_at FROM admins \
             WHERE (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3",
        )
        .bind(at)
        .bind(id)
        .bind(count)
        .fetch_all(&self.pool)
        .await?;
        let read = rows.into_iter().map(accounts::account);
        let admins = read.collect::<Result<Vec<_>, _>>()?;
        Ok(Page::of(admins, slice, |admin| Place {
            at: admin.created_at.unix_ms(),
            id: admin.id.as_str().to_owned(),
        }))
    }

    async fn admin(&self, id: &AdminId) -> Result<Option<AdminAccount>, StoreError> {
        let row: Option<accounts::Columns> = sqlx::query_as(
            "SELECT id, email, name, role, password, totp, created_at, signed_in_at FROM admins \
             WHERE id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&self.pool)
        .await?;
        row.map(accounts::account).transpose()
    }

    async fn admin_by_email(&self, email: &str) -> Result<Option<AdminAccount>, StoreError> {
        let row: Option<accounts::Columns> = sqlx::query_as(
            "SELECT id, email, name, role, password, totp, created_at, signed_in_at FROM admins \
             WHERE email = $1",
        )
        .bind(email)
        .fetch_optional(&self.pool)
        .await?;
        row.map(accounts::account).transpose()
    }

    async fn admin_session(&self, hash: &SecretHash) -> Result<Option<AdminSession>, StoreError> {
        let row: Option<sessions::SessionColumns> = sqlx::query_as(
            "SELECT hash, id, admin, address, agent, created_at, seen_at, expires_at \
             FROM admin_sessions WHERE hash = $1",
        )
        .bind(hash.0.as_slice())
        .fetch_optional(&self.pool)
        .await?;
        row.map(sessions::session).transpose()
    }

    async fn admin_sessions(
        &self,
        admin: &AdminId,
        now: Timestamp,
    ) -> Result<Vec<AdminSession>, StoreError> {
        let rows: Vec<sessions::SessionColumns> = sqlx::query_as(
            "SELECT hash, id, admin, address, agent, created_at, seen_at, expires_at \
             FROM admin_sessions WHERE admin = $1 AND expires_at > $2 \
             ORDER BY created_at DESC, id DESC",
        )
        .bind(admin.as_str())
        .bind(time_column(now))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(sessions::session).collect()
    }

    async fn access_token(&self, hash: &SecretHash) -> Result<Option<AccessToken>, StoreError> {
        let row: Option<sessions::TokenColumns> = sqlx::query_as(
            "SELECT id, hash, admin, name, prefix, created_at, expires_at, used_at \
             FROM admin_tokens WHERE hash = $1",
        )
        .bind(hash.0.as_slice())
        .fetch_optional(&self.pool)
        .await?;
        row.map(sessions::token).transpose()
    }

    async fn access_tokens(&self, admin: &AdminId) -> Result<Vec<AccessToken>, StoreError> {
        let rows: Vec<sessions::TokenColumns> = sqlx::query_as(
            "SELECT id, hash, admin, name, prefix, created_at, expires_at, used_at \
             FROM admin_tokens WHERE admin = $1 ORDER BY created_at DESC, id DESC",
        )
        .bind(admin.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(sessions::token).collect()
    }

    async fn setup_hash(&self) -> Result<Option<SecretHash>, StoreError> {
        let row: Option<(Vec<u8>,)> = sqlx::query_as("SELECT hash FROM admin_setup")
            .fetch_optional(&self.pool)
            .await?;
        row.map(|(hash,)| sessions::secret_hash(hash)).transpose()
    }

    async fn audit(
        &self,
        filter: &AuditFilter,
        slice: &Slice,
    ) -> Result<Page<AuditEntry>, StoreError> {
        self.audit_page(filter, slice).await
    }

    async fn samples(&self, since: Timestamp) -> Result<Vec<Sample>, StoreError> {
        let rows: Vec<(i64, String, i64, i64, i64, i64, i64)> = sqlx::query_as(
            "SELECT at, node, connections, rooms, messages, writes, errors FROM samples \
             WHERE at >= $1 ORDER BY at, node",
        )
        .bind(time_column(since))
        .fetch_all(&self.pool)
        .await?;
        let read =
            rows.into_iter()
                .map(
                    |(at, node, connections, rooms, messages, writes, errors)| Sample {
                        at: time(at),
                        node,
                        connections: connections.unsigned_abs(),
                        rooms: rooms.unsigned_abs(),
                        messages: messages.unsigned_abs(),
                        writes: writes.unsigned_abs(),
                        errors: errors.unsigned_abs(),
                    },
                );
        Ok(read.collect())
    }

    async fn key_uses(&self, environment: &EnvironmentId) -> Result<Vec<KeyUse>, StoreError> {
        type Columns = (
            String,
            String,
            String,
            Vec<u8>,
            Option<i64>,
            i64,
            Option<i64>,
        );
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT keys.id, keys.environment, keys.publishable, keys.public_key, keys.ends_at, \
                    keys.created_at, key_uses.used_at \
             FROM keys LEFT JOIN key_uses ON key_uses.key = keys.id \
             WHERE keys.environment = $1 ORDER BY keys.created_at, keys.id",
        )
        .bind(environment.as_str())
        .fetch_all(&self.pool)
        .await?;
        let read = rows.into_iter().map(|row| {
            let (id, environment, publishable, public_key, ends_at, created_at, used_at) = row;
            let columns: KeyColumns = (id, environment, publishable, public_key, ends_at);
            Ok(KeyUse {
                key: key(columns)?,
                created_at: time(created_at),
                used_at: used_at.map(time),
            })
        });
        read.collect()
    }
}
