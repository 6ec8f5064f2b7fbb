//! One of the writers. What waits for the same room goes into one transaction,
//! so the cost of a commit is shared; different rooms lock different rows, and
//! a transaction holds one of them, so writers do not wait for each other in a
//! circle.

use std::time::Duration;

use pulse_protocol::Timestamp;
use sqlx::postgres::{PgConnection, PgPool};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

use super::dialect::WRITING;
use super::sql::change::Change;
use super::sql::{Done, Job, Listener, SWEEP_INTERVAL_MS, forget_operations};
use crate::storage::{AdminOutcome, StoreError};

/// A writer with its jobs.
#[derive(Debug)]
pub(super) struct Lane {
    pool: PgPool,
    listener: Listener,
    /// Of the last write, so that old operations are forgotten now and then.
    swept_at: Timestamp,
}

/// What a job is about: jobs about the same go one after another.
pub(super) fn subject(job: &Job) -> (&str, &str) {
    match job {
        Job::Write(write, _) => (write.actor.environment.as_str(), write.room.as_str()),
        Job::Change(change, _) => subject_of(change),
        Job::Upload(..) => ("", "uploads"),
        Job::Admin(..) => ("", "admin"),
    }
}

fn subject_of(change: &Change) -> (&str, &str) {
    match change {
        Change::Room(environment, room, _)
        | Change::Metadata(environment, room, _)
        | Change::SharedState(environment, room, ..) => (environment.as_str(), room.as_str()),
        Change::Person(environment, person, _) => (environment.as_str(), person.id.as_str()),
        Change::Forget(environment, person) => (environment.as_str(), person.as_str()),
        Change::Request(environment, id, ..) => (environment.as_str(), id.as_str()),
        Change::OldSharedStates(..) | Change::OldEvents(..) | Change::Notifications(_) => {
            ("", "old")
        }
    }
}

impl Lane {
    pub(super) fn new(pool: PgPool, listener: Listener) -> Self {
        Self {
            pool,
            listener,
            swept_at: Timestamp::default(),
        }
    }

    pub(super) async fn run(mut self, mut waiting: mpsc::Receiver<Job>) {
        let mut jobs = Vec::new();
        while waiting.recv_many(&mut jobs, LARGEST_GROUP).await > 0 {
            for group in by_subject(jobs.drain(..)) {
                self.commit(group).await;
            }
        }
    }

    /// Commits jobs about one room, together or else one by one.
    async fn commit(&mut self, group: Vec<Job>) {
        let Err((error, group)) = self.commit_together(group).await else {
            return;
        };
        // Nor will they have more luck one by one.
        if group.len() == 1 || error.is_passing() {
            return fail(group, error);
        }
        // One of them may be at fault: each gets its own transaction and its
        // own answer.
        for job in group {
            if let Err((error, group)) = self.commit_together(vec![job]).await {
                fail(group, error);
            }
        }
    }

    /// Tries for as long as there is hope; gives the jobs back without.
    async fn commit_together(&mut self, group: Vec<Job>) -> Result<(), (StoreError, Vec<Job>)> {
        let deadline = Instant::now() + PATIENCE;
        let mut pause = FIRST_PAUSE;
        let mut clashes = 0;
        let mut again = false;
        loop {
            let error = match self.attempt(&group, again).await {
                Ok(done) => {
                    for (job, done) in group.into_iter().zip(done) {
                        job.finish(done, &self.listener);
                    }
                    return Ok(());
                }
                Err(error) => error,
            };
            // What clashed was not done, whatever is there now.
            again |= error.is_passing();
            let clashed = is_clash(&error) && clashes < MOST_CLASHES;
            clashes += u32::from(clashed);
            if !(clashed || error.is_passing()) || Instant::now() >= deadline {
                return Err((error, group));
            }
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a write is tried again"
            );
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn attempt(&mut self, group: &[Job], again: bool) -> Result<Vec<Done>, StoreError> {
        let attempt = timeout(TRANSACTION, self.transact(group, again)).await;
        attempt.unwrap_or(Err(StoreError::TimedOut {
            seconds: TRANSACTION.as_secs(),
        }))
    }

    async fn transact(&mut self, group: &[Job], again: bool) -> Result<Vec<Done>, StoreError> {
        let mut transaction = self.pool.begin_with(WRITING).await?;
        let mut done = Vec::with_capacity(group.len());
        for job in group {
            // The last try may have done it, and only its answer was lost.
            let before = match again {
                true => was_done(job, &mut transaction).await?,
                false => None,
            };
            done.push(match before {
                Some(before) => before,
                None => job.perform(&mut transaction).await?,
            });
        }
        transaction.commit().await?;
        let now = group.iter().map(Job::at).max().unwrap_or_default();
        if now.unix_ms() > self.swept_at.unix_ms() + SWEEP_INTERVAL_MS {
            // Apart from the writes, which are durable already.
            self.swept_at = now;
            if let Ok(mut connection) = self.pool.acquire().await
                && let Err(error) = forget_operations(&mut connection, now).await
            {
                tracing::warn!(%error, "old operations could not be forgotten");
            }
        }
        Ok(done)
    }
}

/// What came of a change of the panel's when it was done before and nobody heard
/// so: its entry is there. A write finds that out by its operation id.
async fn was_done(job: &Job, connection: &mut PgConnection) -> Result<Option<Done>, StoreError> {
    let Job::Admin(admin, _) = job else {
        return Ok(None);
    };
    let Some(entry) = &admin.1 else {
        return Ok(None);
    };
    let noted: Option<(String,)> = sqlx::query_as("SELECT id FROM audit WHERE at = $1 AND id = $2")
        .bind(i64::try_from(entry.at.unix_ms()).unwrap_or(i64::MAX))
        .bind(entry.id.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(noted.map(|_| Done::Admin(AdminOutcome::Done)))
}

/// Jobs in the order of their coming, those about the same together.
fn by_subject(jobs: impl Iterator<Item = Job>) -> Vec<Vec<Job>> {
    let mut groups: Vec<Vec<Job>> = Vec::new();
    for job in jobs {
        let same = groups.iter_mut().find(|group| {
            let first = group.first();
            first.is_some_and(|first| subject(first) == subject(&job))
        });
        match same {
            Some(group) => group.push(job),
            None => groups.push(vec![job]),
        }
    }
    groups
}

fn fail(group: Vec<Job>, error: StoreError) {
    let mut error = Some(error);
    for job in group {
        job.fail(error.take().unwrap_or(StoreError::Closed));
    }
}

/// Two nodes made the same thing at the same time. Looked at again, one of
/// them finds it made.
fn is_clash(error: &StoreError) -> bool {
    match error {
        StoreError::Database(sqlx::Error::Database(error)) => error.is_unique_violation(),
        _ => false,
    }
}

const LARGEST_GROUP: usize = 64;
/// How long a write is tried. Longer than a database takes to start again.
const PATIENCE: Duration = Duration::from_secs(20);
const TRANSACTION: Duration = Duration::from_secs(15);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
const MOST_CLASHES: u32 = 5;
