//! The primitive steps of a write, inside its transaction. What they mean is
//! decided in `apply`, once for every database.

use async_trait::async_trait;
use pulse_protocol::entity::{ActivityLog, Comment, Notification, Reaction, TargetType};
use pulse_protocol::{
    CommentId, NotificationId, OpId, ReactionId, Seq, ThreadId, Timestamp, UserId, Verbatim,
};

use super::uploads::UploadLedger;
use super::{DurableEvent, StoreError, StoredOutcome};

/// A thread without its comments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ThreadRow {
    pub(super) id: ThreadId,
    pub(super) creator: UserId,
    pub(super) resolved: bool,
    pub(super) position: Option<Verbatim>,
}

/// A reaction and the thread it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ReactionRow {
    pub(super) reaction: Reaction,
    pub(super) thread: ThreadId,
}

/// The steps that erase a person from the room.
#[async_trait]
pub(super) trait ErasureLedger: Send {
    /// What a person wrote in the room, oldest first.
    async fn comments_by(&mut self, author: &UserId) -> Result<Vec<Comment>, StoreError>;
    async fn reactions_by(&mut self, author: &UserId) -> Result<Vec<ReactionRow>, StoreError>;
    /// What others wrote in the room that may name a person, by id or by name,
    /// oldest first.
    async fn comments_naming(&mut self, person: &UserId) -> Result<Vec<Comment>, StoreError>;
    async fn set_author(&mut self, id: &CommentId, author: &UserId) -> Result<(), StoreError>;
    /// Makes the author of a thread's first comment its creator, where that
    /// was this person.
    async fn replace_creator(&mut self, person: &UserId) -> Result<(), StoreError>;
    /// Drops the room's events, and entries and notifications about a person.
    async fn forget_history(&mut self, person: &UserId) -> Result<(), StoreError>;
}

/// One open transaction, limited to one room of one environment: what is
/// elsewhere is not found.
#[async_trait]
pub(super) trait Ledger: ErasureLedger + UploadLedger {
    async fn operation(
        &mut self,
        author: &str,
        id: &OpId,
    ) -> Result<Option<StoredOutcome>, StoreError>;
    async fn keep_operation(
        &mut self,
        author: &str,
        id: &OpId,
        outcome: &StoredOutcome,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    async fn ensure_room(&mut self, at: Timestamp) -> Result<(), StoreError>;
    async fn head(&mut self) -> Result<Seq, StoreError>;
    async fn append(&mut self, event: &DurableEvent, at: Timestamp) -> Result<(), StoreError>;
    async fn keep_activity(&mut self, seq: Seq, entry: &ActivityLog) -> Result<(), StoreError>;

    /// Whether the id is taken in another room.
    async fn thread_is_elsewhere(&mut self, id: &ThreadId) -> Result<bool, StoreError>;
    async fn thread(&mut self, id: &ThreadId) -> Result<Option<ThreadRow>, StoreError>;
    async fn insert_thread(
        &mut self,
        thread: &ThreadRow,
        place: Seq,
        at: Timestamp,
    ) -> Result<(), StoreError>;
    async fn update_thread(&mut self, thread: &ThreadRow, at: Timestamp) -> Result<(), StoreError>;
    async fn touch_thread(&mut self, id: &ThreadId, at: Timestamp) -> Result<(), StoreError>;
    /// Removes a thread with its comments, and ends their files.
    async fn delete_thread(&mut self, id: &ThreadId) -> Result<(), StoreError>;
    /// The creator and everybody who wrote in the thread.
    async fn participants(&mut self, id: &ThreadId) -> Result<Vec<UserId>, StoreError>;

    /// Whether the id is taken in another room.
    async fn comment_is_elsewhere(&mut self, id: &CommentId) -> Result<bool, StoreError>;
    async fn comment(&mut self, id: &CommentId) -> Result<Option<Comment>, StoreError>;
    async fn first_comment(&mut self, thread: &ThreadId) -> Result<Option<Comment>, StoreError>;
    async fn insert_comment(&mut self, comment: &Comment, place: Seq) -> Result<(), StoreError>;
    async fn update_comment(&mut self, comment: &Comment) -> Result<(), StoreError>;
    /// Removes a comment and its reactions, and ends its files.
    async fn delete_comment(&mut self, id: &CommentId) -> Result<(), StoreError>;

    async fn reaction(&mut self, id: &ReactionId) -> Result<Option<ReactionRow>, StoreError>;
    /// Whether the id is taken, in whichever room.
    async fn reaction_exists(&mut self, id: &ReactionId) -> Result<bool, StoreError>;
    async fn same_reaction(
        &mut self,
        target_type: TargetType,
        target: &str,
        author: &UserId,
        emoji: &str,
    ) -> Result<bool, StoreError>;
    async fn insert_reaction(&mut self, row: &ReactionRow, place: Seq) -> Result<(), StoreError>;
    async fn delete_reaction(&mut self, id: &ReactionId) -> Result<(), StoreError>;

    /// The people a mention means: the one with that id, or else those with
    /// that name, its spaces written as underscores.
    async fn mentioned(&mut self, mention: &str) -> Result<Vec<UserId>, StoreError>;
    async fn insert_notifications(
        &mut self,
        told: &[(UserId, Notification)],
        place: Seq,
    ) -> Result<(), StoreError>;
    async fn read_notification(
        &mut self,
        recipient: &UserId,
        id: &NotificationId,
    ) -> Result<bool, StoreError>;
    async fn read_all_notifications(&mut self, recipient: &UserId) -> Result<(), StoreError>;
}
