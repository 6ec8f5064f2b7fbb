//! Rooms: writes with their durable events, and reads of the whole.

use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::ws::Utf8Bytes;
use futures_util::future::BoxFuture;
use pulse_protocol::entity::{ActivityLog, Notification, Reaction, Thread, User};
use pulse_protocol::{
    EnvironmentId, Epoch, RoomId, Seq, ServerFrame, ServerMessage, Timestamp, UserId,
};

use super::{Outcome, Page, Slice, StoreError, WholeThread, Write};

/// A durable event, encoded once for each version of the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an event is its fields")]
pub struct DurableEvent {
    /// Its place in the room.
    pub seq: Seq,
    /// Without version 2's fields.
    pub v1: Utf8Bytes,
    /// With its sequence number; also what is stored.
    pub v2: Utf8Bytes,
}

impl DurableEvent {
    /// Encodes a message.
    #[must_use]
    pub fn encode(seq: Seq, message: ServerMessage) -> Self {
        let mut frame = ServerFrame::plain(message);
        let v1 = frame.encode().into();
        frame.seq = Some(seq);
        let v2 = frame.encode().into();
        Self { seq, v1, v2 }
    }

    /// Reads a stored frame.
    pub(crate) fn read(seq: Seq, text: String) -> Result<Self, StoreError> {
        let mut frame =
            ServerFrame::decode(&text).map_err(|error| StoreError::corrupt("event", error))?;
        frame.seq = None;
        let v1 = frame.encode().into();
        let v2 = text.into();
        Ok(Self { seq, v1, v2 })
    }
}

/// A room as one person sees it at one place of its sequence.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a snapshot is its fields")]
pub struct Snapshot {
    /// The last event it contains.
    pub seq: Seq,
    /// Conversations, oldest first.
    pub threads: Vec<Thread>,
    /// All reactions, oldest first.
    pub reactions: Vec<Reaction>,
    /// What happened lately, newest first.
    pub activity: Vec<ActivityLog>,
    /// The person's own, newest first.
    pub notifications: Vec<Notification>,
    /// When resumed: the events after the place the client knew. Then
    /// threads, reactions and activity are empty.
    pub events: Option<Vec<DurableEvent>>,
    /// Whether there are settled threads that were left out.
    pub has_more: bool,
}

/// Which threads a snapshot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each extent must be read")]
pub enum Extent {
    /// All of them.
    Everything,
    /// Those that are open: settled ones come in pages.
    OpenThreads,
}

/// What a committed write did, for those who are listening.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a commit is its fields")]
pub struct Committed {
    /// In which environment.
    pub environment: EnvironmentId,
    /// In which room.
    pub room: RoomId,
    /// Its durable events, in order.
    pub events: Vec<DurableEvent>,
    /// Who is told what.
    pub notifications: Vec<(UserId, Notification)>,
}

/// Hears of every commit, in order, from the writer itself. It must return
/// at once: what it misses can be read from the store.
pub trait CommitListener: std::fmt::Debug + Send + Sync + 'static {
    /// A write is durable.
    fn committed(&self, commit: Arc<Committed>);
}

/// How a write ended, kept under its operation id.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct StoredOutcome {
    /// The last event it made.
    pub seq: Option<Seq>,
    /// Why it was refused, if it was.
    pub refusal: Option<super::Refusal>,
    /// What the request said.
    pub request: Option<String>,
    /// The first event it made, for operations of hosts' backends.
    pub event: Option<Utf8Bytes>,
}

/// The outcome of a write that was handed over.
pub type PendingOutcome = BoxFuture<'static, Result<Outcome, StoreError>>;

/// Keeps rooms.
#[async_trait]
pub trait RoomStore: Send + Sync + 'static {
    /// The life of all sequences in this store.
    fn epoch(&self) -> &Epoch;

    /// Names who hears of commits. Called once, before the first write.
    fn listen(&self, listener: Arc<dyn CommitListener>);

    /// Hands a write over, to be applied in the order of the calls. Waits
    /// while too many are waiting; its outcome comes when it is durable.
    ///
    /// # Errors
    /// When the store is closed.
    async fn enqueue(&self, write: Write) -> Result<PendingOutcome, StoreError>;

    /// How many writes wait to be applied.
    fn waiting_writes(&self) -> usize;

    /// Applies a write and waits until it is durable.
    ///
    /// # Errors
    /// For faults of the store; a refusal is an [`Outcome`].
    async fn write(&self, write: Write) -> Result<Outcome, StoreError> {
        self.enqueue(write).await?.await
    }

    /// The last event of a room; zero when there is none.
    async fn head(&self, environment: &EnvironmentId, room: &RoomId) -> Result<Seq, StoreError>;

    /// A room for one person, all read at one moment: what came after
    /// `since` when that is still kept, everything otherwise.
    async fn snapshot(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        user: &UserId,
        since: Option<Seq>,
        extent: Extent,
    ) -> Result<Snapshot, StoreError>;

    /// People whose names a room needs: the environment's seen last, and
    /// everybody who wrote there.
    async fn people(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
    ) -> Result<Vec<User>, StoreError>;

    /// Threads that are settled, or changed at this time or later, with all
    /// that belongs to them: those started last come first. And the last
    /// event they contain, all read at one moment.
    async fn settled_threads(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        changed_since: Timestamp,
        slice: &Slice,
    ) -> Result<(Seq, Page<WholeThread>), StoreError>;

    /// Events after a place, at most `limit`; `None` when some of them are
    /// no longer kept.
    async fn events_after(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        after: Seq,
        limit: u32,
    ) -> Result<Option<Vec<DurableEvent>>, StoreError>;
}
