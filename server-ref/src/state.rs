//! What all requests and connections share.

use std::path::PathBuf;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::Tokens;
use crate::realtime::Rooms;
use crate::storage::Store;
use crate::tenants::Tenants;

/// The running server.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a set of parts is its fields")]
pub struct App {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// Makes and checks tokens.
    pub tokens: Tokens,
    /// The environments of live connections.
    pub tenants: Tenants,
    /// The live rooms.
    pub rooms: Rooms,
    /// Owns the connections' tasks.
    pub connections: TaskTracker,
    /// Set when the server is stopping.
    pub draining: CancellationToken,
    /// Where `/sdk` comes from, when not from the binary.
    pub sdk_dir: Option<PathBuf>,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, tokens: Tokens, sdk_dir: Option<PathBuf>) -> Self {
        Self {
            tenants: Tenants::new(Arc::clone(&store)),
            rooms: Rooms::new(Arc::clone(&store)),
            store,
            tokens,
            connections: TaskTracker::new(),
            draining: CancellationToken::new(),
            sdk_dir,
        }
    }
}
