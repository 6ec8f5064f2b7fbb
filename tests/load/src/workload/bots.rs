//! Bots write through `pulse_sdk::realtime`, each into a thread of its own, and wait for each comment
//! to be kept. Half-way the server is killed. What the SDK promises has to hold: whatever was
//! acknowledged is there afterwards, and nothing is there twice.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use pulse_sdk::TokenRequest;
use pulse_sdk::realtime::{Event, Events, NewThread, Realtime, ServerMessage};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::measure::{Outcome, Stopwatch, Tally};
use crate::server::{PATIENCE, Server};
use crate::shell;

pub(crate) async fn run(server: &mut Server, period: Duration) -> Result<Outcome> {
    let empty = server.usage()?;
    let mut bots = Vec::new();
    for index in 0..BOTS {
        bots.push(enter(server, &format!("bot-{index}")).await?);
    }
    let (end, ended) = watch::channel(false);
    let mut writing = JoinSet::new();
    let mut hearing = JoinSet::new();
    let clock = shell::now();
    let before = Stopwatch::start(server, empty)?;
    for bot in bots {
        hearing.spawn(hear(bot.events()));
        writing.spawn(write(bot, ended.clone()));
    }
    sleep(period / 2).await;
    let before = before.stop(server, BOTS, Tally::new()?)?;
    server.crash().await?;
    let after = Stopwatch::start(server, empty)?;
    sleep(period / 2).await;
    end.send(true)?;

    let mut tally = Tally::new()?;
    let mut written = Vec::new();
    while let Some(bot) = writing.join_next().await {
        let (own, bodies) = bot??;
        tally.add(&own)?;
        written.extend(bodies);
    }
    let took = clock.elapsed();
    let after = after.stop(server, BOTS, Tally::new()?)?;
    while let Some(heard) = hearing.join_next().await {
        tally.delivered += heard?;
    }
    let kept = kept(server).await?;
    let once: HashSet<_> = kept.iter().collect();
    ensure!(once.len() == kept.len(), "a comment was kept twice");
    tally.lost = written.iter().filter(|body| !once.contains(body)).count() as u64;
    Ok(Outcome {
        took,
        tally,
        processor: before.processor + after.processor,
        ..before
    })
}

async fn enter(server: &Server, name: &str) -> Result<Realtime> {
    let url = format!("http://{}", server.address());
    let bot = Realtime::builder(url, server.publishable_key(), "/room")
        .signed_by(server.signer(), TokenRequest::new(name, name))
        .connect_limit(PATIENCE)
        .connect();
    Ok(bot.await?)
}

/// Writes until it is told to end, and brings home what was acknowledged.
async fn write(bot: Realtime, ended: watch::Receiver<bool>) -> Result<(Tally, Vec<String>)> {
    let mut tally = Tally::new()?;
    let mut written = Vec::new();
    let name = bot.user().context("a bot is somebody")?.name.clone();
    let opening = NewThread::new(format!("{name} is here"));
    let thread = bot.create_thread(opening).await?;
    while !*ended.borrow() {
        // No two are alike: one that is kept twice can be told.
        let body = format!("{name} says {}", written.len());
        let sent = shell::now();
        tally.sent += 1;
        timeout(PATIENCE, bot.reply(&thread, body.as_str()))
            .await
            .context("an acknowledgement took too long")??;
        tally.took(sent.elapsed());
        tally.acknowledged += 1;
        written.push(body);
    }
    bot.close().await?;
    Ok((tally, written))
}

/// Counts the comments that one bot hears, until it has left.
async fn hear(mut events: Events) -> u64 {
    let mut heard = 0;
    while let Some(event) = events.next().await {
        if let Event::Message(message) = event
            && let ServerMessage::CommentCreated(_) = *message
        {
            heard += 1;
        }
    }
    heard
}

/// The texts of all comments, as somebody sees them who comes later.
async fn kept(server: &Server) -> Result<Vec<String>> {
    let reader = enter(server, "reader").await?;
    let threads = reader.threads();
    let comments = threads.iter().flat_map(|thread| &thread.comments);
    Ok(comments.map(|comment| comment.body.clone()).collect())
}

const BOTS: usize = 50;
