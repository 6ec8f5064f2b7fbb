//! The store in one SQLite file: a write-ahead log, one writer that groups all
//! that waits into one transaction, and a pool of connections for reading.

mod backup;
mod dialect;
#[path = "../sql/mod.rs"]
mod sql;
mod writer;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use pulse_protocol::Epoch;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use tokio::sync::{mpsc, oneshot};

pub use self::backup::{copy_database, revive_database};
use self::sql::{Job, Listener};
use self::writer::Writer;
use super::migrations::migrator;
use super::{StoreError, WriterTask};

static MIGRATIONS: LazyLock<Migrator> =
    LazyLock::new(|| migrator(include!(concat!(env!("OUT_DIR"), "/migrations.rs"))));

/// What the shared SQL is for here.
type Backend = SqliteStore;
type Connection = SqliteConnection;

/// A store in a directory.
#[derive(Debug)]
pub struct SqliteStore {
    pool: SqlitePool,
    /// Bounded: when it is full, whoever writes waits.
    jobs: mpsc::Sender<Job>,
    listener: Listener,
    epoch: Epoch,
}

impl SqliteStore {
    /// Opens the store of a directory, makes what is not there and brings
    /// the schema up to date. Several processes may have it open.
    ///
    /// # Errors
    /// When the directory or the database cannot be used, or was written by
    /// a newer server.
    pub async fn open(directory: &Path) -> Result<(Self, WriterTask), StoreError> {
        let unusable = |source| StoreError::Directory {
            path: directory.to_owned(),
            source,
        };
        std::fs::create_dir_all(directory).map_err(unusable)?;
        let options = SqliteConnectOptions::new()
            .filename(directory.join(DATABASE))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged write survives the loss of power.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        {
            // SQLite's migrations have no lock of their own.
            let lock = File::create(directory.join("migrate.lock")).map_err(unusable)?;
            lock.lock().map_err(unusable)?;
            let only = SqlitePoolOptions::new()
                .max_connections(1)
                .connect_with(options.clone())
                .await?;
            MIGRATIONS
                .run(&only)
                .await
                .map_err(|error| StoreError::of_migration(&MIGRATIONS, error))?;
            only.close().await;
        }
        let pool = SqlitePoolOptions::new()
            .max_connections(POOLED)
            .connect_with(options.clone())
            .await?;
        let (epoch,): (String,) = sqlx::query_as("SELECT epoch FROM store")
            .fetch_one(&pool)
            .await?;
        let epoch = sql::parse("epoch", &epoch)?;
        let listener = Arc::new(OnceLock::new());
        let (jobs, waiting) = mpsc::channel(WAITING_WRITES);
        let writer = Writer::connect(&options, Arc::clone(&listener)).await?;
        #[expect(
            clippy::disallowed_methods,
            reason = "owned by the caller as WriterTask"
        )]
        let task = tokio::spawn(writer.run(waiting));
        let store = Self {
            pool,
            jobs,
            listener,
            epoch,
        };
        Ok((store, WriterTask::of([task])))
    }

    /// Hands a job to the writer; what it answers comes when it is durable.
    async fn submit<T: Send + 'static>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job,
    ) -> Result<BoxFuture<'static, Result<T, StoreError>>, StoreError> {
        let (reply, answer) = oneshot::channel();
        let sent = self.jobs.send(job(reply)).await;
        sent.map_err(|_| StoreError::Closed)?;
        Ok(Box::pin(async move {
            answer.await.map_err(|_| StoreError::Closed)?
        }))
    }

    /// How many jobs wait.
    fn waiting(&self) -> usize {
        self.jobs.max_capacity() - self.jobs.capacity()
    }
}

/// The file in the data directory.
pub const DATABASE: &str = "pulse.db";
/// How long a connection waits for another process's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const POOLED: u32 = 8;
const WAITING_WRITES: usize = 1024;

#[cfg(test)]
mod tests;
