//! Pointers move. Each position carries the time it was sent, so whoever receives it knows how long
//! it was under way.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::SinkExt;
use memchr::memmem;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_tungstenite::tungstenite::Message;

use super::tickets;
use crate::measure::{Outcome, Stopwatch, Tally};
use crate::member::{Member, join_all, next_text};
use crate::server::Server;
use crate::shell;

/// How many, and how fast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursors {
    pub(crate) rooms: usize,
    pub(crate) members: usize,
    /// Of the members of each room.
    pub(crate) moving: usize,
    pub(crate) per_second: u32,
}

/// What the members are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Wait,
    Move,
    End,
}

impl Cursors {
    pub(crate) async fn run(self, server: &Server, period: Duration) -> Result<Outcome> {
        let empty = server.usage()?;
        let (phase, phases) = watch::channel(Phase::Wait);
        let clock = shell::now();
        let tickets = tickets(server, self.rooms, self.members)?;
        let everybody = tickets.len();
        let mut lives = join_all(tickets, move |index, member| {
            let moves = index % self.members < self.moving;
            let pace = moves.then(|| Duration::from_secs(1) / self.per_second);
            live(member, pace, clock, phases.clone())
        })
        .await?;
        let stopwatch = Stopwatch::start(server, empty)?;
        phase.send(Phase::Move)?;
        sleep(period).await;
        phase.send(Phase::End)?;
        let mut total = Tally::new()?;
        let outcome = stopwatch.stop(server, everybody, Tally::new()?)?;
        while let Some(tally) = lives.join_next().await {
            total.add(&tally??)?;
        }
        Ok(Outcome {
            tally: total,
            ..outcome
        })
    }
}

/// One member's time in the room.
async fn live(
    member: Member,
    pace: Option<Duration>,
    clock: Instant,
    mut phases: watch::Receiver<Phase>,
) -> Result<Tally> {
    let Member {
        mut says,
        mut hears,
        ..
    } = member;
    let mut tally = Tally::new()?;
    let cursor = memmem::Finder::new(r#""userId""#);
    let mut ticks = interval(pace.unwrap_or(NEVER));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // Not all at the same moment.
    if let Some(pace) = pace {
        ticks.reset_after(pace.mul_f32(fastrand::f32()));
    }
    loop {
        let phase = *phases.borrow_and_update();
        if phase == Phase::End {
            return Ok(tally);
        }
        tokio::select! {
            changed = phases.changed() => changed?,
            text = next_text(&mut hears) => {
                let text = text?.context("the server hung up")?;
                if phase == Phase::Move && text.starts_with(BATCH) {
                    let bytes = text.as_bytes();
                    tally.delivered += cursor.find_iter(bytes).count() as u64;
                    if let Some(sent) = stamp(&text) {
                        tally.took(clock.elapsed().saturating_sub(sent));
                    }
                }
            }
            _ = ticks.tick(), if pace.is_some() && phase == Phase::Move => {
                let position = clock.elapsed().as_micros();
                let text = format!(
                    r#"{{"type":"cursor:move","position":{{"x":412,"y":188,"pageX":412,"pageY":1388,"sent":{position}}}}}"#
                );
                says.send(Message::text(text)).await?;
                tally.sent += 1;
            }
        }
    }
}

/// When the last cursor of a batch was sent: one of each batch is enough for a distribution.
fn stamp(batch: &str) -> Option<Duration> {
    let (_, rest) = batch.rsplit_once(r#""sent":"#)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    rest[..digits].parse().ok().map(Duration::from_micros)
}

/// How a batch begins.
const BATCH: &str = r#"{"type":"cursor:batch""#;
/// The pace of those who only watch, who never look at it.
const NEVER: Duration = Duration::from_secs(3600);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_tells_when_its_last_cursor_was_sent() {
        let batch = r#"{"type":"cursor:batch","cursors":[{"userId":"a","position":{"sent":7}},{"userId":"b","position":{"sent":42}}]}"#;
        assert_eq!(stamp(batch), Some(Duration::from_micros(42)));
        assert_eq!(stamp("{}"), None);
    }
}
