//! The server's disk: the real store, which takes no time, and which is gone
//! for a server that has died. A server may be made to die right after a
//! commit, so that what is kept was acknowledged to nobody.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use async_trait::async_trait;
use pulse_protocol::entity::{Attachment, Comment, Reaction, Thread, User};
use pulse_protocol::{
    CommentId, EnvironmentId, Epoch, KeyId, OpId, RoomId, Seq, ThreadId, Timestamp, UserId,
    Verbatim,
};
use pulse_server::storage::sqlite::SqliteStore;
use pulse_server::storage::{
    CatalogStore, CommitListener, DurableEvent, Environment, EnvironmentStore, Erasure, Extent,
    HistoryBounds, HistoryStore, Keeping, KeyRecord, NewKey, Page, PendingOutcome, Person,
    RoomRecord, RoomStore, Settings, SharedDataStore, Slice, Snapshot, StoreError, Tenant, Thing,
    ThreadFilter, Upload, UploadAddress, UploadStore, UserRecord, UserStore, WholeThread, Write,
};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A store as one life of the server has it.
#[derive(Debug)]
pub(crate) struct Disk {
    store: SqliteStore,
    /// Where the store's own tasks run, outside the simulated time.
    machinery: Handle,
    life: Arc<Life>,
}

/// One life of the server.
#[derive(Debug, Default)]
pub(crate) struct Life {
    over: AtomicBool,
    /// Dies after so many commits more; never at zero.
    commits_left: AtomicU32,
    pub(crate) ended: CancellationToken,
}

impl Life {
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
        self.ended.cancel();
    }

    pub(crate) fn end_after_commits(&self, commits: u32) {
        self.commits_left.store(commits, Ordering::Relaxed);
    }

    /// Whether the commit that was just made was the last.
    fn ends_with_commit(&self) -> bool {
        let left = self.commits_left.load(Ordering::Relaxed);
        self.commits_left
            .store(left.saturating_sub(1), Ordering::Relaxed);
        if left == 1 {
            self.end();
        }
        left == 1
    }
}

impl Disk {
    pub(crate) fn open(directory: &Path, machinery: &Handle, life: Arc<Life>) -> Self {
        let opening = SqliteStore::open(directory);
        // The writer ends with the store: nobody waits for it.
        let (store, _) = at_once(machinery, opening).expect("the store opens");
        Self {
            store,
            machinery: machinery.clone(),
            life,
        }
    }

    /// Does work of the store while the simulated time stands still.
    fn at_once<T: Send>(&self, work: impl Future<Output = T> + Send) -> T {
        at_once(&self.machinery, work)
    }

    fn check(&self) -> Result<(), StoreError> {
        if self.life.over.load(Ordering::Relaxed) {
            return Err(StoreError::Closed);
        }
        Ok(())
    }
}

/// Blocks until the work is done by threads that the simulation does not see.
pub(crate) fn at_once<T: Send>(machinery: &Handle, work: impl Future<Output = T> + Send) -> T {
    let done = thread::scope(|scope| scope.spawn(|| machinery.block_on(work)).join());
    done.expect("the store does not panic")
}

/// Passes calls on to the store, at once.
macro_rules! on_disk {
    ($trait:ident { $(fn $name:ident($($argument:ident: $type:ty),*) -> $out:ty;)* }) => {
        #[async_trait]
        impl $trait for Disk {
            $(async fn $name(&self, $($argument: $type),*) -> Result<$out, StoreError> {
                self.check()?;
                self.at_once(self.store.$name($($argument),*))
            })*
        }
    };
}

#[async_trait]
impl RoomStore for Disk {
    fn epoch(&self) -> &Epoch {
        self.store.epoch()
    }

    fn listen(&self, listener: Arc<dyn CommitListener>) {
        self.store.listen(listener);
    }

    async fn enqueue(&self, write: Write) -> Result<PendingOutcome, StoreError> {
        self.check()?;
        let outcome = self.at_once(self.store.write(write));
        if self.life.ends_with_commit() {
            // Kept, and nobody will ever hear of it.
            return Ok(Box::pin(std::future::pending()));
        }
        Ok(Box::pin(std::future::ready(outcome)))
    }

    fn waiting_writes(&self) -> usize {
        0
    }

    async fn head(&self, environment: &EnvironmentId, room: &RoomId) -> Result<Seq, StoreError> {
        self.check()?;
        self.at_once(self.store.head(environment, room))
    }

    async fn snapshot(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        user: &UserId,
        since: Option<Seq>,
        extent: Extent,
    ) -> Result<Snapshot, StoreError> {
        self.check()?;
        let snapshot = self.store.snapshot(environment, room, user, since, extent);
        self.at_once(snapshot)
    }

    async fn settled_threads(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        changed_since: Timestamp,
        slice: &Slice,
    ) -> Result<(Seq, Page<WholeThread>), StoreError> {
        self.check()?;
        let store = &self.store;
        self.at_once(store.settled_threads(environment, room, changed_since, slice))
    }

    async fn events_after(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        after: Seq,
        limit: u32,
    ) -> Result<Option<Vec<DurableEvent>>, StoreError> {
        self.check()?;
        self.at_once(self.store.events_after(environment, room, after, limit))
    }
}

on_disk!(HistoryStore {
    fn trim_history(bounds: &HistoryBounds, now: Timestamp, limit: u32) -> u64;
});

on_disk!(UserStore {
    fn upsert_user(environment: &EnvironmentId, person: &Person, now: Timestamp) -> ();
    fn erase_user(environment: &EnvironmentId, erasure: &Erasure, now: Timestamp, nonce: Uuid) -> bool;
    fn user(environment: &EnvironmentId, id: &UserId) -> Option<User>;
});

on_disk!(EnvironmentStore {
    fn create_environment(environment: &Environment, key: &NewKey) -> ();
    fn environments() -> Vec<Environment>;
    fn environment(id: &EnvironmentId) -> Option<Environment>;
    fn set_settings(id: &EnvironmentId, settings: &Settings) -> ();
    fn claim_request(environment: &EnvironmentId, id: &OpId, request: &str, now: Timestamp) -> Option<Timestamp>;
    fn revision() -> u64;
    fn tenant(id: &EnvironmentId) -> Option<Tenant>;
    fn rotate_key(environment: &EnvironmentId, key: &NewKey, now: Timestamp, others_end_at: Timestamp) -> ();
    fn revoke_key(id: &KeyId, now: Timestamp) -> bool;
    fn keys(environment: &EnvironmentId) -> Vec<KeyRecord>;
    fn key(id: &KeyId) -> Option<KeyRecord>;
    fn key_by_publishable(key: &str) -> Option<KeyRecord>;
});

on_disk!(CatalogStore {
    fn rooms(environment: &EnvironmentId, slice: &Slice) -> Page<RoomRecord>;
    fn room(environment: &EnvironmentId, id: &RoomId) -> Option<RoomRecord>;
    fn ensure_room(environment: &EnvironmentId, id: &RoomId, now: Timestamp) -> ();
    fn set_metadata(environment: &EnvironmentId, id: &RoomId, metadata: Option<&Verbatim>) -> bool;
    fn threads(environment: &EnvironmentId, room: &RoomId, filter: &ThreadFilter, slice: &Slice) -> Page<Thread>;
    fn whole_threads(environment: &EnvironmentId, room: &RoomId, filter: &ThreadFilter, slice: &Slice) -> Page<WholeThread>;
    fn thread(environment: &EnvironmentId, id: &ThreadId) -> Option<Thread>;
    fn comments(environment: &EnvironmentId, thread: &ThreadId, slice: &Slice) -> Page<Comment>;
    fn comment(environment: &EnvironmentId, id: &CommentId) -> Option<Comment>;
    fn reaction_on(environment: &EnvironmentId, comment: &CommentId, author: &UserId, emoji: &str) -> Option<Reaction>;
    fn room_of(environment: &EnvironmentId, thing: Thing<'_>) -> Option<RoomId>;
    fn users(environment: &EnvironmentId, slice: &Slice) -> Page<UserRecord>;
});

on_disk!(UploadStore {
    fn keep_upload(environment: &EnvironmentId, upload: Upload, most: u32) -> Keeping;
    fn upload(address: &UploadAddress, now: Timestamp) -> Option<Attachment>;
    fn end_upload(address: &UploadAddress) -> ();
    fn ended_uploads(now: Timestamp, limit: u32) -> Vec<UploadAddress>;
    fn forget_uploads(gone: Vec<UploadAddress>) -> ();
});

on_disk!(SharedDataStore {
    fn shared_state(environment: &EnvironmentId, room: &RoomId, oldest: Timestamp) -> Option<Vec<u8>>;
    fn keep_shared_state(environment: &EnvironmentId, room: &RoomId, state: &[u8], now: Timestamp) -> ();
    fn trim_shared_states(now: Timestamp, limit: u32) -> u64;
});
