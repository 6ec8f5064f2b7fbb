//! A chromedriver of the story's own, and the browsers it starts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::binaries;
use crate::process::Process;
use crate::readiness;
use crate::wait::{PATIENCE, until};

/// The running driver. Dropping it ends its browsers too: they hang on a pipe to it.
#[derive(Debug)]
pub(crate) struct Driver {
    url: String,
    folder: PathBuf,
    /// Held for its `Drop`.
    _process: Process,
}

impl Driver {
    pub(crate) async fn start(folder: &Path) -> Result<Self> {
        let mut command = Command::new(binaries::chromedriver()?);
        command.arg("--port=0");
        let mut process = Process::start("chromedriver", folder, &mut command)?;
        let port = until("chromedriver to say its port", PATIENCE, async || {
            process.check_alive()?;
            let output = process.output();
            port_in(&output).with_context(|| format!("no port in {output:?}"))
        })
        .await?;
        let url = format!("http://127.0.0.1:{port}");
        readiness::until_answers(&mut process, &format!("{url}/status")).await?;
        Ok(Self {
            url,
            folder: folder.to_owned(),
            _process: process,
        })
    }

    /// Starts a browser with an empty profile: nothing is shared with other browsers.
    pub(crate) async fn open(&self, name: &str) -> Result<Client> {
        let profile = self.folder.join(format!("profile-{name}"));
        fs::create_dir_all(&profile).with_context(|| format!("creating {}", profile.display()))?;
        let wishes = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": binaries::chrome()?,
                "args": arguments(&profile),
            },
        });
        let mut builder = ClientBuilder::new(HttpConnector::new());
        if let serde_json::Value::Object(wishes) = wishes {
            builder.capabilities(wishes);
        }
        builder
            .connect(&self.url)
            .await
            .with_context(|| format!("starting a browser for {name}"))
    }
}

fn arguments(profile: &Path) -> Vec<String> {
    let own = [
        format!("--user-data-dir={}", profile.display()),
        format!("--window-size={WIDTH},{HEIGHT}"),
    ];
    FLAGS
        .iter()
        .map(|&flag| flag.to_owned())
        .chain(own)
        .collect()
}

fn port_in(output: &str) -> Option<u16> {
    let (_, after) = output.split_once("started successfully on port ")?;
    let (port, _) = after.split_once('.')?;
    port.parse().ok()
}

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 900;

const FLAGS: &[&str] = &[
    "--headless",
    // Containers have no user namespaces for the sandbox; only our own pages are opened.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-default-browser-check",
    "--no-first-run",
    // A machine without a mouse would be taken for one with a touch screen.
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
    // A microphone and a camera that need nobody's permission.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    // The browser ends with the driver, however that ends.
    "--remote-debugging-pipe",
];
