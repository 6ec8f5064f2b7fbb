//! Forgets, now and then and a little at a time, what need not be kept.

use std::time::Duration;

use pulse_protocol::Timestamp;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::storage::{HistoryBounds, NotificationBounds, Store, StoreError};

/// Sweeps for as long as it is awaited.
pub async fn sweep(store: &dyn Store, now: impl Fn() -> Timestamp) {
    let mut ticks = interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match sweep_once(store, &now).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(
                rows,
                "old events, notifications and documents were forgotten"
            ),
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "what is old could not be forgotten"
            ),
        }
    }
}

/// Forgets all that is out of bounds, with pauses in which others write.
async fn sweep_once(store: &dyn Store, now: impl Fn() -> Timestamp) -> Result<u64, StoreError> {
    let (bounds, told) = (HistoryBounds::default(), NotificationBounds::default());
    let mut all = 0;
    loop {
        let events = store.trim_history(&bounds, now(), AT_ONCE).await?;
        let notices = store.trim_notifications(&told, now(), AT_ONCE).await?;
        let documents = store.trim_shared_states(now(), AT_ONCE).await?;
        all += events + notices + documents;
        if events.max(notices).max(documents) < u64::from(AT_ONCE) {
            return Ok(all);
        }
        sleep(PAUSE).await;
    }
}

const SWEEP_EVERY: Duration = Duration::from_secs(10 * 60);
const PAUSE: Duration = Duration::from_millis(50);
const AT_ONCE: u32 = 2_000;
