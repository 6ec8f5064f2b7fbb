//! Everybody comes back at once after the server was killed, each resuming where they were.

use anyhow::{Result, ensure};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::tickets;
use crate::measure::{Outcome, Stopwatch, Tally};
use crate::member::{Place, Ticket, join_all, next_text};
use crate::server::Server;
use crate::shell;

pub(crate) async fn run(server: &mut Server) -> Result<Outcome> {
    let (end, ended) = watch::channel(false);
    let first = tickets(server, ROOMS, MEMBERS)?;
    let mut lives = join_all(first.clone(), move |index, mut member| {
        let mut ended = ended.clone();
        async move {
            loop {
                tokio::select! {
                    _ = ended.wait_for(|ended| *ended) => return Ok((index, member.place)),
                    text = next_text(&mut member.hears) => { text?; }
                }
            }
        }
    })
    .await?;
    end.send(true)?;
    let mut returning: Vec<(Ticket, Place)> = Vec::new();
    while let Some(life) = lives.join_next().await {
        let (index, place) = life??;
        returning.push((first[index].clone(), place));
    }

    server.crash().await?;
    let stopwatch = Stopwatch::start(server, server.usage()?)?;
    let clock = shell::now();
    let mut back = JoinSet::new();
    for (ticket, place) in returning {
        back.spawn(async move {
            let member = ticket.resuming(&place).join().await?;
            Ok::<_, anyhow::Error>((member, clock.elapsed()))
        });
    }
    let mut tally = Tally::new()?;
    let mut members = Vec::new();
    while let Some(joined) = back.join_next().await {
        let (member, took) = joined??;
        ensure!(
            member.resumed,
            "a member got a snapshot in place of what it missed"
        );
        tally.took(took);
        // Kept open, so that all are there at the end.
        members.push(member);
    }
    stopwatch.stop(server, members.len(), tally)
}

const ROOMS: usize = 200;
const MEMBERS: usize = 10;
