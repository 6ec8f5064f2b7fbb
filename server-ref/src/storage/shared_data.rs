//! The shared documents of rooms, which clients save whole.

use async_trait::async_trait;
use pulse_protocol::{EnvironmentId, RoomId, Timestamp};

use super::StoreError;

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

    /// Puts a document in the place of the room's. The room must be known.
    async fn keep_shared_state(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        state: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Forgets documents that nobody has saved for as long as their
    /// environment keeps them, at most `limit`. Tells how many it were.
    async fn trim_shared_states(&self, now: Timestamp, limit: u32) -> Result<u64, StoreError>;
}
