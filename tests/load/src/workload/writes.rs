//! Comments are written: each writer waits for the acknowledgement and writes the next, so the rate
//! is what the store can do for so many at a time.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::tickets;
use crate::measure::{Outcome, Stopwatch, Tally};
use crate::member::{Member, Ticket, join_all, next_text};
use crate::server::{PATIENCE, Server};
use crate::shell;
use crate::stamp::Stamp;

/// Where is written, and by how many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writes {
    pub(crate) rooms: usize,
    /// Of each room, all of whom write.
    pub(crate) members: usize,
    /// Of each room, which its members take by turns. In one thread with everybody each comment is
    /// a notification for all others as well.
    pub(crate) threads: usize,
}

impl Writes {
    pub(crate) async fn run(self, server: &Server, period: Duration) -> Result<Outcome> {
        let empty = server.usage()?;
        let tickets = tickets(server, self.rooms, self.members)?;
        let everybody = tickets.len();
        let mut threads = Vec::new();
        for room in tickets.chunks(self.members) {
            threads.extend(start(&room[0], self.threads).await?);
        }
        let (clock, nodes) = (shell::now(), server.nodes());
        let (phase, phases) = watch::channel(Phase::Wait);
        let mut lives = join_all(tickets, move |index, member| {
            let (room, place) = (index / self.members, index % self.members);
            let writer = Writer {
                thread: threads[room * self.threads + place % self.threads].clone(),
                node: index % nodes,
                clock,
                written: Vec::new(),
            };
            writer.live(member, phases.clone())
        })
        .await?;
        let stopwatch = Stopwatch::start(server, empty)?;
        phase.send(Phase::Write)?;
        sleep(period).await;
        let outcome = stopwatch.stop(server, everybody, Tally::new()?)?;
        phase.send(Phase::End)?;

        let mut total = Tally::new()?;
        let mut written = HashSet::new();
        while let Some(life) = lives.join_next().await {
            let (tally, acknowledged) = life??;
            total.add(&tally)?;
            written.extend(acknowledged);
        }
        // Whoever ended first did not hear the last ones; the store has to have them all.
        let kept = kept(server, self.rooms, everybody).await?;
        total.lost = written.difference(&kept).count() as u64;
        Ok(Outcome {
            tally: total,
            ..outcome
        })
    }
}

/// Starts threads to write into, as somebody who leaves again.
async fn start(ticket: &Ticket, threads: usize) -> Result<Vec<String>> {
    let mut starter = ticket.join().await?;
    let ids: Vec<_> = (0..threads).map(|_| shell::id()).collect();
    for id in &ids {
        let text = json!({
            "type": "thread:create", "opId": shell::id(), "id": id, "body": "Load",
        });
        starter.says.send(Message::text(text.to_string())).await?;
        timeout(PATIENCE, acknowledged(&mut starter, |_| {})).await??;
    }
    Ok(ids)
}

/// What the writers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Wait,
    Write,
    End,
}

/// Somebody who writes.
#[derive(Debug)]
struct Writer {
    thread: String,
    node: usize,
    clock: Instant,
    /// The ids of what was acknowledged.
    written: Vec<String>,
}

impl Writer {
    async fn live(
        mut self,
        mut member: Member,
        mut phases: watch::Receiver<Phase>,
    ) -> Result<(Tally, Vec<String>)> {
        let mut tally = Tally::new()?;
        loop {
            tokio::select! {
                begun = phases.wait_for(|phase| *phase != Phase::Wait) => {
                    begun?;
                    break;
                }
                text = next_text(&mut member.hears) => {
                    text?.context("the server hung up")?;
                }
            }
        }
        while *phases.borrow() != Phase::End {
            self.write(&mut member, &mut tally).await?;
        }
        Ok((tally, self.written))
    }

    async fn write(&mut self, member: &mut Member, tally: &mut Tally) -> Result<()> {
        let (id, node, clock) = (shell::id(), self.node, self.clock);
        let sent = clock.elapsed();
        let stamp = Stamp { sent, node };
        let text = json!({
            "type": "comment:create", "opId": shell::id(), "threadId": self.thread, "id": id,
            "body": format!("How does this look to you? {stamp}"),
        });
        member.says.send(Message::text(text.to_string())).await?;
        tally.sent += 1;
        let answered = acknowledged(member, |comment| {
            tally.delivered += 1;
            if let Some(stamp) = Stamp::last_in(comment) {
                tally.arrived(stamp, clock.elapsed(), node);
            }
        });
        timeout(PATIENCE, answered)
            .await
            .context("an acknowledgement took too long")??;
        tally.took(clock.elapsed().saturating_sub(sent));
        tally.acknowledged += 1;
        self.written.push(id);
        Ok(())
    }
}

/// Listens until one's own write is acknowledged; comments of others that come before are handed on.
async fn acknowledged(member: &mut Member, mut heard: impl FnMut(&str)) -> Result<()> {
    loop {
        let text = next_text(&mut member.hears).await?;
        let text = text.context("the server hung up")?;
        if text.starts_with(COMMENT) {
            heard(&text);
        } else if text.starts_with(ACK) {
            return Ok(());
        } else if text.starts_with(ERROR) {
            anyhow::bail!("a write was refused: {text}");
        }
    }
}

/// The ids of all comments, as somebody sees them who comes later.
async fn kept(server: &Server, rooms: usize, person: usize) -> Result<HashSet<String>> {
    let mut all = HashSet::new();
    for room in 0..rooms {
        let address = format!("/room-{room}");
        let room = Ticket::new(server, person, &address)?.look().await?;
        let ids = room["threads"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|thread| thread["comments"].as_array().into_iter().flatten())
            .filter_map(|comment| Value::as_str(&comment["id"]).map(str::to_owned));
        all.extend(ids);
    }
    Ok(all)
}

const COMMENT: &str = r#"{"type":"comment:created""#;
const ACK: &str = r#"{"type":"ack""#;
const ERROR: &str = r#"{"type":"error""#;
