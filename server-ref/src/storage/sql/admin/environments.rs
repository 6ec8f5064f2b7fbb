//! Environments and their keys, uses of keys, and what is forgotten after its time.

use pulse_protocol::{EnvironmentId, KeyId, Timestamp, UserId};

use super::super::Connection;
use super::super::environments::count_change;
use super::super::rows::{read_json, time_column, write_json};
use super::accounts::found;
use crate::storage::{AdminOutcome, Environment, NewKey, Sample, Settings, StoreError};

pub(super) async fn add(
    connection: &mut Connection,
    environment: &Environment,
    key: &NewKey,
) -> Result<AdminOutcome, StoreError> {
    sqlx::query(
        "INSERT INTO environments (id, name, settings, created_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(environment.id.as_str())
    .bind(environment.name.as_str())
    .bind(write_json("settings", &environment.settings)?)
    .bind(time_column(environment.created_at))
    .execute(&mut *connection)
    .await?;
    insert_key(connection, &environment.id, key, environment.created_at).await?;
    count_change(connection).await?;
    Ok(AdminOutcome::Done)
}

pub(super) async fn configure(
    connection: &mut Connection,
    id: &EnvironmentId,
    [before, after]: [&Settings; 2],
) -> Result<AdminOutcome, StoreError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT settings FROM environments WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some((settings,)) = row else {
        return Ok(AdminOutcome::Missing);
    };
    if read_json::<Settings>("settings", &settings)? != *before {
        return Ok(AdminOutcome::Refused);
    }
    sqlx::query("UPDATE environments SET settings = $1 WHERE id = $2")
        .bind(write_json("settings", after)?)
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    count_change(connection).await?;
    Ok(AdminOutcome::Done)
}

pub(super) async fn rotate_key(
    connection: &mut Connection,
    environment: &EnvironmentId,
    key: &NewKey,
    [now, others_end_at]: [Timestamp; 2],
) -> Result<AdminOutcome, StoreError> {
    let known: Option<(i64,)> = sqlx::query_as("SELECT created_at FROM environments WHERE id = $1")
        .bind(environment.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    if known.is_none() {
        return Ok(AdminOutcome::Missing);
    }
    sqlx::query(
        "UPDATE keys SET ends_at = $2 \
         WHERE environment = $1 AND (ends_at IS NULL OR ends_at > $2)",
    )
    .bind(environment.as_str())
    .bind(time_column(others_end_at))
    .execute(&mut *connection)
    .await?;
    insert_key(connection, environment, key, now).await?;
    count_change(connection).await?;
    Ok(AdminOutcome::Done)
}

pub(super) async fn revoke_key(
    connection: &mut Connection,
    id: &KeyId,
    now: Timestamp,
) -> Result<AdminOutcome, StoreError> {
    let done = sqlx::query(
        "UPDATE keys SET ends_at = $2 WHERE id = $1 AND (ends_at IS NULL OR ends_at > $2)",
    )
    .bind(id.as_str())
    .bind(time_column(now))
    .execute(&mut *connection)
    .await?;
    count_change(connection).await?;
    Ok(found(done.rows_affected()))
}

async fn insert_key(
    connection: &mut Connection,
    environment: &EnvironmentId,
    key: &NewKey,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO keys (id, environment, publishable, public_key, created_at) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(key.id.as_str())
    .bind(environment.as_str())
    .bind(key.publishable.as_str())
    .bind(key.public_key.as_slice())
    .bind(time_column(at))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn rename(
    connection: &mut Connection,
    id: &EnvironmentId,
    name: &str,
) -> Result<AdminOutcome, StoreError> {
    let done = sqlx::query("UPDATE environments SET name = $1 WHERE id = $2")
        .bind(name)
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    count_change(connection).await?;
    Ok(found(done.rows_affected()))
}

pub(super) async fn delete(
    connection: &mut Connection,
    id: &EnvironmentId,
) -> Result<AdminOutcome, StoreError> {
    // Rooms, threads, comments, reactions, people and keys go with it.
    let done = sqlx::query("DELETE FROM environments WHERE id = $1")
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    for sql in [
        "DELETE FROM notifications WHERE environment = $1",
        "DELETE FROM events WHERE environment = $1",
        "DELETE FROM activity WHERE environment = $1",
        "DELETE FROM operations WHERE environment = $1",
        // The sweep removes the files, and then the rows.
        "UPDATE uploads SET ends_at = 0, comment = NULL WHERE environment = $1",
    ] {
        sqlx::query(sql)
            .bind(id.as_str())
            .execute(&mut *connection)
            .await?;
    }
    count_change(connection).await?;
    Ok(found(done.rows_affected()))
}

pub(super) async fn revoke_user(
    connection: &mut Connection,
    environment: &EnvironmentId,
    user: &UserId,
    before: Timestamp,
) -> Result<AdminOutcome, StoreError> {
    let done = sqlx::query(
        "INSERT INTO user_revocations (environment, user_id, before) \
         SELECT environment, id, $3 FROM users WHERE environment = $1 AND id = $2 \
         ON CONFLICT (environment, user_id) DO UPDATE SET before = excluded.before",
    )
    .bind(environment.as_str())
    .bind(user.as_str())
    .bind(time_column(before))
    .execute(connection)
    .await?;
    Ok(found(done.rows_affected()))
}

pub(super) async fn keys_used(
    connection: &mut Connection,
    uses: &[(KeyId, Timestamp)],
) -> Result<AdminOutcome, StoreError> {
    for (key, at) in uses {
        // A key may have gone with its environment meanwhile.
        sqlx::query(
            "INSERT INTO key_uses (key, used_at) SELECT id, $2 FROM keys WHERE id = $1 \
             ON CONFLICT (key) DO UPDATE SET used_at = excluded.used_at",
        )
        .bind(key.as_str())
        .bind(time_column(*at))
        .execute(&mut *connection)
        .await?;
    }
    Ok(AdminOutcome::Done)
}

pub(super) async fn add_sample(
    connection: &mut Connection,
    sample: &Sample,
) -> Result<AdminOutcome, StoreError> {
    let column = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    sqlx::query(
        "INSERT INTO samples (at, node, connections, rooms, messages, writes, errors) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (at, node) DO NOTHING",
    )
    .bind(time_column(sample.at))
    .bind(sample.node.as_str())
    .bind(column(sample.connections))
    .bind(column(sample.rooms))
    .bind(column(sample.messages))
    .bind(column(sample.writes))
    .bind(column(sample.errors))
    .execute(connection)
    .await?;
    Ok(AdminOutcome::Done)
}

pub(super) async fn sweep(
    connection: &mut Connection,
    [audit_since, samples_since, now]: [Timestamp; 3],
    at_once: u32,
) -> Result<AdminOutcome, StoreError> {
    let ago = |ms: u64| Timestamp::from_unix_ms(now.unix_ms().saturating_sub(ms));
    let (a_day_ago, two_days_ago) = (ago(DAY_MS), ago(2 * DAY_MS));
    for (sql, before) in [
        (
            "DELETE FROM audit WHERE (at, id) IN \
             (SELECT at, id FROM audit WHERE at < $1 ORDER BY at, id LIMIT $2)",
            audit_since,
        ),
        (
            "DELETE FROM samples WHERE (at, node) IN \
             (SELECT at, node FROM samples WHERE at < $1 ORDER BY at, node LIMIT $2)",
            samples_since,
        ),
        (
            "DELETE FROM admin_sessions WHERE hash IN \
             (SELECT hash FROM admin_sessions WHERE expires_at <= $1 LIMIT $2)",
            now,
        ),
        (
            "DELETE FROM admin_failures WHERE subject IN \
             (SELECT subject FROM admin_failures WHERE last_at < $1 LIMIT $2)",
            a_day_ago,
        ),
        (
            // No token is as old as that.
            "DELETE FROM user_revocations WHERE (environment, user_id) IN \
             (SELECT environment, user_id FROM user_revocations WHERE before < $1 LIMIT $2)",
            two_days_ago,
        ),
    ] {
        sqlx::query(sql)
            .bind(time_column(before))
            .bind(i64::from(at_once))
            .execute(&mut *connection)
            .await?;
    }
    Ok(AdminOutcome::Done)
}

/// Failures are remembered for a day.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
