//! The one writer. What waits while a transaction is being made durable goes
//! into the next one together, so the cost of a commit is shared by many.

use std::sync::{Arc, OnceLock};

use pulse_protocol::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::{mpsc, oneshot};

use super::admin;
use super::change::{Change, change};
use super::ledger::SqliteLedger;
use super::uploads::{self, UploadChange};
use crate::storage::apply::{Applied, apply};
use crate::storage::{
    AdminChange, AdminOutcome, AuditEntry, CommitListener, Committed, Keeping, Outcome, StoreError,
    Write,
};

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the writer is asked to do.
#[derive(Debug)]
pub(super) enum Job {
    /// A write to a room.
    Write(Box<Write>, Reply<Outcome>),
    /// A change that is no write to a room.
    Change(Box<Change>, Reply<u64>),
    /// Changes what is known of files.
    Upload(UploadChange, Reply<Keeping>),
    /// Changes what the panel keeps, with the entry that tells of it.
    Admin(Box<(AdminChange, Option<AuditEntry>)>, Reply<AdminOutcome>),
}

/// What a job did, before it is durable.
enum Done {
    Write(Applied),
    Change(u64),
    Upload(Keeping),
    Admin(AdminOutcome),
}

#[derive(Debug)]
pub(super) struct Writer {
    connection: SqliteConnection,
    listener: Arc<OnceLock<Arc<dyn CommitListener>>>,
    /// Of the last write, so that old operations are forgotten now and then.
    swept_at: Timestamp,
}

impl Writer {
    pub(super) async fn connect(
        options: &SqliteConnectOptions,
        listener: Arc<OnceLock<Arc<dyn CommitListener>>>,
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
                Ok(done) => self.answer_all(jobs.drain(..).zip(done)),
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
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut done = Vec::with_capacity(jobs.len());
        for job in jobs {
            done.push(match job {
                Job::Write(write, _) => {
                    let mut ledger = SqliteLedger::of(&mut transaction, write);
                    let applied = apply(&mut ledger, write).await?;
                    if let (Ok(_), Some(entry)) = (&applied.outcome.result, &write.entry) {
                        admin::note(&mut transaction, entry).await?;
                    }
                    Done::Write(applied)
                }
                Job::Change(one, _) => Done::Change(change(&mut transaction, one).await?),
                Job::Upload(change, _) => {
                    Done::Upload(uploads::change(&mut transaction, change).await?)
                }
                Job::Admin(job, _) => {
                    let (change, entry) = &**job;
                    Done::Admin(admin::change(&mut transaction, change, entry.as_ref()).await?)
                }
            });
        }
        let now = jobs.iter().map(Job::at).max().unwrap_or_default();
        if now.unix_ms() > self.swept_at.unix_ms() + SWEEP_INTERVAL_MS {
            let before = now.unix_ms().saturating_sub(OPERATION_KEPT_MS);
            sqlx::query("DELETE FROM operations WHERE created_at < ?")
                .bind(i64::try_from(before).unwrap_or(0))
                .execute(&mut *transaction)
                .await?;
            self.swept_at = now;
        }
        transaction.commit().await?;
        Ok(done)
    }

    async fn commit_alone(&mut self, job: Job) {
        match self.commit(std::slice::from_ref(&job)).await {
            Ok(done) => self.answer_all(std::iter::once(job).zip(done)),
            Err(error) => match job {
                Job::Write(_, reply) => drop(reply.send(Err(error))),
                Job::Upload(_, reply) => drop(reply.send(Err(error))),
                Job::Admin(_, reply) => drop(reply.send(Err(error))),
                Job::Change(_, reply) => drop(reply.send(Err(error))),
            },
        }
    }

    /// Tells the listener and then the writer of each job. A writer that is
    /// gone misses an answer it can ask for again by its operation id.
    fn answer_all(&self, done: impl Iterator<Item = (Job, Done)>) {
        for (job, done) in done {
            match (job, done) {
                (Job::Write(write, reply), Done::Write(applied)) => {
                    let told = applied.events.is_empty() && applied.notifications.is_empty();
                    if let (false, Some(listener)) = (told, self.listener.get()) {
                        listener.committed(Arc::new(Committed {
                            environment: write.actor.environment,
                            room: write.room,
                            events: applied.events,
                            notifications: applied.notifications,
                        }));
                    }
                    drop(reply.send(Ok(applied.outcome)));
                }
                (Job::Change(_, reply), Done::Change(rows)) => drop(reply.send(Ok(rows))),
                (Job::Upload(_, reply), Done::Upload(kept)) => drop(reply.send(Ok(kept))),
                (Job::Admin(_, reply), Done::Admin(outcome)) => drop(reply.send(Ok(outcome))),
                (Job::Write(..) | Job::Change(..) | Job::Upload(..) | Job::Admin(..), _) => {}
            }
        }
    }
}

impl Job {
    fn at(&self) -> Timestamp {
        match self {
            Self::Write(write, _) => write.at,
            Self::Upload(change, _) => change.at(),
            Self::Admin(..) => Timestamp::default(),
            Self::Change(change, _) => change.at(),
        }
    }
}

/// 32 MiB, as SQLite counts it.
const CACHE_KIB: &str = "-32768";
/// The log is merged into the database each 16 MiB: busy pages are in it many times.
const CHECKPOINT_PAGES: &str = "4096";
const LARGEST_GROUP: usize = 256;
const SWEEP_INTERVAL_MS: u64 = 60 * 60 * 1000;
const OPERATION_KEPT_MS: u64 = 48 * 60 * 60 * 1000;
