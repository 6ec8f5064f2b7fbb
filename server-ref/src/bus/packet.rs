//! What travels between nodes, as JSON. Nodes of one installation may run
//! different versions while they are restarted one after another: fields are
//! added, never changed, and a packet that cannot be read is left out.

use std::fmt;

use pulse_protocol::entity::{Notification, Presence};
use pulse_protocol::{EnvironmentId, RoomId, Seq, UserId};
use serde::{Deserialize, Serialize};

use crate::storage::{Committed, DurableEvent, StoreError};

/// Tells the nodes of an installation apart: drawn when a node starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(u64);

impl NodeId {
    /// Of random bytes.
    #[must_use]
    pub const fn of(bytes: [u8; 8]) -> Self {
        Self(u64::from_le_bytes(bytes))
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Something about one room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "camelCase")]
#[non_exhaustive]
pub enum RoomPacket {
    /// A write is durable.
    Commit {
        /// Its events: places and frames.
        events: Vec<(Seq, String)>,
        /// Who is told what.
        told: Vec<(UserId, Notification)>,
    },
    /// The room's newest event, as its writer knows it.
    Head {
        /// Its place.
        seq: Seq,
    },
    /// What passed within one tick.
    Signals {
        /// The newest pointer of each person who moved, as JSON.
        cursors: Vec<(UserId, String)>,
        /// Frames for members, in the room's own form.
        relays: Vec<serde_json::Value>,
        /// Who came, turned or, with nothing, left.
        people: Vec<(UserId, Option<Presence>)>,
    },
    /// Everybody a node has in the room.
    Roster(Roster),
    /// What those come to, and how far the room is: whoever thinks otherwise
    /// asks, or reads the store.
    Digest {
        /// Changes with every change.
        sum: u64,
        /// The newest event that members have.
        seq: Seq,
    },
    /// Asks for rosters, to be sent to the room.
    Ask,
}

/// A part of those a node has in a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a packet is its fields")]
pub struct Roster {
    /// As many as fit into one packet.
    pub people: Vec<Presence>,
    /// Whether it begins here.
    pub first: bool,
    /// Whether it ends here.
    pub last: bool,
}

/// Something about all of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "camelCase")]
#[non_exhaustive]
pub enum NodePacket {
    /// It lives.
    Alive,
    /// It is about to end.
    Bye,
    /// A person's connections are to be closed.
    Dismiss {
        /// In which environment.
        environment: EnvironmentId,
        /// Who.
        user: UserId,
    },
    /// Asks who is in a room there. A node with nobody says so, so that nobody waits for it.
    People {
        /// The environment.
        environment: EnvironmentId,
        /// The room.
        room: RoomId,
        /// Where the answer goes.
        reply: String,
    },
    /// Asks which rooms somebody is in there.
    Rooms {
        /// Where the answer goes.
        reply: String,
    },
}

/// What is on the bus: a packet and who sent it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Envelope<P> {
    pub(super) from: NodeId,
    pub(super) packet: P,
}

impl RoomPacket {
    /// A roster without anybody.
    pub(crate) const fn nobody() -> Self {
        Self::Roster(Roster {
            people: vec![],
            first: true,
            last: true,
        })
    }

    pub(super) fn of_commit(commit: &Committed) -> Self {
        let events = commit.events.iter();
        Self::Commit {
            events: events
                .map(|event| (event.seq, event.v2.to_string()))
                .collect(),
            told: commit.notifications.clone(),
        }
    }
}

/// A commit that another node told of.
pub(crate) fn committed(
    room: &super::RoomKey,
    events: Vec<(Seq, String)>,
    told: Vec<(UserId, Notification)>,
) -> Result<Committed, StoreError> {
    let events = events
        .into_iter()
        .map(|(seq, frame)| DurableEvent::read(seq, frame));
    Ok(Committed {
        environment: room.0.clone(),
        room: room.1.clone(),
        events: events.collect::<Result<_, _>>()?,
        notifications: told,
    })
}

/// The most people of one packet: well below what NATS carries.
pub(crate) const MOST_PEOPLE: usize = 500;
/// The most rooms of one answer, for the same reason.
pub(crate) const MOST_ROOMS: usize = 500;
