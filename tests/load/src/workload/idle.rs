//! Nothing happens: what a connection costs by being there.

use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::watch;
use tokio::time::sleep;

use super::tickets;
use crate::measure::{Outcome, Stopwatch, Tally};
use crate::member::{Member, join_all, next_text};
use crate::server::Server;

pub(crate) async fn run(server: &Server, period: Duration) -> Result<Outcome> {
    let empty = server.usage()?;
    let (end, ended) = watch::channel(false);
    let tickets = tickets(server, ROOMS, MEMBERS)?;
    let everybody = tickets.len();
    let mut lives = join_all(tickets, move |_, member| listen(member, ended.clone())).await?;
    let stopwatch = Stopwatch::start(server, empty)?;
    sleep(period).await;
    let outcome = stopwatch.stop(server, everybody, Tally::new()?)?;
    end.send(true)?;
    while let Some(life) = lives.join_next().await {
        life??;
    }
    Ok(outcome)
}

/// Reads, since somebody has to answer the server's pings.
async fn listen(mut member: Member, mut ended: watch::Receiver<bool>) -> Result<()> {
    loop {
        tokio::select! {
            _ = ended.wait_for(|ended| *ended) => return Ok(()),
            text = next_text(&mut member.hears) => {
                text?.context("the server hung up")?;
            }
        }
    }
}

const ROOMS: usize = 500;
const MEMBERS: usize = 10;
