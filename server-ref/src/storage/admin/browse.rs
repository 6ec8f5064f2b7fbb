//! Looking through what an environment holds, as people do: with counts and a
//! search, newest first.

use async_trait::async_trait;
use pulse_protocol::entity::{Comment, User};
use pulse_protocol::{EnvironmentId, RoomId, ThreadId, Timestamp, UserId};

use super::super::{KeyRecord, Page, Slice, StoreError};

/// A key pair with its past.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct KeyUse {
    /// The pair.
    pub key: KeyRecord,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, within a minute.
    pub used_at: Option<Timestamp>,
}

/// A room with how much is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct RoomSummary {
    /// What the host page calls it.
    pub id: RoomId,
    /// Its threads.
    pub threads: u64,
    /// Their comments.
    pub comments: u64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A thread with how it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct ThreadSummary {
    /// Its id.
    pub id: ThreadId,
    /// Whether it is settled.
    pub resolved: bool,
    /// Who began it.
    pub author: UserId,
    /// What its first comment says.
    pub beginning: String,
    /// Its comments.
    pub comments: u64,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// How often an emoji is on a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct ReactionCount {
    /// The emoji.
    pub emoji: String,
    /// How many people chose it.
    pub count: u64,
}

/// A comment with what is on it.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct CommentRow {
    /// The comment.
    pub comment: Comment,
    /// Its author's name, while they are known.
    pub author_name: Option<String>,
    /// Its reactions.
    pub reactions: Vec<ReactionCount>,
}

/// A person with how much they wrote.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct UserSummary {
    /// As others see them.
    pub user: User,
    /// Their comments.
    pub comments: u64,
    /// When they were first heard of.
    pub created_at: Timestamp,
}

/// Looks through an environment. Searches find a part of a word, in whatever case.
#[async_trait]
pub trait BrowseStore: Send + Sync + 'static {
    /// Rooms whose id contains a text, newest first.
    async fn browse_rooms(
        &self,
        environment: &EnvironmentId,
        search: &str,
        slice: &Slice,
    ) -> Result<Page<RoomSummary>, StoreError>;

    /// Threads of a room, newest first.
    async fn browse_threads(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        slice: &Slice,
    ) -> Result<Page<ThreadSummary>, StoreError>;

    /// Comments of a thread, oldest first.
    async fn browse_comments(
        &self,
        environment: &EnvironmentId,
        thread: &ThreadId,
        slice: &Slice,
    ) -> Result<Page<CommentRow>, StoreError>;

    /// People whose name or id contains a text, newest first.
    async fn browse_users(
        &self,
        environment: &EnvironmentId,
        search: &str,
        slice: &Slice,
    ) -> Result<Page<UserSummary>, StoreError>;
}
