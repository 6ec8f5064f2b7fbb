//! What the panel keeps: the people who run the server, how they sign in, and
//! what they did.

mod accounts;
mod audit;
mod browse;
mod change;

use async_trait::async_trait;
use pulse_protocol::{EnvironmentId, Timestamp};

pub use accounts::{
    AccessToken, AdminAccount, AdminId, AdminRole, AdminSession, SecretHash, UnknownRole,
};
pub use audit::{AuditEntry, AuditFilter, Sample};
pub use browse::{
    BrowseStore, CommentRow, KeyUse, ReactionCount, RoomSummary, ThreadSummary, UserSummary,
};
pub use change::{AdminChange, AdminOutcome, AttemptSubject, delay_ms};

use super::{Page, Slice, StoreError};

/// Keeps what the panel needs. There is one way in for changes, so that each
/// commits together with the entry that tells of it.
#[async_trait]
pub trait AdminStore: Send + Sync + 'static {
    /// Does a change in one transaction, with its entry if it was done.
    async fn administer(
        &self,
        change: AdminChange,
        entry: Option<AuditEntry>,
    ) -> Result<AdminOutcome, StoreError>;

    /// How many people can sign in.
    async fn admin_count(&self) -> Result<u64, StoreError>;

    /// Everybody who can sign in, oldest first.
    async fn admins(&self, slice: &Slice) -> Result<Page<AdminAccount>, StoreError>;

    /// Somebody who can sign in.
    async fn admin(&self, id: &AdminId) -> Result<Option<AdminAccount>, StoreError>;

    /// The same by their address, in lower case.
    async fn admin_by_email(&self, email: &str) -> Result<Option<AdminAccount>, StoreError>;

    /// The session of a cookie, whether it has ended or not.
    async fn admin_session(&self, hash: &SecretHash) -> Result<Option<AdminSession>, StoreError>;

    /// Somebody's sessions that have not ended, newest first.
    async fn admin_sessions(
        &self,
        admin: &AdminId,
        now: Timestamp,
    ) -> Result<Vec<AdminSession>, StoreError>;

    /// A personal access token by what its text hashes to.
    async fn access_token(&self, hash: &SecretHash) -> Result<Option<AccessToken>, StoreError>;

    /// Somebody's tokens, newest first.
    async fn access_tokens(&self, admin: &AdminId) -> Result<Vec<AccessToken>, StoreError>;

    /// What the link hashes to with which the first admin can be made.
    async fn setup_hash(&self) -> Result<Option<SecretHash>, StoreError>;

    /// What was done, newest first. A place is the last entry of the page before.
    async fn audit(
        &self,
        filter: &AuditFilter,
        slice: &Slice,
    ) -> Result<Page<AuditEntry>, StoreError>;

    /// What the servers counted since a time, oldest first.
    async fn samples(&self, since: Timestamp) -> Result<Vec<Sample>, StoreError>;

    /// An environment's key pairs with when they were made and used, oldest first.
    async fn key_uses(&self, environment: &EnvironmentId) -> Result<Vec<KeyUse>, StoreError>;
}
