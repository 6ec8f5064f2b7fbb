//! What a writer is asked to do, and how it is done in a transaction of its.

use std::sync::{Arc, OnceLock};

use pulse_protocol::Timestamp;
use tokio::sync::oneshot;

use super::change::{Change, change};
use super::dialect::ROWS_ARE_LOCKED;
use super::ledger::SqlLedger;
use super::uploads::{self, UploadChange};
use super::{Connection, admin};
use crate::storage::apply::{Applied, apply};
use crate::storage::ledger::Ledger;
use crate::storage::{
    AdminChange, AdminOutcome, AuditEntry, CommitListener, Committed, Keeping, Outcome, StoreError,
    Write,
};

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// Who hears of commits, once there is somebody.
pub(crate) type Listener = Arc<OnceLock<Arc<dyn CommitListener>>>;

/// What a writer is asked to do.
#[derive(Debug)]
pub(crate) enum Job {
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
pub(crate) enum Done {
    Write(Applied),
    Upload(Keeping),
    Admin(AdminOutcome),
    Change(u64),
}

impl Job {
    /// Does it, in an open transaction.
    pub(crate) async fn perform(&self, connection: &mut Connection) -> Result<Done, StoreError> {
        Ok(match self {
            Self::Write(write, _) => {
                let mut ledger = SqlLedger::of(connection, write);
                if ROWS_ARE_LOCKED {
                    // Whoever else writes to this room is waited for before
                    // anything of it is read.
                    ledger.head().await?;
                }
                let applied = apply(&mut ledger, write).await?;
                if let (Ok(_), false, Some(entry)) = (
                    &applied.outcome.result,
                    applied.outcome.repeated,
                    &write.entry,
                ) {
                    admin::note(connection, entry).await?;
                }
                Done::Write(applied)
            }
            Self::Change(one, _) => Done::Change(change(connection, one).await?),
            Self::Upload(change, _) => Done::Upload(uploads::change(connection, change).await?),
            Self::Admin(job, _) => {
                let (change, entry) = &**job;
                Done::Admin(admin::change(connection, change, entry.as_ref()).await?)
            }
        })
    }

    /// Tells the listener and then whoever asked, now that it is durable. One
    /// who is gone misses an answer that can be asked for again by its
    /// operation id.
    pub(crate) fn finish(self, done: Done, listener: &Listener) {
        match (self, done) {
            (Self::Write(write, reply), Done::Write(applied)) => {
                let told = applied.events.is_empty() && applied.notifications.is_empty();
                if let (false, Some(listener)) = (told, listener.get()) {
                    listener.committed(Arc::new(Committed {
                        environment: write.actor.environment,
                        room: write.room,
                        events: applied.events,
                        notifications: applied.notifications,
                    }));
                }
                drop(reply.send(Ok(applied.outcome)));
            }
            (Self::Change(_, reply), Done::Change(rows)) => drop(reply.send(Ok(rows))),
            (Self::Upload(_, reply), Done::Upload(kept)) => drop(reply.send(Ok(kept))),
            (Self::Admin(_, reply), Done::Admin(outcome)) => drop(reply.send(Ok(outcome))),
            (Self::Write(..) | Self::Change(..) | Self::Upload(..) | Self::Admin(..), _) => {}
        }
    }

    /// Tells whoever asked that it could not be done.
    pub(crate) fn fail(self, error: StoreError) {
        match self {
            Self::Write(_, reply) => drop(reply.send(Err(error))),
            Self::Upload(_, reply) => drop(reply.send(Err(error))),
            Self::Admin(_, reply) => drop(reply.send(Err(error))),
            Self::Change(_, reply) => drop(reply.send(Err(error))),
        }
    }

    pub(crate) fn at(&self) -> Timestamp {
        match self {
            Self::Write(write, _) => write.at,
            Self::Upload(change, _) => change.at(),
            Self::Admin(..) => Timestamp::default(),
            Self::Change(change, _) => change.at(),
        }
    }
}

/// Forgets answers that nobody asks for any more.
pub(crate) async fn forget_operations(
    connection: &mut Connection,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before = now.unix_ms().saturating_sub(OPERATION_KEPT_MS);
    sqlx::query("DELETE FROM operations WHERE created_at < $1")
        .bind(i64::try_from(before).unwrap_or(0))
        .execute(connection)
        .await?;
    Ok(())
}

/// How often a writer does that.
pub(crate) const SWEEP_INTERVAL_MS: u64 = 60 * 60 * 1000;
const OPERATION_KEPT_MS: u64 = 48 * 60 * 60 * 1000;
