//! Files that came for comments: known from their arrival until nothing needs
//! them. The bytes are elsewhere; whoever keeps those asks here what may go.

use async_trait::async_trait;
use pulse_protocol::entity::Attachment;
use pulse_protocol::{AttachmentId, CommentId, EnvironmentId, Timestamp, UserId};

use super::StoreError;

/// A file that has come.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct Upload {
    /// As clients see it.
    pub attachment: Attachment,
    /// Who may claim it.
    pub uploader: UserId,
    /// When it came.
    pub at: Timestamp,
    /// When it goes, if no comment claims it.
    pub ends_at: Timestamp,
    /// Of a request that may come twice.
    pub attempt: Option<UploadAttempt>,
}

/// A request with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct UploadAttempt {
    /// Stands for the key.
    pub key: String,
    /// Stands for all that the request says.
    pub request: String,
}

/// What became of a file that has come.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each ending must be answered")]
pub enum Keeping {
    /// It is known from here on.
    Kept,
    /// The same request brought it before, as this.
    Repeated(Box<Attachment>),
    /// Another request had the same key.
    OtherRequest,
    /// Its uploader has too many that no comment has claimed.
    TooMany,
}

/// Which file, in which environment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an address is its parts")]
pub struct UploadAddress {
    /// The environment.
    pub environment: EnvironmentId,
    /// The file in it.
    pub id: AttachmentId,
}

/// Knows which files there are.
#[async_trait]
pub trait UploadStore: Send + Sync + 'static {
    /// Makes a file known, unless its uploader has `most` unclaimed ones.
    async fn keep_upload(
        &self,
        environment: &EnvironmentId,
        upload: Upload,
        most: u32,
    ) -> Result<Keeping, StoreError>;

    /// A file that may be fetched.
    async fn upload(
        &self,
        address: &UploadAddress,
        now: Timestamp,
    ) -> Result<Option<Attachment>, StoreError>;

    /// Ends a file that no comment has claimed.
    async fn end_upload(&self, address: &UploadAddress) -> Result<(), StoreError>;

    /// Some of the files whose bytes may go: their comments have gone, or
    /// none can claim them any more.
    async fn ended_uploads(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<UploadAddress>, StoreError>;

    /// Forgets files whose bytes have gone.
    async fn forget_uploads(&self, gone: Vec<UploadAddress>) -> Result<(), StoreError>;
}

/// The steps by which a comment gets its files, in the write's transaction.
#[async_trait]
pub(super) trait UploadLedger: Send {
    /// A file that this person brought and no comment has.
    async fn unclaimed(
        &mut self,
        id: &AttachmentId,
        uploader: &UserId,
        at: Timestamp,
    ) -> Result<Option<Attachment>, StoreError>;
    async fn claim(&mut self, id: &AttachmentId, comment: &CommentId) -> Result<(), StoreError>;
}
