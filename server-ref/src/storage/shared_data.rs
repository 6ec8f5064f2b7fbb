//! The shared documents of rooms, which clients save whole.

use async_trait::async_trait;
use pulse_protocol::{EnvironmentId, RoomId, Timestamp};

use super::StoreError;

/// A document, and the one that it takes the place of.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_structs, reason = "a change is its fields")]
pub struct Replacement {
    /// The one before.
    pub before: Option<Vec<u8>>,
    /// The new one.
    pub state: Vec<u8>,
    /// Since when documents are kept.
    pub oldest: Timestamp,
    /// When it is saved.
    pub now: Timestamp,
}

/// Keeps shared documents. What is in them is the clients' own.
#[async_trait]
pub trait SharedDataStore: Send + Sync + 'static {
    /// A room's document, unless it was saved before this time.
    async fn shared_state(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        oldest: Timestamp,
    ) -> Result<Option<Vec<u8>>, StoreError>;

    /// Puts a document in the place of the room's, unless another is there than
    /// was read before: false, then. One saved before `oldest` counts as none.
    /// The room must be known.
    async fn replace_shared_state(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        state: Replacement,
    ) -> Result<bool, StoreError>;

    /// Forgets documents that nobody has saved for as long as their
    /// environment keeps them, at most `limit`. Tells how many it were.
    async fn trim_shared_states(&self, now: Timestamp, limit: u32) -> Result<u64, StoreError>;
}
