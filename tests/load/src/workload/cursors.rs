//! Pointers move. Each position carries the time and the node it was sent at, so whoever receives it
//! knows how long it was under way.

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
use crate::stamp::Stamp;

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
        let (everybody, nodes) = (tickets.len(), server.nodes());
        let mut lives = join_all(tickets, move |index, member| {
            let moves = index % self.members < self.moving;
            let pace = moves.then(|| Duration::from_secs(1) / self.per_second);
            live(member, index % nodes, pace, clock, phases.clone())
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
    node: usize,
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
                    // One of each batch is enough for a distribution.
                    if let Some(stamp) = Stamp::last_in(&text) {
                        let now = clock.elapsed();
                        tally.took(now.saturating_sub(stamp.sent));
                        tally.arrived(stamp, now, node);
                    }
                }
            }
            _ = ticks.tick(), if pace.is_some() && phase == Phase::Move => {
                let stamp = Stamp { sent: clock.elapsed(), node };
                let text = format!(
                    r#"{{"type":"cursor:move","position":{{"x":412,"y":188,"pageX":412,"pageY":1388,"sent":"{stamp}"}}}}"#
                );
                says.send(Message::text(text)).await?;
                tally.sent += 1;
            }
        }
    }
}

/// How a batch begins.
const BATCH: &str = r#"{"type":"cursor:batch""#;
/// The pace of those who only watch, who never look at it.
const NEVER: Duration = Duration::from_secs(3600);
