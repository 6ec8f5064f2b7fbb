//! What an environment allows.

use serde::{Deserialize, Serialize};

/// The settings of an environment that its clients may see. The TURN secret
/// and the allowed origins are not among them, by construction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::exhaustive_structs, reason = "an entity is its fields")]
pub struct EnvConfig {
    /// Pictures may be uploaded.
    pub allow_images: bool,
    /// Sounds may be uploaded.
    pub allow_audio: bool,
    /// Films may be uploaded.
    pub allow_video: bool,
    /// The largest upload, in units of 1,048,576 bytes.
    pub max_file_size_mb: u32,
    /// The most files on one comment.
    pub max_attachments_per_comment: u32,
    /// Emoji on comments.
    pub allow_reactions: bool,
    /// Drawing on the page.
    pub allow_drawing: bool,
    /// Naming people in comments.
    pub allow_mentions: bool,
    /// Others' pointers.
    pub show_cursors: bool,
    /// Who is here.
    pub show_presence: bool,
    /// Who is typing.
    pub show_typing_indicators: bool,
    /// Shared data between clients.
    #[serde(rename = "allowP2P")]
    pub allow_p2p: bool,
    /// The most direct peers of a client.
    pub p2p_mesh_limit: u32,
    /// How often a client saves shared data.
    pub p2p_persist_interval_ms: u32,
    /// How long unused shared data is kept.
    #[serde(rename = "p2pStateTTLDays")]
    pub p2p_state_ttl_days: u32,
    /// The largest shared document.
    pub p2p_max_state_bytes: u32,
    /// The most shared structures of a client.
    pub max_shared_objects: u32,
    /// Binary data on raw channels.
    #[serde(rename = "allowP2PBinary")]
    pub allow_p2p_binary: bool,
    /// Address of a TURN server.
    pub turn_server_url: Option<String>,
}

impl Default for EnvConfig {
    fn default() -> Self {
        Self {
            allow_images: true,
            allow_audio: true,
            allow_video: true,
            max_file_size_mb: 10,
            max_attachments_per_comment: 5,
            allow_reactions: true,
            allow_drawing: true,
            allow_mentions: true,
            show_cursors: true,
            show_presence: true,
            show_typing_indicators: true,
            allow_p2p: false,
            p2p_mesh_limit: 6,
            p2p_persist_interval_ms: 5000,
            p2p_state_ttl_days: 30,
            p2p_max_state_bytes: 5_242_880,
            max_shared_objects: 20,
            allow_p2p_binary: false,
            turn_server_url: None,
        }
    }
}

impl EnvConfig {
    /// What `auth:ok` tells of shared data; `None` where it is switched off.
    #[must_use]
    pub fn p2p(&self) -> Option<P2pConfig> {
        self.allow_p2p.then_some(P2pConfig {
            mesh_limit: self.p2p_mesh_limit,
            persist_interval_ms: self.p2p_persist_interval_ms,
            max_shared_objects: self.max_shared_objects,
        })
    }
}

/// How shared data works in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "an entity is its fields")]
pub struct P2pConfig {
    /// The most direct peers of a client.
    pub mesh_limit: u32,
    /// How often a client saves.
    pub persist_interval_ms: u32,
    /// The most shared structures of a client.
    pub max_shared_objects: u32,
}
