//! Asking a local process over HTTP whether it is ready.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::Process;
use crate::wait::{PATIENCE, until};

/// Waits until the address answers with success, or the process has ended.
pub(crate) async fn until_answers(process: &mut Process, url: &str) -> Result<()> {
    let mut ended = None;
    until(
        format_args!("{url} to answer"),
        PATIENCE,
        async || match process.check_alive() {
            Ok(()) => get(url),
            Err(complaint) => {
                ended = Some(complaint);
                Ok(())
            }
        },
    )
    .await?;
    ended.map_or(Ok(()), Err)
}

fn get(url: &str) -> Result<()> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(ANSWER_LIMIT))
        .build()
        .into();
    agent
        .get(url)
        .call()
        .map(drop)
        .with_context(|| format!("getting {url}"))
}

const ANSWER_LIMIT: Duration = Duration::from_secs(2);
