//! What rooms share beside their conversation: Yjs documents. Clients save them
//! whole, and not always with all that others have saved meanwhile, so a
//! document is merged with the one before.

use std::sync::Arc;

use pulse_protocol::{EnvironmentId, RoomId, Timestamp};
use thiserror::Error;
use tokio::sync::Semaphore;
use yrs::updates::decoder::Decode;
use yrs::{Doc, ReadTxn, StateVector, Transact, Update};

use crate::storage::{Replacement, Store, StoreError};

/// Saves shared documents.
#[derive(Debug)]
pub struct SharedDocuments {
    store: Arc<dyn Store>,
    /// Bounds the documents in memory.
    merging: Semaphore,
}

/// A room's document as a client sends it.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_structs, reason = "a value is its fields")]
pub struct Sent {
    /// An update of the whole document, in the first version of Yjs' encoding.
    pub state: Vec<u8>,
    /// The most bytes that it may have when it is merged.
    pub limit: usize,
    /// Since when documents are kept: an older one is not merged.
    pub oldest: Timestamp,
    /// When it came.
    pub now: Timestamp,
}

/// Why a document is not saved.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SaveError {
    /// It is something else.
    #[error("state is no Yjs update")]
    Unreadable,
    /// It is too large together with what others have saved.
    #[error("state is longer than {limit} bytes when it is merged")]
    TooLarge {
        /// The most.
        limit: usize,
    },
    /// Others were faster again and again.
    #[error("others save at the same time")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SharedDocuments {
    /// Documents in a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            merging: Semaphore::new(MERGED_AT_ONCE),
        }
    }

    /// Merges a document into the room's.
    ///
    /// # Errors
    /// When it cannot be read, is too large, or the store fails.
    pub async fn save(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        sent: Sent,
    ) -> Result<(), SaveError> {
        self.store.ensure_room(environment, room, sent.now).await?;
        let sent = Arc::new(sent);
        for _ in 0..ATTEMPTS {
            let read = self.store.shared_state(environment, room, sent.oldest);
            let before = read.await?;
            let (before, state) = self.merge(before, Arc::clone(&sent)).await?;
            let replacement = Replacement {
                before,
                state,
                oldest: sent.oldest,
                now: sent.now,
            };
            let replaced = self
                .store
                .replace_shared_state(environment, room, replacement);
            if replaced.await? {
                return Ok(());
            }
        }
        Err(SaveError::Busy)
    }

    /// Gives what was there back, with what is to take its place.
    async fn merge(
        &self,
        before: Option<Vec<u8>>,
        sent: Arc<Sent>,
    ) -> Result<(Option<Vec<u8>>, Vec<u8>), SaveError> {
        let _turn = self.merging.acquire().await;
        let merging = tokio::task::spawn_blocking(move || {
            let state = merged(before.as_deref(), &sent.state)?;
            if state.len() > sent.limit {
                return Err(SaveError::TooLarge { limit: sent.limit });
            }
            Ok((before, state))
        });
        // Bytes that the library stumbles over are none that it wrote.
        merging.await.unwrap_or(Err(SaveError::Unreadable))
    }
}

/// Both documents as one.
fn merged(before: Option<&[u8]>, sent: &[u8]) -> Result<Vec<u8>, SaveError> {
    let document = Doc::new();
    let mut transaction = document.transact_mut();
    let sent = Update::decode_v1(sent).map_err(|_| SaveError::Unreadable)?;
    let applied = transaction.apply_update(sent);
    applied.map_err(|_| SaveError::Unreadable)?;
    // One that nobody can read is none that anybody misses.
    if let Some(before) = before.and_then(|bytes| Update::decode_v1(bytes).ok()) {
        let _ = transaction.apply_update(before);
    }
    // What was deleted loses its content when a transaction ends.
    drop(transaction);
    let document = document.transact();
    Ok(document.encode_state_as_update_v1(&StateVector::default()))
}

/// Each may be a few times as large in memory as its bytes are.
const MERGED_AT_ONCE: usize = 4;
/// Others who save at the same time need a few of them too.
const ATTEMPTS: usize = 8;

#[cfg(test)]
mod tests;
