//! The server's disk: the real store, which is gone for a server that has
//! died. A server may be made to die right after a commit, so that what is
//! kept was acknowledged to nobody, with or without the room having heard.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use pulse_protocol::entity::{Attachment, Comment, Reaction, Thread, User};
use pulse_protocol::{
    CommentId, EnvironmentId, Epoch, KeyId, OpId, RoomId, Seq, ThreadId, Timestamp, UserId,
    Verbatim,
};
use pulse_server::storage::sqlite::SqliteStore;
use pulse_server::storage::{
    AccessToken, AdminAccount, AdminChange, AdminId, AdminOutcome, AdminSession, AdminStore,
    AuditEntry, AuditFilter, BrowseStore, CatalogStore, CommentRow, CommitListener, Committed,
    DurableEvent, Environment, EnvironmentStore, Erasure, Extent, HistoryBounds, HistoryStore,
    Keeping, KeyRecord, KeyUse, NotificationBounds, Page, PendingOutcome, Person, Replacement,
    RoomRecord, RoomStore, RoomSummary, Sample, SecretHash, SharedDataStore, Slice, Snapshot,
    StoreError, Tenant, Thing, ThreadFilter, ThreadSummary, Upload, UploadAddress, UploadStore,
    UserRecord, UserStore, UserSummary, WholeThread, Write,
};
use tokio::time::sleep;
use uuid::Uuid;

use crate::network::Fate;
use crate::template::at_once;

/// A store as one life of the server has it.
#[derive(Debug)]
pub(crate) struct Disk {
    store: SqliteStore,
    life: Arc<Life>,
    commits: Arc<Commits>,
    /// Looked at twice a second, and never changed in a world.
    revision: OnceLock<u64>,
}

/// One life of the server.
#[derive(Debug, Default)]
pub(crate) struct Life {
    over: AtomicBool,
    /// Dies after so many commits more; never at zero.
    commits_left: AtomicU32,
    /// Whether the room hears of the last commit.
    last_is_heard: AtomicBool,
    /// The longest that the answer to a write takes.
    slowest_ms: AtomicU64,
    /// What befalls all its connections.
    pub(crate) fate: Fate,
}

/// How a server dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Death {
    /// The process: its system tells everybody.
    Process,
    /// The machine: nobody tells anybody.
    Machine,
}

impl Life {
    pub(crate) fn end(&self, death: Death) {
        self.over.store(true, Ordering::Relaxed);
        match death {
            Death::Process => self.fate.broken.cancel(),
            Death::Machine => self.fate.dead.cancel(),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    pub(crate) fn end_after_commits(&self, commits: u32, last_is_heard: bool) {
        self.commits_left.store(commits, Ordering::Relaxed);
        self.last_is_heard.store(last_is_heard, Ordering::Relaxed);
    }

    pub(crate) fn answer_within_ms(&self, slowest_ms: u64) {
        self.slowest_ms.store(slowest_ms, Ordering::Relaxed);
    }

    /// Whether the commit that was just made was the last.
    fn ends_with_commit(&self) -> bool {
        let left = self.commits_left.load(Ordering::Relaxed);
        self.commits_left
            .store(left.saturating_sub(1), Ordering::Relaxed);
        left == 1
    }
}

/// What the store says of its commits, to be passed on by the simulation's
/// own thread.
#[derive(Debug, Default)]
struct Commits {
    made: Mutex<Vec<Arc<Committed>>>,
    listener: OnceLock<Arc<dyn CommitListener>>,
}

impl CommitListener for Commits {
    fn committed(&self, commit: Arc<Committed>) {
        self.lock().push(commit);
    }
}

impl Commits {
    fn pass_on(&self) {
        let made = std::mem::take(&mut *self.lock());
        if let Some(listener) = self.listener.get() {
            made.into_iter()
                .for_each(|commit| listener.committed(commit));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Committed>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk {
    pub(crate) fn open(directory: &Path, life: Arc<Life>) -> Self {
        // The writer ends with the store: nobody waits for it.
        let (store, _) = at_once(SqliteStore::open(directory)).expect("the store opens");
        let commits = Arc::new(Commits::default());
        store.listen(Arc::clone(&commits) as Arc<dyn CommitListener>);
        Self {
            store,
            life,
            commits,
            revision: OnceLock::new(),
        }
    }

    fn check(&self) -> Result<(), StoreError> {
        if self.life.is_over() {
            return Err(StoreError::Closed);
        }
        Ok(())
    }
}

/// Passes calls on to the store, at once.
macro_rules! on_disk {
    ($trait:ident { $(fn $name:ident($($argument:ident: $type:ty),*) -> $out:ty;)* } $($more:tt)*) => {
        #[async_trait]
        impl $trait for Disk {
            $($more)*
            $(async fn $name(&self, $($argument: $type),*) -> Result<$out, StoreError> {
                self.check()?;
                at_once(self.store.$name($($argument),*))
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
        // Once, by the rooms of this life.
        let _ = self.commits.listener.set(listener);
    }

    async fn enqueue(&self, write: Write) -> Result<PendingOutcome, StoreError> {
        self.check()?;
        // Each its own, as if drawn by lot, and the same in every run.
        let part = u64::from(write.nonce.as_bytes()[0]);
        let wait_ms = self.life.slowest_ms.load(Ordering::Relaxed) * part / 255;
        let outcome = at_once(self.store.write(write));
        if !self.life.ends_with_commit() {
            self.commits.pass_on();
            return Ok(Box::pin(async move {
                sleep(Duration::from_millis(wait_ms)).await;
                outcome
            }));
        }
        if self.life.last_is_heard.load(Ordering::Relaxed) {
            self.commits.pass_on();
            let life = Arc::clone(&self.life);
            #[expect(clippy::disallowed_methods, reason = "ends with the server's life")]
            tokio::spawn(async move {
                sleep(LAST_BREATH).await;
                life.end(Death::Process);
            });
        } else {
            self.life.end(Death::Process);
        }
        // Kept, and its author will not hear of it.
        Ok(Box::pin(std::future::pending()))
    }

    fn waiting_writes(&self) -> usize {
        0
    }

    async fn head(&self, environment: &EnvironmentId, room: &RoomId) -> Result<Seq, StoreError> {
        self.check()?;
        at_once(self.store.head(environment, room))
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
        at_once(snapshot)
    }

    async fn people(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
    ) -> Result<Vec<User>, StoreError> {
        self.check()?;
        at_once(self.store.people(environment, room))
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
        at_once(store.settled_threads(environment, room, changed_since, slice))
    }

    async fn events_after(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        after: Seq,
        limit: u32,
    ) -> Result<Option<Vec<DurableEvent>>, StoreError> {
        self.check()?;
        at_once(self.store.events_after(environment, room, after, limit))
    }
}

on_disk!(HistoryStore {
    fn trim_history(bounds: &HistoryBounds, now: Timestamp, limit: u32) -> u64;
    fn trim_notifications(bounds: &NotificationBounds, now: Timestamp, limit: u32) -> u64;
});

on_disk!(UserStore {
    fn upsert_user(environment: &EnvironmentId, person: &Person, now: Timestamp) -> ();
    fn erase_user(environment: &EnvironmentId, erasure: &Erasure, now: Timestamp, nonce: Uuid) -> bool;
    fn user(environment: &EnvironmentId, id: &UserId) -> Option<User>;
});

on_disk!(EnvironmentStore {
    fn environments() -> Vec<Environment>;
    fn environment(id: &EnvironmentId) -> Option<Environment>;
    fn claim_request(environment: &EnvironmentId, id: &OpId, request: &str, now: Timestamp) -> Option<Timestamp>;
    fn tenant(id: &EnvironmentId) -> Option<Tenant>;
    fn keys(environment: &EnvironmentId) -> Vec<KeyRecord>;
    fn key(id: &KeyId) -> Option<KeyRecord>;
    fn user_revoked_at(environment: &EnvironmentId, user: &UserId) -> Option<Timestamp>;
    fn key_by_publishable(key: &str) -> Option<KeyRecord>;
}
    async fn revision(&self) -> Result<u64, StoreError> {
        self.check()?;
        match self.revision.get() {
            Some(revision) => Ok(*revision),
            None => {
                let revision = at_once(self.store.revision())?;
                Ok(*self.revision.get_or_init(|| revision))
            }
        }
    }
);

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
    fn replace_shared_state(environment: &EnvironmentId, room: &RoomId, state: Replacement) -> bool;
    fn trim_shared_states(now: Timestamp, limit: u32) -> u64;
});

on_disk!(AdminStore {
    fn administer(change: AdminChange, entry: Option<AuditEntry>) -> AdminOutcome;
    fn admin_count() -> u64;
    fn admins(slice: &Slice) -> Page<AdminAccount>;
    fn admin(id: &AdminId) -> Option<AdminAccount>;
    fn admin_by_email(email: &str) -> Option<AdminAccount>;
    fn admin_session(hash: &SecretHash) -> Option<AdminSession>;
    fn admin_sessions(admin: &AdminId, now: Timestamp) -> Vec<AdminSession>;
    fn access_token(hash: &SecretHash) -> Option<AccessToken>;
    fn access_tokens(admin: &AdminId) -> Vec<AccessToken>;
    fn setup_hash() -> Option<SecretHash>;
    fn audit(filter: &AuditFilter, slice: &Slice) -> Page<AuditEntry>;
    fn samples(since: Timestamp) -> Vec<Sample>;
    fn key_uses(environment: &EnvironmentId) -> Vec<KeyUse>;
});

on_disk!(BrowseStore {
    fn browse_rooms(environment: &EnvironmentId, search: &str, slice: &Slice) -> Page<RoomSummary>;
    fn browse_threads(environment: &EnvironmentId, room: &RoomId, slice: &Slice) -> Page<ThreadSummary>;
    fn browse_comments(environment: &EnvironmentId, thread: &ThreadId, slice: &Slice) -> Page<CommentRow>;
    fn browse_users(environment: &EnvironmentId, search: &str, slice: &Slice) -> Page<UserSummary>;
});

/// Enough for the room to tell its members, not for them to get far.
const LAST_BREATH: Duration = Duration::from_millis(20);
