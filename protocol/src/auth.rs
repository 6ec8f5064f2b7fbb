//! The handshake, and a token's renewal.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::claims::Role;
use crate::entity::{
    ActivityLog, DeviceType, EnvConfig, Notification, P2pConfig, Presence, Reaction, Thread, User,
};
use crate::limits::Limits;
use crate::{ConnectionId, Epoch, ErrorCode, RoomId, Seq};

/// The first message of a client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct Auth {
    /// The publishable key.
    pub api_key: String,
    /// The user token.
    pub token: String,
    /// The room to join.
    pub room: RoomId,
    /// What the person holds in their hands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_type: Option<DeviceType>,
    /// The newest version the client speaks; absent means 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<u32>,
    /// Name and version of the client library, for logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdk: Option<String>,
    /// Where the client stopped listening.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth")
            .field("api_key", &self.api_key)
            .field("token", &"[redacted]")
            .field("room", &self.room)
            .field("protocol", &self.protocol)
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}

/// A place in a room's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct Resume {
    /// The life of the sequence.
    pub epoch: Epoch,
    /// The last event that was seen.
    pub seq: Seq,
}

/// The answer that lets a client in: the room as it is, or what happened
/// since the client last listened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct AuthOk {
    /// Oneself.
    pub user: User,
    /// Everybody whose name may be needed.
    pub users: Vec<User>,
    /// Who is here, oneself included.
    pub presence: Vec<Presence>,
    /// The conversations. Empty when resumed.
    pub threads: Vec<Thread>,
    /// One's own notifications, newest first.
    pub notifications: Vec<Notification>,
    /// The reactions on the comments above, flat. Empty when resumed.
    pub reactions: Vec<Reaction>,
    /// What happened lately, newest first. Empty when resumed.
    pub activity_logs: Vec<ActivityLog>,
    /// What the environment allows.
    #[serde(default)]
    pub config: EnvConfig,
    /// How shared data works; absent when it is switched off.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "P2pConfig | null"))]
    pub p2p_config: Option<P2pConfig>,
    /// The version both sides speak from here on. Version 2, as all below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<u32>,
    /// This socket's id, for logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<ConnectionId>,
    /// The life of the room's sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
    /// The last event contained in this answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// The server's clock, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub server_time: Option<u64>,
    /// When the token ends, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub token_expires_at: Option<u64>,
    /// What the token lets its holder do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// How often the client should be heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub heartbeat_ms: Option<u64>,
    /// What the server takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// Whether `events` continues what the client knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed: Option<bool>,
    /// When resumed: the frames that were missed, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(type = "ServerFrame[]"))]
    pub events: Vec<Box<RawValue>>,
    /// When not all resolved threads are above: where `threads:list` goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl PartialEq for AuthOk {
    /// Compares what is written, since raw frames compare as text only.
    fn eq(&self, other: &Self) -> bool {
        serde_json::to_string(self).ok() == serde_json::to_string(other).ok()
    }
}

/// The answer that does not let a client in, or puts one out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct AuthError {
    /// A sentence.
    pub message: String,
    /// Why.
    #[serde(default)]
    pub code: ErrorCode,
    /// Whether another token, or the same one later, may be taken.
    #[serde(default)]
    pub retryable: bool,
}

/// Puts a fresh token in the place of the one a socket was opened with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct AuthRefresh {
    /// The fresh token: same user, same environment.
    pub token: String,
}

impl std::fmt::Debug for AuthRefresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuthRefresh { token: [redacted] }")
    }
}

/// The fresh token was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct AuthRefreshed {
    /// When it ends, in milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub token_expires_at: u64,
    /// What it lets its holder do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub role: Option<Role>,
}
