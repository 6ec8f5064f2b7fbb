//! The way out of a connection: rooms put frames in, one task writes them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::Bytes;
use futures_util::SinkExt;
use futures_util::stream::SplitSink;
use pulse_protocol::{CloseCode, UserId};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::lanes::Lanes;
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
    /// closed or the receiver has not taken anything for too long.
    pub(super) async fn write_to(&self, mut sink: SplitSink<WebSocket, Message>) {
        loop {
            self.wake.notified().await;
            let taken = self.lock().take();
            let latest = taken.frames.len() as u64 - taken.reliable.frames;
            self.metrics.flushed(taken.reliable, latest);
            let write = async {
                for frame in taken.frames {
                    sink.feed(Message::Text(frame)).await?;
                }
                if taken.ping {
                    sink.feed(Message::Ping(Bytes::new())).await?;
                }
                if let Some(code) = taken.close {
                    sink.feed(close_message(code)).await?;
                }
                sink.flush().await
            };
            match timeout(WRITE_TIMEOUT, write).await {
                Ok(Ok(())) if taken.close.is_none() => {}
                _ => return,
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Lanes> {
        // Lanes are whole after every method, so a panic elsewhere is no reason to stop.
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn close_message(code: CloseCode) -> Message {
    Message::Close(Some(CloseFrame {
        code: code.as_u16(),
        reason: "".into(),
    }))
}

const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
