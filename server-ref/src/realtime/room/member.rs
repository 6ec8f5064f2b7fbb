//! A connection in a room.

use std::sync::Arc;

use pulse_protocol::entity::{DeviceType, User};
use pulse_protocol::{Seq, UserId};

use serde::{Deserialize, Serialize};

use super::super::outbound::Outbound;
use super::super::version::Version;

/// Tells the connections of a process apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ConnectionKey(pub(crate) u64);

/// A connection in a room.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) key: ConnectionKey,
    pub(crate) user: User,
    pub(crate) device: DeviceType,
    pub(crate) version: Version,
    pub(crate) outbound: Arc<Outbound>,
    /// The last event it has, or will have been given.
    pub(crate) seq: Seq,
}

/// For whom a frame is. Other nodes do not know this one's connections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Audience {
    /// Everybody.
    All,
    /// Everybody but one connection.
    #[serde(skip)]
    AllBut(ConnectionKey),
    /// Everybody but one person.
    Others(UserId),
    /// One person's connections.
    User(UserId),
    /// One person's connections but one.
    #[serde(skip)]
    OtherTabs(UserId, ConnectionKey),
}

impl Audience {
    pub(super) fn has(&self, member: &Member) -> bool {
        match self {
            Self::All => true,
            Self::AllBut(key) => member.key != *key,
            Self::Others(user) => member.user.id != *user,
            Self::User(user) => member.user.id == *user,
            Self::OtherTabs(user, key) => member.user.id == *user && member.key != *key,
        }
    }
}
