//! `/api/v1/turn-credentials`, and the saved shared document of a room.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Relays for direct connections between browsers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct IceServers {
    /// As `RTCPeerConnection` takes them.
    pub ice_servers: Vec<IceServer>,
}

/// A relay.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct IceServer {
    /// Its addresses, `turn:…` or `turns:…`.
    pub urls: Vec<String>,
    /// When the credential ends, in seconds since 1970, and the person's id.
    pub username: String,
    /// Made of the user name and the relay's secret.
    pub credential: String,
}

impl fmt::Debug for IceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IceServer")
            .field("urls", &self.urls)
            .field("username", &self.username)
            .field("credential", &"[redacted]")
            .finish()
    }
}

/// A room's shared document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct SharedState {
    /// An update of the whole document, in base64.
    pub state: String,
}

/// A room's shared document, if somebody saved it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::exhaustive_structs, reason = "a body is its fields")]
pub struct SharedStateAnswer {
    /// An update of the whole document, in base64.
    pub state: Option<String>,
}
