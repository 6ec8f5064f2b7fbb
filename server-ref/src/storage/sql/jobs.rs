//! What a writer is asked to do, and how it is done in a transaction of its.

use std::sync::{Arc, OnceLock};

use pulse_protocol::{EnvironmentId, RoomId, Timestamp, UserId};
use tokio::sync::oneshot;

use super::dialect::ROWS_ARE_LOCKED;
use super::ledger::SqlLedger;
use super::uploads::{self, UploadChange};
use super::{Connection, people};
use crate::storage::apply::{Applied, apply};
use crate::storage::ledger::Ledger;
use crate::storage::{CommitListener, Committed, Keeping, Outcome, Person, StoreError, Write};

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// Who hears of commits, once there is somebody.
pub(crate) type Listener = Arc<OnceLock<Arc<dyn CommitListener>>>;

/// What a writer is asked to do.
#[derive(Debug)]
pub(crate) enum Job {
    /// A write to a room.
    Write(Box<Write>, Reply<Outcome>),
    /// Makes a room known.
    Room(EnvironmentId, RoomId, Timestamp, Reply<()>),
    /// Makes a person known.
    Person(EnvironmentId, Person, Timestamp, Reply<()>),
    /// Forgets a person who is in no room any more.
    Forget(EnvironmentId, UserId, Timestamp, Reply<()>),
    /// Changes what is known of files.
    Upload(UploadChange, Reply<Keeping>),
}

/// What a job did, before it is durable.
pub(crate) enum Done {
    Write(Applied),
    Upload(Keeping),
    Other,
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
                Done::Write(apply(&mut ledger, write).await?)
            }
            Self::Room(environment, room, now, _) => {
                let mut ledger = SqlLedger::new(connection, environment, room);
                ledger.ensure_room(*now).await?;
                Done::Other
            }
            Self::Person(environment, person, now, _) => {
                people::upsert(connection, environment, person, *now).await?;
                Done::Other
            }
            Self::Forget(environment, person, _, _) => {
                people::forget(connection, environment, person).await?;
                Done::Other
            }
            Self::Upload(change, _) => Done::Upload(uploads::change(connection, change).await?),
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
            (Self::Room(.., reply) | Self::Person(.., reply) | Self::Forget(.., reply), _) => {
                drop(reply.send(Ok(())))
            }
            (Self::Upload(_, reply), Done::Upload(kept)) => drop(reply.send(Ok(kept))),
            (Self::Write(..) | Self::Upload(..), _) => {}
        }
    }

    /// Tells whoever asked that it could not be done.
    pub(crate) fn fail(self, error: StoreError) {
        match self {
            Self::Write(_, reply) => drop(reply.send(Err(error))),
            Self::Upload(_, reply) => drop(reply.send(Err(error))),
            Self::Room(.., reply) | Self::Person(.., reply) | Self::Forget(.., reply) => {
                drop(reply.send(Err(error)))
            }
        }
    }

    pub(crate) fn at(&self) -> Timestamp {
        match self {
            Self::Write(write, _) => write.at,
            Self::Upload(change, _) => change.at(),
            Self::Room(_, _, at, _) | Self::Person(_, _, at, _) | Self::Forget(_, _, at, _) => *at,
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
