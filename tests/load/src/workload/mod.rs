//! The workloads.

mod bots;
mod cursors;
mod idle;
mod reconnect;
mod writes;

use std::time::Duration;

use anyhow::Result;

use crate::measure::Outcome;
use crate::member::Ticket;
use crate::server::Server;

use cursors::Cursors;
use writes::Writes;

/// Something to do to a server.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Workload {
    /// Pointers move.
    Cursors(&'static str, Cursors),
    /// Nothing happens.
    Idle,
    /// Comments are written.
    Writes(&'static str, Writes),
    /// Comments are written through the SDK.
    Bots,
    /// Everybody comes back at once after the server was killed.
    Reconnect,
}

impl Workload {
    /// Those for one process, as the table lists them.
    pub(crate) const ALONE: [Self; 8] = [
        Self::CROWD,
        Self::Cursors(
            "cursors: 1,000 in a room, 50 moving 20 a second",
            Cursors {
                rooms: 1,
                members: 1000,
                moving: 50,
                per_second: 20,
            },
        ),
        Self::Cursors(
            "cursors: 200 rooms of 10, each 5 a second",
            Cursors {
                rooms: 200,
                members: 10,
                moving: 10,
                per_second: 5,
            },
        ),
        Self::Idle,
        Self::ONE_ROOM,
        Self::Writes(
            "comments: 50 writers in one thread, all of them notified",
            Writes {
                rooms: 1,
                members: 50,
                threads: 1,
            },
        ),
        Self::Bots,
        Self::Reconnect,
    ];

    /// Those for several nodes, over all of which the members of each room are spread.
    pub(crate) const TOGETHER: [Self; 4] = [
        Self::CROWD,
        Self::Cursors(
            "cursors: 50 rooms of 10, each 5 a second",
            Cursors {
                rooms: 50,
                members: 10,
                moving: 10,
                per_second: 5,
            },
        ),
        Self::Writes(
            "comments: 10 rooms of 10 writers, each in a thread of their own",
            Writes {
                rooms: 10,
                members: 10,
                threads: 10,
            },
        ),
        Self::ONE_ROOM,
    ];

    const CROWD: Self = Self::Cursors(
        "cursors: 100 in a room, each 20 a second",
        Cursors {
            rooms: 1,
            members: 100,
            moving: 100,
            per_second: 20,
        },
    );
    const ONE_ROOM: Self = Self::Writes(
        "comments: 50 writers, each in a thread of their own",
        Writes {
            rooms: 1,
            members: 50,
            threads: 50,
        },
    );

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Cursors(name, _) | Self::Writes(name, _) => name,
            Self::Bots => "bots: 50 with the SDK, each in a thread of its own",
            Self::Idle => "idle: 5,000 in 500 rooms",
            Self::Reconnect => "reconnect: 2,000 in 200 rooms after kill -9",
        }
    }

    pub(crate) async fn run(self, server: &mut Server, period: Duration) -> Result<Outcome> {
        match self {
            Self::Cursors(_, cursors) => cursors.run(server, period).await,
            Self::Bots => bots::run(server, period).await,
            Self::Idle => idle::run(server, period).await,
            Self::Writes(_, writes) => writes.run(server, period).await,
            Self::Reconnect => reconnect::run(server).await,
        }
    }
}

/// Tickets for a number of rooms with a number of people each.
fn tickets(server: &Server, rooms: usize, members: usize) -> Result<Vec<Ticket>> {
    (0..rooms * members)
        .map(|person| Ticket::new(server, person, &format!("/room-{}", person / members)))
        .collect()
}
