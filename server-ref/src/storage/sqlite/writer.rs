//! The one writer. What waits while a transaction is being made durable goes
//! into the next one together, so the cost of a commit is shared by many.

use pulse_protocol::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::mpsc;

use super::dialect::WRITING;
use super::sql::{Done, Job, Listener, SWEEP_INTERVAL_MS, forget_operations};
use crate::storage::StoreError;

#[derive(Debug)]
pub(super) struct Writer {
    connection: SqliteConnection,
    listener: Listener,
    /// Of the last write, so that old operations are forgotten now and then.
    swept_at: Timestamp,
}

impl Writer {
    pub(super) async fn connect(
        options: &SqliteConnectOptions,
        listener: Listener,
    ) -> Result<Self, StoreError> {
        let options = options
            .clone()
            // Else what a large group changes goes to the log and is read back in the middle.
            .pragma("cache_size", CACHE_KIB)
            // Where a statement of many rows keeps how pages were before it.
            .pragma("temp_store", "MEMORY")
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        Ok(Self {
            connection: options.connect().await?,
            listener,
            swept_at: Timestamp::default(),
        })
    }

    pub(super) async fn run(mut self, mut waiting: mpsc::Receiver<Job>) {
        let mut jobs = Vec::new();
        while waiting.recv_many(&mut jobs, LARGEST_GROUP).await > 0 {
            match self.commit(&jobs).await {
                Ok(done) => {
                    for (job, done) in jobs.drain(..).zip(done) {
                        job.finish(done, &self.listener);
                    }
                }
                // One of them may be at fault: each gets its own transaction
                // and its own answer.
                Err(_) => {
                    for job in jobs.drain(..) {
                        self.commit_alone(job).await;
                    }
                }
            }
        }
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "the writer's connection did not close well");
        }
    }

    async fn commit(&mut self, jobs: &[Job]) -> Result<Vec<Done>, StoreError> {
        let mut transaction = self.connection.begin_with(WRITING).await?;
        let mut done = Vec::with_capacity(jobs.len());
        for job in jobs {
            done.push(job.perform(&mut transaction).await?);
        }
        let now = jobs.iter().map(Job::at).max().unwrap_or_default();
        if now.unix_ms() > self.swept_at.unix_ms() + SWEEP_INTERVAL_MS {
            forget_operations(&mut transaction, now).await?;
            self.swept_at = now;
        }
        transaction.commit().await?;
        Ok(done)
    }

    async fn commit_alone(&mut self, job: Job) {
        match self.commit(std::slice::from_ref(&job)).await {
            Ok(mut done) => {
                if let Some(done) = done.pop() {
                    job.finish(done, &self.listener);
                }
            }
            Err(error) => job.fail(error),
        }
    }
}

/// 32 MiB, as SQLite counts it.
const CACHE_KIB: &str = "-32768";
/// The log is merged into the database each 16 MiB: busy pages are in it many times.
const CHECKPOINT_PAGES: &str = "4096";
const LARGEST_GROUP: usize = 256;
