//! Sessions and personal access tokens, in SQL.

use pulse_protocol::Timestamp;

use super::super::Connection;
use super::super::rows::{time, time_column};
use super::accounts::found;
use crate::storage::{AccessToken, AdminId, AdminOutcome, AdminSession, SecretHash, StoreError};

/// `hash, id, admin, address, agent, created_at, seen_at, expires_at`
pub(super) type SessionColumns = (Vec<u8>, String, String, String, String, i64, i64, i64);
/// `id, hash, admin, name, prefix, created_at, expires_at, used_at`
pub(super) type TokenColumns = (
    String,
    Vec<u8>,
    String,
    String,
    String,
    i64,
    Option<i64>,
    Option<i64>,
);

pub(super) fn secret_hash(bytes: Vec<u8>) -> Result<SecretHash, StoreError> {
    let bytes = bytes.try_into();
    bytes
        .map(SecretHash)
        .map_err(|_| StoreError::corrupt("hash", "not 32 bytes"))
}

pub(super) fn session(columns: SessionColumns) -> Result<AdminSession, StoreError> {
    let (hash, id, admin, address, agent, created_at, seen_at, expires_at) = columns;
    Ok(AdminSession {
        hash: secret_hash(hash)?,
        id,
        admin: AdminId::new(admin),
        address,
        agent,
        created_at: time(created_at),
        seen_at: time(seen_at),
        expires_at: time(expires_at),
    })
}

pub(super) fn token(columns: TokenColumns) -> Result<AccessToken, StoreError> {
    let (id, hash, admin, name, prefix, created_at, expires_at, used_at) = columns;
    Ok(AccessToken {
        id,
        hash: secret_hash(hash)?,
        admin: AdminId::new(admin),
        name,
        prefix,
        created_at: time(created_at),
        expires_at: expires_at.map(time),
        used_at: used_at.map(time),
    })
}

pub(super) async fn begin(
    connection: &mut Connection,
    session: &AdminSession,
) -> Result<AdminOutcome, StoreError> {
    let signed_in = sqlx::query("UPDATE admins SET signed_in_at = $1 WHERE id = $2")
        .bind(time_column(session.created_at))
        .bind(session.admin.as_str())
        .execute(&mut *connection)
        .await?;
    if signed_in.rows_affected() == 0 {
        return Ok(AdminOutcome::Missing);
    }
    sqlx::query(
        "INSERT INTO admin_sessions \
         (hash, id, admin, address, agent, created_at, seen_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(session.hash.0.as_slice())
    .bind(session.id.as_str())
    .bind(session.admin.as_str())
    .bind(session.address.as_str())
    .bind(session.agent.as_str())
    .bind(time_column(session.created_at))
    .bind(time_column(session.seen_at))
    .bind(time_column(session.expires_at))
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM admin_sessions WHERE admin = $1 AND id NOT IN \
         (SELECT id FROM admin_sessions WHERE admin = $1 ORDER BY created_at DESC, id DESC LIMIT $2)",
    )
    .bind(session.admin.as_str())
    .bind(MOST_SESSIONS)
    .execute(connection)
    .await?;
    Ok(AdminOutcome::Done)
}

pub(super) async fn touch(
    connection: &mut Connection,
    hash: &SecretHash,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<AdminOutcome, StoreError> {
    let done =
        sqlx::query("UPDATE admin_sessions SET seen_at = $1, expires_at = $2 WHERE hash = $3")
            .bind(time_column(now))
            .bind(time_column(expires_at))
            .bind(hash.0.as_slice())
            .execute(connection)
            .await?;
    Ok(found(done.rows_affected()))
}

pub(super) async fn end_session(
    connection: &mut Connection,
    admin: &AdminId,
    id: &str,
) -> Result<AdminOutcome, StoreError> {
    let done = sqlx::query("DELETE FROM admin_sessions WHERE admin = $1 AND id = $2")
        .bind(admin.as_str())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(found(done.rows_affected()))
}

pub(super) async fn end_sessions(
    connection: &mut Connection,
    admin: &AdminId,
    kept: Option<&SecretHash>,
) -> Result<AdminOutcome, StoreError> {
    // No hash is empty.
    let kept = kept.map_or(&[][..], |hash| hash.0.as_slice());
    sqlx::query("DELETE FROM admin_sessions WHERE admin = $1 AND hash <> $2")
        .bind(admin.as_str())
        .bind(kept)
        .execute(connection)
        .await?;
    Ok(AdminOutcome::Done)
}

pub(super) async fn add_token(
    connection: &mut Connection,
    token: &AccessToken,
    most: u32,
) -> Result<AdminOutcome, StoreError> {
    let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM admin_tokens WHERE admin = $1")
        .bind(token.admin.as_str())
        .fetch_one(&mut *connection)
        .await?;
    if count >= i64::from(most) {
        return Ok(AdminOutcome::TooMany);
    }
    sqlx::query(
        "INSERT INTO admin_tokens (id, hash, admin, name, prefix, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(token.id.as_str())
    .bind(token.hash.0.as_slice())
    .bind(token.admin.as_str())
    .bind(token.name.as_str())
    .bind(token.prefix.as_str())
    .bind(time_column(token.created_at))
    .bind(token.expires_at.map(time_column))
    .execute(connection)
    .await?;
    Ok(AdminOutcome::Done)
}

pub(super) async fn touch_token(
    connection: &mut Connection,
    id: &str,
    now: Timestamp,
) -> Result<AdminOutcome, StoreError> {
    let done = sqlx::query("UPDATE admin_tokens SET used_at = $1 WHERE id = $2")
        .bind(time_column(now))
        .bind(id)
        .execute(connection)
        .await?;
    Ok(found(done.rows_affected()))
}

pub(super) async fn revoke_token(
    connection: &mut Connection,
    admin: &AdminId,
    id: &str,
) -> Result<AdminOutcome, StoreError> {
    let done = sqlx::query("DELETE FROM admin_tokens WHERE admin = $1 AND id = $2")
        .bind(admin.as_str())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(found(done.rows_affected()))
}

const MOST_SESSIONS: i64 = 50;
