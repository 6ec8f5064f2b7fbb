//! What nodes tell each other. The store is the truth and the bus a hint:
//! whatever is lost here is read there, and a node that hears nobody goes on
//! for its own members.

mod heads;
mod local;
#[cfg(feature = "nats")]
mod nats;
mod nodes;
mod packet;

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use pulse_protocol::entity::Presence;
use pulse_protocol::{EnvironmentId, RoomId, Timestamp};

pub use self::local::Local;
#[cfg(feature = "nats")]
pub use self::nats::{BusError, Nats, NatsSettings};
pub(crate) use self::packet::{MOST_PEOPLE, MOST_ROOMS, committed};
pub use self::packet::{NodeId, NodePacket, RoomPacket, Roster};
use crate::storage::Committed;

/// A room of an environment.
pub type RoomKey = (EnvironmentId, RoomId);

/// The way to other nodes. Nothing here waits: what does not fit is lost, and
/// made up for.
#[async_trait]
pub trait Bus: Debug + Send + Sync + 'static {
    /// Whether there may be others at all.
    fn has_others(&self) -> bool;

    /// Whether others can be reached now.
    fn is_connected(&self) -> bool;

    /// Names who hears what others say. Called once.
    fn listen(&self, listener: Arc<dyn BusListener>);

    /// Hears of a room from here on.
    fn follow(&self, room: &RoomKey);

    /// Hears no more of it.
    fn leave(&self, room: &RoomKey);

    /// Tells those who follow a room.
    fn tell_room(&self, room: &RoomKey, packet: RoomPacket);

    /// Tells those who follow a room of a commit.
    fn tell_commit(&self, commit: &Arc<Committed>);

    /// Tells all nodes.
    fn tell_nodes(&self, packet: NodePacket);

    /// Who is in a room that this node does not follow.
    async fn people_in(&self, room: &RoomKey) -> Vec<Presence>;

    /// Answers another node's question.
    fn answer(&self, reply: &str, packet: RoomPacket);

    /// The rooms that somebody is in on other nodes, each once: some of them,
    /// when they are many.
    async fn rooms(&self) -> Vec<RoomKey>;

    /// Answers another node's question for rooms.
    fn answer_rooms(&self, reply: &str, rooms: Vec<RoomKey>);

    /// Says goodbye, and carries what was said before.
    async fn close(&self);
}

/// Hears what other nodes say. It must return at once.
pub trait BusListener: Debug + Send + Sync + 'static {
    /// Something about a room that is followed.
    fn room(&self, room: &RoomKey, from: NodeId, packet: RoomPacket);
    /// Something about all of a node.
    fn node(&self, packet: &NodePacket);
    /// A node has ended, or cannot be heard.
    fn lost(&self, node: NodeId);
    /// Others can be reached again: what was said since may have been missed.
    fn reconnected(&self, since: Timestamp);
}
