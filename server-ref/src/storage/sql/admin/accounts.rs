//! People who can sign in, in SQL.

use super::super::Connection;
use super::super::rows::{parse, time, time_column};
use super::sessions::{end_sessions, secret_hash};
use crate::storage::{AdminAccount, AdminId, AdminOutcome, AdminRole, SecretHash, StoreError};

/// `id, email, name, role, password, totp, created_at, signed_in_at`
pub(super) type Columns = (
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    i64,
    Option<i64>,
);

pub(super) fn account(columns: Columns) -> Result<AdminAccount, StoreError> {
    let (id, email, name, role, password, totp, created_at, signed_in_at) = columns;
    Ok(AdminAccount {
        id: AdminId::new(id),
        email,
        name,
        role: parse("role", &role)?,
        password,
        totp,
        created_at: time(created_at),
        signed_in_at: signed_in_at.map(time),
    })
}

pub(super) async fn add_first(
    connection: &mut Connection,
    admin: &AdminAccount,
    link: Option<&SecretHash>,
) -> Result<AdminOutcome, StoreError> {
    let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM admins")
        .fetch_one(&mut *connection)
        .await?;
    if count > 0 {
        return Ok(AdminOutcome::Refused);
    }
    if let Some(link) = link {
        let offered: Option<(Vec<u8>,)> = sqlx::query_as("SELECT hash FROM admin_setup")
            .fetch_optional(&mut *connection)
            .await?;
        let offered = offered.map(|(hash,)| secret_hash(hash)).transpose()?;
        if offered.as_ref() != Some(link) {
            return Ok(AdminOutcome::Refused);
        }
    }
    sqlx::query("DELETE FROM admin_setup")
        .execute(&mut *connection)
        .await?;
    add(connection, admin).await
}

pub(super) async fn add(
    connection: &mut Connection,
    admin: &AdminAccount,
) -> Result<AdminOutcome, StoreError> {
    let done = sqlx::query(
        "INSERT INTO admins (id, email, name, role, password, totp, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING",
    )
    .bind(admin.id.as_str())
    .bind(admin.email.as_str())
    .bind(admin.name.as_str())
    .bind(admin.role.as_str())
    .bind(admin.password.as_str())
    .bind(admin.totp.as_deref())
    .bind(time_column(admin.created_at))
    .execute(connection)
    .await?;
    Ok(if done.rows_affected() > 0 {
        AdminOutcome::Done
    } else {
        AdminOutcome::Taken
    })
}

pub(super) async fn set_role(
    connection: &mut Connection,
    id: &AdminId,
    role: AdminRole,
) -> Result<AdminOutcome, StoreError> {
    if role == AdminRole::Member && !others_are_left(connection, id).await? {
        return Ok(AdminOutcome::LastAdmin);
    }
    set(
        connection,
        "UPDATE admins SET role = $1 WHERE id = $2",
        Some(role.as_str()),
        id,
    )
    .await
}

pub(super) async fn set(
    connection: &mut Connection,
    sql: &'static str,
    value: Option<&str>,
    id: &AdminId,
) -> Result<AdminOutcome, StoreError> {
    let done = sqlx::query(sql)
        .bind(value)
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(found(done.rows_affected()))
}

pub(super) async fn set_password(
    connection: &mut Connection,
    id: &AdminId,
    password: &str,
    kept: Option<&SecretHash>,
) -> Result<AdminOutcome, StoreError> {
    end_sessions(connection, id, kept).await?;
    let sql = "UPDATE admins SET password = $1 WHERE id = $2";
    set(connection, sql, Some(password), id).await
}

pub(super) async fn use_totp(
    connection: &mut Connection,
    id: &AdminId,
    step: u64,
) -> Result<AdminOutcome, StoreError> {
    let done = sqlx::query("UPDATE admins SET totp_step = $1 WHERE id = $2 AND totp_step < $1")
        .bind(i64::try_from(step).unwrap_or(i64::MAX))
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(if done.rows_affected() > 0 {
        AdminOutcome::Done
    } else {
        AdminOutcome::Refused
    })
}

pub(super) async fn remove(
    connection: &mut Connection,
    id: &AdminId,
) -> Result<AdminOutcome, StoreError> {
    if !others_are_left(connection, id).await? {
        return Ok(AdminOutcome::LastAdmin);
    }
    let done = sqlx::query("DELETE FROM admins WHERE id = $1")
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(found(done.rows_affected()))
}

/// Whether somebody else may do everything.
async fn others_are_left(connection: &mut Connection, id: &AdminId) -> Result<bool, StoreError> {
    let (others,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM admins WHERE role = 'admin' AND id <> $1")
            .bind(id.as_str())
            .fetch_one(connection)
            .await?;
    Ok(others > 0)
}

pub(super) const fn found(rows: u64) -> AdminOutcome {
    if rows > 0 {
        AdminOutcome::Done
    } else {
        AdminOutcome::Missing
    }
}
