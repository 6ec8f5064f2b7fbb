//! Copies of the database for backups, and what has to be done to one before
//! a server may run on it.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::{BUSY_TIMEOUT, DATABASE, MIGRATIONS};
use crate::storage::StoreError;

/// Copies the database of a directory as it is at one moment, while others
/// read and write it.
///
/// # Errors
/// When there is none, or it cannot be copied.
pub async fn copy_database(directory: &Path, target: &Path) -> Result<(), StoreError> {
    let mut database = open(&directory.join(DATABASE)).await?;
    sqlx::query("VACUUM INTO ?")
        .bind(target.to_string_lossy().into_owned())
        .execute(&mut database)
        .await?;
    Ok(database.close().await?)
}

/// Checks a copy, and begins a new epoch in it: clients may have seen events
/// that came after the copy was made, so none may resume from what it knew.
///
/// # Errors
/// When it is damaged, or was written by a newer server.
pub async fn revive_database(directory: &Path) -> Result<(), StoreError> {
    let mut database = open(&directory.join(DATABASE)).await?;
    let (health,): (String,) = sqlx::query_as("PRAGMA integrity_check(1)")
        .fetch_one(&mut database)
        .await?;
    if health != "ok" {
        return Err(StoreError::corrupt("database", health));
    }
    let (found,): (i64,) = sqlx::query_as("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(&mut database)
        .await?;
    let known = MIGRATIONS.iter().map(|one| one.version).max().unwrap_or(0);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    sqlx::query("UPDATE store SET epoch = lower(hex(randomblob(16))), revision = revision + 1")
        .execute(&mut database)
        .await?;
    Ok(database.close().await?)
}

async fn open(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(BUSY_TIMEOUT);
    Ok(options.connect().await?)
}
