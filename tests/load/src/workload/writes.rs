//! Comments are written: each writer waits for the acknowledgement and writes the next, so the rate
//! is what the store can do for so many at a time.

use std::collections::HashSet;
use std::time::Duration;

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

/// Writes into a number of threads, `WRITERS` by turns. In one thread with
/// everybody each comment is a notification for all others as well.
pub(crate) async fn run(server: &Server, period: Duration, threads: usize) -> Result<Outcome> {
    let empty = server.usage()?;
    let tickets = tickets(server, 1, WRITERS)?;
    // Threads to write into, by somebody who leaves again.
    let mut starter = tickets[0].join().await?;
    let ids: Vec<_> = (0..threads).map(|_| shell::id()).collect();
    for id in &ids {
        let text = json!({
            "type": "thread:create", "opId": shell::id(), "id": id, "body": "Load",
        });
        starter.says.send(Message::text(text.to_string())).await?;
        timeout(PATIENCE, acknowledged(&mut starter)).await??;
    }
    drop(starter);

    let (phase, phases) = watch::channel(Phase::Wait);
    let mut lives = join_all(tickets, move |index, member| {
        write(member, ids[index % ids.len()].clone(), phases.clone())
    })
    .await?;
    let stopwatch = Stopwatch::start(server, empty)?;
    phase.send(Phase::Write)?;
    sleep(period).await;
    let outcome = stopwatch.stop(server, WRITERS, Tally::new()?)?;
    phase.send(Phase::End)?;

    let mut total = Tally::new()?;
    let mut written = HashSet::new();
    let mut seen = Vec::new();
    while let Some(life) = lives.join_next().await {
        let Written {
            tally,
            acknowledged,
            heard,
        } = life??;
        total.add(&tally)?;
        written.extend(acknowledged);
        seen.push(heard);
    }
    // Whoever ended first did not hear the last ones; the store has to have them all.
    let kept = kept(server).await?;
    total.lost = written.difference(&kept).count() as u64;
    total.delivered = seen.iter().sum();
    Ok(Outcome {
        tally: total,
        ..outcome
    })
}

/// What the writers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Wait,
    Write,
    End,
}

/// What a writer brings home.
#[derive(Debug)]
struct Written {
    tally: Tally,
    acknowledged: Vec<String>,
    heard: u64,
}

async fn write(
    mut member: Member,
    thread: String,
    mut phases: watch::Receiver<Phase>,
) -> Result<Written> {
    let mut written = Written {
        tally: Tally::new()?,
        acknowledged: Vec::new(),
        heard: 0,
    };
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
        let id = shell::id();
        let text = json!({
            "type": "comment:create", "opId": shell::id(),
            "threadId": thread, "id": id, "body": "How does this look to you?",
        });
        let sent = shell::now();
        member.says.send(Message::text(text.to_string())).await?;
        written.tally.sent += 1;
        written.heard += timeout(PATIENCE, acknowledged(&mut member))
            .await
            .context("an acknowledgement took too long")??;
        written.tally.took(sent.elapsed());
        written.tally.acknowledged += 1;
        written.acknowledged.push(id);
    }
    Ok(written)
}

/// Listens until one's own write is acknowledged; says how many comments of others came before.
async fn acknowledged(member: &mut Member) -> Result<u64> {
    let mut heard = 0;
    loop {
        let text = next_text(&mut member.hears).await?;
        let text = text.context("the server hung up")?;
        if text.starts_with(COMMENT) {
            heard += 1;
        } else if text.starts_with(ACK) {
            return Ok(heard);
        } else if text.starts_with(ERROR) {
            anyhow::bail!("a write was refused: {text}");
        }
    }
}

/// The ids of all comments, as somebody sees them who comes later.
async fn kept(server: &Server) -> Result<HashSet<String>> {
    let room = Ticket::new(server, "reader", "/room-0")?.look().await?;
    let ids = room["threads"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|thread| thread["comments"].as_array().into_iter().flatten())
        .filter_map(|comment| Value::as_str(&comment["id"]).map(str::to_owned));
    Ok(ids.collect())
}

const WRITERS: usize = 50;
const COMMENT: &str = r#"{"type":"comment:created""#;
const ACK: &str = r#"{"type":"ack""#;
const ERROR: &str = r#"{"type":"error""#;
