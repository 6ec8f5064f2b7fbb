//! The driver of one window, and the browser it starts: the drivers of Firefox
//! and WebKit know no more than one.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;

use crate::browser::{Browser, HEIGHT, Port, WIDTH};
use crate::display::Display;
use crate::process::Process;
use crate::readiness;
use crate::wait::{PATIENCE, until};

/// The running driver. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) browser: Browser,
    process: Process,
    /// Held for its `Drop`, after that of the browser on it.
    _display: Option<Display>,
}

impl Driver {
    /// Starts a driver and a browser with an empty profile: nothing is shared
    /// with other browsers.
    pub(crate) async fn open(
        browser: Browser,
        name: &str,
        folder: &Path,
    ) -> Result<(Self, Client)> {
        let display = if browser.needs_display() {
            Some(Display::start(&format!("display-{name}"), folder).await?)
        } else {
            None
        };
        let (process, url) = listening(browser, name, folder, display.as_ref()).await?;
        let profile = folder.join(format!("profile-{name}"));
        fs::create_dir_all(&profile).with_context(|| format!("creating {}", profile.display()))?;
        let Value::Object(wishes) = browser.wishes(&profile)? else {
            bail!("capabilities are an object");
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wishes)
            .connect(&url)
            .await
            .with_context(|| format!("starting {browser:?} for {name}"))?;
        if browser != Browser::Chromium {
            client.set_window_size(WIDTH, HEIGHT).await?;
        }
        let driver = Self {
            browser,
            process,
            _display: display,
        };
        Ok((driver, client))
    }

    /// Everything it and its browser have printed.
    pub(crate) fn output(&self) -> String {
        self.process.output()
    }
}

/// A driver that listens, and its address.
///
/// A driver takes a port for IPv6 first, then the same one for IPv4, where
/// something else may hold it: it ends then, and the next try gets another port.
async fn listening(
    browser: Browser,
    name: &str,
    folder: &Path,
    display: Option<&Display>,
) -> Result<(Process, String)> {
    let mut tries = 1;
    loop {
        let log = format!("{}-{name}-{tries}", browser.driver_name());
        match try_to_listen(browser, &log, folder, display).await {
            Err(_) if tries < MOST_TRIES => tries += 1,
            result => return result,
        }
    }
}

async fn try_to_listen(
    browser: Browser,
    log: &str,
    folder: &Path,
    display: Option<&Display>,
) -> Result<(Process, String)> {
    let (mut command, port) = browser.driver()?;
    if let Some(display) = display {
        command.env("DISPLAY", display.name());
    }
    let mut process = Process::start(log, folder, &mut command)?;
    let port = match port {
        Port::Given(port) => port,
        Port::Printed(words) => printed_port(&mut process, words).await?,
    };
    let url = format!("http://127.0.0.1:{port}");
    readiness::until_answers(&mut process, &format!("{url}/status")).await?;
    Ok((process, url))
}

/// Waits until the driver has said its port, or has ended.
async fn printed_port(process: &mut Process, words: &str) -> Result<u16> {
    until("the driver to say its port", PATIENCE, async || {
        if let Err(complaint) = process.check_alive() {
            return Ok(Err(complaint));
        }
        let output = process.output();
        port_after(words, &output)
            .map(Ok)
            .with_context(|| format!("no port in {output:?}"))
    })
    .await?
}

/// The number after these words, once something follows it.
fn port_after(words: &str, output: &str) -> Option<u16> {
    let (_, after) = output.split_once(words)?;
    let (port, _) = after.split_once(|next: char| !next.is_ascii_digit())?;
    port.parse().ok()
}

const MOST_TRIES: u32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_counts_when_it_is_printed_whole() {
        let words = "Listening on 127.0.0.1:";
        assert_eq!(port_after(words, "1 INFO Listening on 127.0.0.1:41"), None);
        let whole = "1 INFO Listening on 127.0.0.1:41234\n";
        assert_eq!(port_after(words, whole), Some(41234));
    }
}
