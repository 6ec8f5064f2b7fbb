//! Why the store could not do what it was asked.

use thiserror::Error;

/// A fault of the store or of its use, never of the request.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database's schema could not be brought up to date")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The data was written by a newer server.
    #[error(
        "the database was written by a newer pulse-server (schema {found}, this one knows {known})"
    )]
    NewerSchema {
        /// The schema's version in the database.
        found: i64,
        /// The newest version this binary knows.
        known: i64,
    },
    /// A row holds what this server would not have written.
    #[error("a stored {what} cannot be read")]
    Corrupt {
        /// What the row is.
        what: &'static str,
        /// The parser's complaint.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The data directory cannot be used.
    #[error("cannot use the data directory {path}")]
    Directory {
        /// Which.
        path: std::path::PathBuf,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
    /// The database did not answer in time.
    #[error("the database did not answer within {seconds} s")]
    TimedOut {
        /// How long it was given.
        seconds: u64,
    },
    /// A setting of the store cannot be used.
    #[error("{0}")]
    Setting(&'static str),
    /// The writer has stopped, because the server is stopping.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Whether the same may be asked again with some hope: the database could
    /// not be reached, or was busy with others.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Closed | Self::TimedOut { .. } => true,
            Self::Database(error) => match error {
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::WorkerCrashed => true,
                sqlx::Error::Database(error) => {
                    error.code().is_some_and(|code| is_passing_state(&code))
                }
                _ => false,
            },
            _ => false,
        }
    }

    pub(crate) fn of_migration(
        migrations: &sqlx::migrate::Migrator,
        error: sqlx::migrate::MigrateError,
    ) -> Self {
        let known = migrations.iter().map(|one| one.version).max();
        match (error, known) {
            (sqlx::migrate::MigrateError::VersionMissing(found), Some(known)) if found > known => {
                Self::NewerSchema { found, known }
            }
            (error, _) => Self::Migration(error),
        }
    }

    pub(crate) fn corrupt(
        what: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Corrupt {
            what,
            source: source.into(),
        }
    }
}

/// Connections that fail, servers that stop or start, and what waiting for
/// others comes to; all by their SQLSTATE. SQLite's codes are shorter numbers.
fn is_passing_state(code: &str) -> bool {
    code.len() == 5
        && (["08", "40", "53", "57"].contains(&&code[..2]) || code == LOCK_NOT_AVAILABLE)
}

const LOCK_NOT_AVAILABLE: &str = "55P03";
