//! Removes the bytes of files that nothing needs any more: a little at a
//! time, again and again, so that what was left when the server ended or the
//! service failed goes too.

use std::time::Duration;

use pulse_protocol::Timestamp;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::{UploadError, Uploads};
use crate::shell;

impl Uploads {
    /// Removes some of what has ended at a time; says how many files that were.
    ///
    /// # Errors
    /// When the store fails, or the place of the files; what is left then goes
    /// at another time.
    pub async fn sweep(&self, now: Timestamp) -> Result<usize, UploadError> {
        let ended = self.store.ended_uploads(now, SWEPT_AT_ONCE).await?;
        if ended.is_empty() {
            return Ok(0);
        }
        for address in &ended {
            self.depot.remove(address).await?;
        }
        let count = ended.len();
        // Last, so that they are found again if the server ends meanwhile.
        self.store.forget_uploads(ended).await?;
        Ok(count)
    }

    /// Sweeps for as long as it is awaited.
    pub async fn keep_sweeping(&self) {
        let mut ticks = interval(SWEEP_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.sweep(shell::now()).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "files that nothing needs could not be removed"
                );
                sleep(AFTER_FAILURE).await;
            }
        }
    }
}

const SWEPT_AT_ONCE: u32 = 100;
/// A look costs one read of an index that is mostly empty.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
const AFTER_FAILURE: Duration = Duration::from_secs(60);
