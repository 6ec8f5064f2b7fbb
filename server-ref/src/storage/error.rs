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
    /// The writer has stopped, because the server is stopping.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
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
