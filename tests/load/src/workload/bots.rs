//! Programs on the SDK write comments: what those have of it who do not speak the protocol
//! themselves. Each keeps the whole room, in this process.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use pulse_sdk::realtime::{CommentId, NewThread, Realtime, ThreadId};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::measure::{Outcome, Stopwatch, Tally};
use crate::server::{PATIENCE, Server};
use crate::shell;

/// All in one room, each in a thread of its own.
pub(crate) async fn run(server: &Server, period: Duration) -> Result<Outcome> {
    let empty = server.usage()?;
    let arriving = (0..BOTS).map(|number| join(server, number));
    let bots = try_join_all(arriving).await?;
    let stopwatch = Stopwatch::start(server, empty)?;
    let end = shell::now() + period;
    let mut writing = JoinSet::new();
    for (bot, thread) in &bots {
        writing.spawn(write(bot.clone(), thread.clone(), end));
    }
    let mut total = Tally::new()?;
    let mut written = HashSet::new();
    while let Some(one) = writing.join_next().await {
        let (tally, acknowledged) = one??;
        total.add(&tally)?;
        written.extend(acknowledged);
    }
    let outcome = stopwatch.stop(server, BOTS, Tally::new()?)?;
    for (bot, _) in bots {
        let missing = missing(&bot, &written).await;
        total.lost += missing;
        total.delivered += written.len() as u64 - missing;
        bot.close().await?;
    }
    // One's own are no delivery.
    total.delivered = total.delivered.saturating_sub(total.acknowledged);
    Ok(Outcome {
        tally: total,
        ..outcome
    })
}

async fn join(server: &Server, number: usize) -> Result<(Realtime, ThreadId)> {
    let address = format!("http://{}", server.address(number));
    let bot = Realtime::builder(&address, server.publishable_key(), "/room-0")
        .token(&server.token(&format!("user-{number}"))?)
        .connect()
        .await
        .context("a bot was not let in")?;
    let thread = bot.create_thread(NewThread::new("Load")).await?;
    Ok((bot, thread))
}

/// Writes, waits until it is kept, and writes the next.
async fn write(bot: Realtime, thread: ThreadId, end: Instant) -> Result<(Tally, Vec<CommentId>)> {
    let (mut tally, mut written) = (Tally::new()?, Vec::new());
    while shell::now() < end {
        let sent = shell::now();
        let kept = bot.reply(&thread, "How does this look to you?");
        tally.sent += 1;
        written.push(timeout(PATIENCE, kept).await??);
        tally.took(sent.elapsed());
        tally.acknowledged += 1;
    }
    Ok((tally, written))
}

/// How many of what was written a bot does not know, once nothing more comes.
async fn missing(bot: &Realtime, written: &HashSet<CommentId>) -> u64 {
    let mut events = bot.events();
    let missing = || {
        let threads = bot.threads();
        let comments = threads.iter().flat_map(|thread| &thread.comments);
        let known = comments.filter(|comment| written.contains(&comment.id));
        (written.len() - known.count()) as u64
    };
    let all_known = async { while missing() > 0 && events.next().await.is_some() {} };
    // If they do not come in this time, they are lost.
    let _ = timeout(PATIENCE, all_known).await;
    missing()
}

/// So many as write in the workload of bare sockets.
const BOTS: usize = 50;
