//! What is kept, behind traits, so that another database is an addition.
//!
//! The store is the truth: a write is committed before anybody sees it, and
//! every sequence number is given here, in the transaction of its event.

mod admin;
mod apply;
mod catalog;
#[cfg(test)]
mod conformance;
mod database;
mod environments;
mod error;
mod history;
mod ledger;
mod lowered_limits;
mod migrations;
mod page;
mod people;
#[cfg(feature = "postgres")]
pub mod postgres;
mod rooms;
mod shared_data;
pub mod sqlite;
mod uploads;
mod write;
mod writer_task;

pub use admin::{
    AccessToken, AdminAccount, AdminChange, AdminId, AdminOutcome, AdminRole, AdminSession,
    AdminStore, AttemptSubject, AuditEntry, AuditFilter, BrowseStore, CommentRow, KeyUse,
    ReactionCount, RoomSummary, Sample, SecretHash, ThreadSummary, UnknownRole, UserSummary,
    delay_ms,
};
pub use catalog::{CatalogStore, RoomRecord, Thing, ThreadFilter, UserRecord, WholeThread};
pub use database::{Database, Opened};
pub use environments::{
    Environment, EnvironmentStore, KeyRecord, NewKey, Settings, SettingsError, Tenant,
};
pub use error::StoreError;
pub use history::{HistoryBounds, HistoryStore, NotificationBounds};
pub use lowered_limits::LoweredLimits;
pub use page::{Page, Place, Slice};
pub use people::{Person, UserStore};
pub use rooms::{
    CommitListener, Committed, DurableEvent, Extent, PendingOutcome, RoomStore, Snapshot,
    StoredOutcome,
};
pub use shared_data::{Replacement, SharedDataStore};
pub use uploads::{Keeping, Upload, UploadAddress, UploadAttempt, UploadStore};
pub use write::{Action, Actor, Erasure, Outcome, Refusal, Write};
pub use writer_task::WriterTask;

/// Everything the server keeps.
pub trait Store:
    std::fmt::Debug
    + EnvironmentStore
    + UserStore
    + RoomStore
    + HistoryStore
    + CatalogStore
    + UploadStore
    + SharedDataStore
    + AdminStore
    + BrowseStore
{
}

impl<T> Store for T where
    T: std::fmt::Debug
        + EnvironmentStore
        + UserStore
        + RoomStore
        + HistoryStore
        + CatalogStore
        + UploadStore
        + SharedDataStore
        + AdminStore
        + BrowseStore
{
}
