//! What all requests and connections share.

use std::path::PathBuf;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::admin::{KeyUses, Passwords};
use crate::auth::Tokens;
use crate::bus::{Bus, Local};
use crate::metrics::{Depths, Metrics};
use crate::realtime::{Rooms, Timings};
use crate::shared_documents::SharedDocuments;
use crate::shell::{self, Stopwatch};
use crate::storage::{PendingOutcome, Store, StoreError, Write};
use crate::tenants::Tenants;
use crate::uploads::{Depot, Uploads};

/// The running server.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a set of parts is its fields")]
pub struct App {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// The way to other nodes.
    pub bus: Arc<dyn Bus>,
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
    /// How patient connections are.
    pub timings: Timings,
    /// Where `/sdk` comes from, when not from the binary.
    pub sdk_dir: Option<PathBuf>,
    /// The files that go with comments.
    pub uploads: Uploads,
    /// What rooms share beside their conversation.
    pub shared_documents: SharedDocuments,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Hashes the passwords of the panel.
    pub passwords: Passwords,
    /// When keys were used.
    pub key_uses: KeyUses,
    /// Names this process among those that share the store.
    pub node: String,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, tokens: Tokens, sdk_dir: Option<PathBuf>) -> Self {
        Self::among_nodes(store, Arc::new(Local), tokens, sdk_dir)
    }

    /// The same for a node that others are beside.
    #[must_use]
    pub fn among_nodes(
        store: Arc<dyn Store>,
        bus: Arc<dyn Bus>,
        tokens: Tokens,
        sdk_dir: Option<PathBuf>,
    ) -> Self {
        Self {
            tenants: Tenants::new(Arc::clone(&store)),
            rooms: Rooms::new(Arc::clone(&store), &bus),
            uploads: Uploads::new(Arc::clone(&store), Depot::in_memory()),
            shared_documents: SharedDocuments::new(Arc::clone(&store)),
            store,
            bus,
            tokens,
            connections: TaskTracker::new(),
            draining: CancellationToken::new(),
            timings: Timings::default(),
            sdk_dir,
            metrics: Arc::new(Metrics::new()),
            passwords: Passwords::new(),
            key_uses: KeyUses::default(),
            node: shell::uuid().simple().to_string(),
        }
    }

    /// Keeps files in a place; without this, in memory.
    #[must_use]
    pub fn with_depot(mut self, depot: Depot) -> Self {
        self.uploads = Uploads::new(Arc::clone(&self.store), depot);
        self
    }

    /// Hands a write to the store, and counts how long it takes.
    ///
    /// # Errors
    /// When the store is closed.
    pub async fn enqueue(&self, write: Write) -> Result<PendingOutcome, StoreError> {
        let clock = Stopwatch::start();
        let pending = self.store.enqueue(write).await?;
        let metrics = Arc::clone(&self.metrics);
        Ok(Box::pin(async move {
            let outcome = pending.await;
            metrics.wrote(clock.elapsed());
            outcome
        }))
    }

    /// How full the queues are now.
    #[must_use]
    pub fn depths(&self) -> Depths {
        let rooms = self.rooms.mailboxes();
        Depths {
            rooms: rooms.len(),
            mailbox_commands: rooms.iter().sum(),
            fullest_mailbox: rooms.into_iter().max().unwrap_or(0),
            waiting_writes: self.store.waiting_writes(),
        }
    }
}
