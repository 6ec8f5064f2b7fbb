//! Asking a local address whether it answers.

use std::time::Duration;

use anyhow::{Context, Result};

/// Gets an address; anything but success is an error.
pub(crate) fn get(url: &str) -> Result<()> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .build()
        .into();
    agent
        .get(url)
        .call()
        .map(drop)
        .with_context(|| format!("getting {url}"))
}

const PATIENCE: Duration = Duration::from_secs(2);
