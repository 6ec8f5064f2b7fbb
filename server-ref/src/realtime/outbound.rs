//! The way out of a connection: rooms put frames in, one task writes them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{Sink, SinkExt};
use pulse_protocol::UserId;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::lanes::{Lanes, Taken};
use super::socket::Said;
use crate::metrics::Metrics;

/// The lanes of one receiver, shared by those who fill and who empty them.
#[derive(Debug)]
pub(super) struct Outbound {
    lanes: Mutex<Lanes>,
    wake: Notify,
    metrics: Arc<Metrics>,
}

impl Outbound {
    pub(super) fn new(receiver: UserId, metrics: Arc<Metrics>) -> Self {
        Self {
            lanes: Mutex::new(Lanes::new(receiver)),
            wake: Notify::new(),
            metrics,
        }
    }

    /// Changes what waits, and wakes the task that writes.
    pub(super) fn with(&self, change: impl FnOnce(&mut Lanes)) {
        change(&mut self.lock());
        self.wake.notify_one();
    }

    /// Writes what comes, all that waits together, until the connection is
    /// closed or the receiver has not taken anything for so long.
    pub(super) async fn write_to(&self, mut sink: impl Sink<Said> + Unpin, patience: Duration) {
        loop {
            self.wake.notified().await;
            let taken = self.lock().take();
            let latest = taken.frames.len() as u64 - taken.reliable.frames;
            self.metrics.flushed(taken.reliable, latest);
            let closes = taken.close.is_some();
            let written = self.write(&mut sink, taken, patience).await;
            if closes || written.is_none() {
                return;
            }
        }
    }

    /// Nothing when the receiver is gone, or as good as.
    async fn write(
        &self,
        sink: &mut (impl Sink<Said> + Unpin),
        taken: Taken,
        patience: Duration,
    ) -> Option<()> {
        for frame in taken.frames {
            // What it will miss it gets when it resumes.
            if self.lock().is_given_up() {
                break;
            }
            within(patience, sink.feed(Said::Text(frame))).await?;
        }
        if taken.ping {
            within(patience, sink.feed(Said::Ping)).await?;
        }
        if let Some(code) = taken.close {
            within(patience, sink.feed(Said::Close(code))).await?;
        }
        within(patience, sink.flush()).await
    }

    fn lock(&self) -> MutexGuard<'_, Lanes> {
        // Lanes are whole after every method, so a panic elsewhere is no reason to stop.
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for a step of writing.
pub(super) async fn within<E>(
    patience: Duration,
    step: impl Future<Output = Result<(), E>>,
) -> Option<()> {
    timeout(patience, step).await.ok()?.ok()
}
