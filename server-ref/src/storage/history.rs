//! How much of the past is kept: events, so that clients can resume (whoever
//! was away for longer starts from a snapshot), and what people were told.

use async_trait::async_trait;
use pulse_protocol::Timestamp;
use pulse_protocol::limits::NOTIFICATIONS;

use super::StoreError;

/// What is kept of a room's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a set of bounds is its fields")]
pub struct HistoryBounds {
    /// The newest so many of each room.
    pub events: u32,
    /// And of these the ones that are younger.
    pub age_ms: u64,
}

impl Default for HistoryBounds {
    /// 5,000 events, for seven days.
    fn default() -> Self {
        Self {
            events: 5_000,
            age_ms: 7 * 24 * 60 * 60 * 1000,
        }
    }
}

/// What is kept of notifications, read or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a set of bounds is its fields")]
pub struct NotificationBounds {
    /// The newest so many of each person in each room.
    pub each: u32,
    /// And of these the ones that are younger.
    pub age_ms: u64,
}

impl Default for NotificationBounds {
    /// Twice what a client is shown, so that what it shows can be marked as
    /// read while more arrive; for 90 days.
    fn default() -> Self {
        Self {
            each: 2 * NOTIFICATIONS as u32,
            age_ms: 90 * 24 * 60 * 60 * 1000,
        }
    }
}

/// Forgets what is no longer needed.
#[async_trait]
pub trait HistoryStore: Send + Sync + 'static {
    /// Forgets events out of bounds, at most `limit` of them, so that writes
    /// never wait for long. Tells how many it were.
    async fn trim_history(
        &self,
        bounds: &HistoryBounds,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError>;

    /// Forgets notifications out of bounds, in the same way.
    async fn trim_notifications(
        &self,
        bounds: &NotificationBounds,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError>;
}
