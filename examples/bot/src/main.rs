//! `ci-bot`: reports on standard input, threads in a room.

use std::env;

use anyhow::Context;
use ci_bot::{Bot, Report, USER_ID};
use pulse_sdk::realtime::Realtime;
use pulse_sdk::{Signer, TokenRequest};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let signer = Signer::from_env()?;
    let builder = Realtime::builder(
        variable("PULSE_SERVER_URL")?,
        variable("PULSE_PUBLISHABLE_KEY")?,
        variable("PULSE_ROOM")?,
    );
    let who = TokenRequest::new(USER_ID, "CI");
    let room = builder.signed_by(&signer, who).connect().await?;
    let bot = Bot::new(room.clone());

    tokio::select! {
        told = tell(&bot) => told?,
        answered = bot.answer_mentions(room.events()) => answered?,
        reason = room.ended() => return Err(reason.into()),
        stopped = tokio::signal::ctrl_c() => stopped?,
    }
    drop(bot);
    room.close().await?;
    Ok(())
}

/// Tells what standard input says, until it ends.
async fn tell(bot: &Bot) -> anyhow::Result<()> {
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        match Report::parse(&line) {
            Ok(report) => bot.hear(&report).await?,
            Err(error) => eprintln!("ci-bot: this line is no report: {error}"),
        }
    }
    Ok(())
}

fn variable(name: &str) -> anyhow::Result<String> {
    env::var(name).with_context(|| format!("the environment variable {name} is not set"))
}
