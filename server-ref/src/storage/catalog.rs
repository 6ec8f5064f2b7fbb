//! Looking things up by id, and listing them: what backends ask for, who see
//! a whole environment.

use async_trait::async_trait;
use pulse_protocol::entity::{Comment, Reaction, Thread, User};
use pulse_protocol::{
    CommentId, EnvironmentId, ReactionId, RoomId, ThreadId, Timestamp, UserId, Verbatim,
};

use super::{Page, Slice, StoreError};

/// A room as it is listed.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct RoomRecord {
    /// What the host page calls it.
    pub id: RoomId,
    /// The host's own object about it.
    pub metadata: Option<Verbatim>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A person as they are listed.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct UserRecord {
    /// As others see them.
    pub user: User,
    /// When they were first heard of.
    pub created_at: Timestamp,
}

/// Which threads are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_structs, reason = "a filter is its fields")]
pub struct ThreadFilter {
    /// Settled ones or open ones; both when none.
    pub resolved: Option<bool>,
    /// Those that changed at this time or later.
    pub since: Option<Timestamp>,
}

/// A thread with its comments, and the reactions on it and on them.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a thread is its parts")]
pub struct WholeThread {
    /// The thread.
    pub thread: Thread,
    /// Oldest first.
    pub reactions: Vec<Reaction>,
}

/// Something whose room is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each thing must be found")]
pub enum Thing<'a> {
    /// A thread.
    Thread(&'a ThreadId),
    /// A comment.
    Comment(&'a CommentId),
    /// A reaction.
    Reaction(&'a ReactionId),
}

/// Reads a whole environment.
#[async_trait]
pub trait CatalogStore: Send + Sync + 'static {
    /// Rooms, oldest first.
    async fn rooms(
        &self,
        environment: &EnvironmentId,
        slice: &Slice,
    ) -> Result<Page<RoomRecord>, StoreError>;

    /// A room.
    async fn room(
        &self,
        environment: &EnvironmentId,
        id: &RoomId,
    ) -> Result<Option<RoomRecord>, StoreError>;

    /// Makes a room known, if it is not.
    async fn ensure_room(
        &self,
        environment: &EnvironmentId,
        id: &RoomId,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Changes what the host keeps about a room. False when there is none.
    async fn set_metadata(
        &self,
        environment: &EnvironmentId,
        id: &RoomId,
        metadata: Option<&Verbatim>,
    ) -> Result<bool, StoreError>;

    /// Threads of a room without their comments, oldest first.
    async fn threads(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        filter: &ThreadFilter,
        slice: &Slice,
    ) -> Result<Page<Thread>, StoreError>;

    /// Threads of a room with all that belongs to them, oldest first.
    async fn whole_threads(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        filter: &ThreadFilter,
        slice: &Slice,
    ) -> Result<Page<WholeThread>, StoreError>;

    /// A thread with its comments.
    async fn thread(
        &self,
        environment: &EnvironmentId,
        id: &ThreadId,
    ) -> Result<Option<Thread>, StoreError>;

    /// Comments of a thread, oldest first.
    async fn comments(
        &self,
        environment: &EnvironmentId,
        thread: &ThreadId,
        slice: &Slice,
    ) -> Result<Page<Comment>, StoreError>;

    /// A comment.
    async fn comment(
        &self,
        environment: &EnvironmentId,
        id: &CommentId,
    ) -> Result<Option<Comment>, StoreError>;

    /// A person's reaction on a comment.
    async fn reaction_on(
        &self,
        environment: &EnvironmentId,
        comment: &CommentId,
        author: &UserId,
        emoji: &str,
    ) -> Result<Option<Reaction>, StoreError>;

    /// The room in which something is.
    async fn room_of(
        &self,
        environment: &EnvironmentId,
        thing: Thing<'_>,
    ) -> Result<Option<RoomId>, StoreError>;

    /// People, by when they were first heard of.
    async fn users(
        &self,
        environment: &EnvironmentId,
        slice: &Slice,
    ) -> Result<Page<UserRecord>, StoreError>;
}
