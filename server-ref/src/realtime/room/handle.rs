//! The ways to a live room: one that keeps it alive, and one that does not.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::actor::RoomCommand;
use super::missed::Missed;
use super::people::People;
use crate::storage::Committed;

/// The way to a room. The room ends when nobody has one.
#[derive(Debug, Clone)]
pub(crate) struct RoomHandle {
    commands: mpsc::Sender<RoomCommand>,
    missed: Arc<Missed>,
    people: Arc<People>,
}

impl RoomHandle {
    pub(super) fn new(
        commands: mpsc::Sender<RoomCommand>,
        missed: Arc<Missed>,
        people: Arc<People>,
    ) -> Self {
        Self {
            commands,
            missed,
            people,
        }
    }

    /// Tells the room; waits while its mailbox is full.
    pub(crate) async fn tell(&self, command: RoomCommand) {
        // A room cannot end while somebody has a handle.
        let _ = self.commands.send(command).await;
    }

    /// The people its greetings list.
    pub(crate) fn people(&self) -> &People {
        &self.people
    }

    pub(crate) fn downgrade(&self) -> WeakRoomHandle {
        WeakRoomHandle {
            commands: self.commands.downgrade(),
            missed: Arc::clone(&self.missed),
            people: Arc::clone(&self.people),
        }
    }
}

/// The way to a room, if it is still there.
#[derive(Debug)]
pub(crate) struct WeakRoomHandle {
    commands: mpsc::WeakSender<RoomCommand>,
    missed: Arc<Missed>,
    people: Arc<People>,
}

impl WeakRoomHandle {
    pub(crate) fn upgrade(&self) -> Option<RoomHandle> {
        Some(RoomHandle {
            commands: self.commands.upgrade()?,
            missed: Arc::clone(&self.missed),
            people: Arc::clone(&self.people),
        })
    }

    /// How many commands wait in the mailbox, while the room lives.
    pub(crate) fn waiting(&self) -> Option<usize> {
        let commands = self.commands.upgrade()?;
        Some(commands.max_capacity() - commands.capacity())
    }

    /// Tells the room, unless its mailbox is full; then gives the command
    /// back, with a handle to wait with.
    pub(crate) fn offer(&self, command: RoomCommand) -> Option<(RoomHandle, RoomCommand)> {
        let handle = self.upgrade()?;
        match handle.commands.try_send(command) {
            Err(TrySendError::Full(command)) => Some((handle, command)),
            _ => None,
        }
    }

    /// Hints that something was committed, without waiting.
    pub(crate) fn hint(&self, commit: Arc<Committed>) {
        if let Some(commands) = self.commands.upgrade()
            && let Err(TrySendError::Full(RoomCommand::Committed(commit))) =
                commands.try_send(RoomCommand::Committed(commit))
        {
            self.missed.leave(&commit);
        }
    }
}
