//! Changes that are no writes to a room and come seldom: what they are, for
//! the writer, which does them in its turn.

use pulse_protocol::{EnvironmentId, OpId, RoomId, Timestamp, UserId, Verbatim};

use super::jobs::Job;
use super::ledger::SqlLedger;
use super::{Backend, Connection, catalog, environments, history, people, shared_data};
use crate::storage::ledger::Ledger;
use crate::storage::{HistoryBounds, Person, Replacement, StoreError};

#[derive(Debug)]
pub(crate) enum Change {
    /// Makes a room known.
    Room(EnvironmentId, RoomId, Timestamp),
    /// Changes what a host keeps about a room.
    Metadata(EnvironmentId, RoomId, Option<Verbatim>),
    /// Makes a person known.
    Person(EnvironmentId, Person, Timestamp),
    /// Forgets a person who is in no room any more.
    Forget(EnvironmentId, UserId),
    /// Remembers a request under its operation id, unless one is known.
    Request(EnvironmentId, OpId, String, Timestamp),
    /// Keeps the shared document of a room.
    SharedState(EnvironmentId, RoomId, Replacement),
    /// Forgets at most so many documents nobody came back to.
    OldSharedStates(Timestamp, u32),
    /// Forgets at most so many events.
    OldEvents(HistoryBounds, Timestamp, u32),
    /// Forgets notifications: environment, room, recipient and id of each.
    Notifications(Vec<(String, String, String, String)>),
}

impl Backend {
    /// Has a change done; tells how many rows it concerned.
    pub(super) async fn change(&self, change: Change) -> Result<u64, StoreError> {
        self.submit(|reply| Job::Change(Box::new(change), reply))
            .await?
            .await
    }
}

/// Does a change. Tells how many rows it concerned.
pub(super) async fn change(
    connection: &mut Connection,
    change: &Change,
) -> Result<u64, StoreError> {
    match change {
        Change::Room(environment, room, now) => {
            let mut ledger = SqlLedger::new(connection, environment, room);
            ledger.ensure_room(*now).await.map(|()| 1)
        }
        Change::Metadata(environment, room, metadata) => {
            catalog::set_metadata(connection, environment, room, metadata.as_ref()).await
        }
        Change::Person(environment, person, now) => {
            people::upsert(connection, environment, person, *now).await
        }
        Change::Forget(environment, person) => {
            people::forget(connection, environment, person).await
        }
        Change::Request(environment, id, request, now) => {
            environments::remember(connection, environment, id, request, *now).await
        }
        Change::SharedState(environment, room, state) => {
            shared_data::replace(connection, environment, room, state).await
        }
        Change::OldSharedStates(now, limit) => shared_data::trim(connection, *now, *limit).await,
        Change::OldEvents(bounds, now, limit) => {
            history::trim(connection, bounds, *now, *limit).await
        }
        Change::Notifications(which) => history::forget_notifications(connection, which).await,
    }
}

impl Change {
    /// When, as far as it says.
    pub(super) fn at(&self) -> Timestamp {
        match self {
            Self::Room(.., at)
            | Self::Person(.., at)
            | Self::Request(.., at)
            | Self::OldSharedStates(at, _)
            | Self::OldEvents(_, at, _) => *at,
            Self::SharedState(.., state) => state.now,
            Self::Metadata(..) | Self::Forget(..) | Self::Notifications(_) => Timestamp::default(),
        }
    }
}
