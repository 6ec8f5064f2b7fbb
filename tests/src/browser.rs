//! The browsers that stories are told in, one of each engine people have.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::binaries;

/// A browser by its engine.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Browser {
    /// Blink's, and Chrome's and Edge's with it.
    Chromium,
    /// Gecko's.
    Firefox,
    /// Safari's engine, in GTK's small browser.
    WebKit,
}

/// How a driver is told where to listen, and tells it.
#[derive(Debug)]
pub(crate) enum Port {
    /// It prints the port after these words.
    Printed(&'static str),
    /// It was given one that was free.
    Given(u16),
}

impl Browser {
    pub(crate) fn driver_name(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
            Self::WebKit => "WebKitWebDriver",
        }
    }

    /// What starts the driver of one window.
    pub(crate) fn driver(self) -> Result<(Command, Port)> {
        Ok(match self {
            Self::Chromium => {
                let mut command = Command::new(binaries::chromedriver()?);
                command.arg("--port=0");
                (command, Port::Printed("started successfully on port "))
            }
            Self::Firefox => {
                let mut command = Command::new(binaries::geckodriver()?);
                command.args(["--port=0", "--websocket-port=0"]);
                (command, Port::Printed("Listening on 127.0.0.1:"))
            }
            Self::WebKit => {
                let port = free_port()?;
                let mut command = Command::new(binaries::webkit_driver()?);
                command
                    .arg(format!("--port={port}"))
                    // Containers have no namespaces for it; only our own pages are opened.
                    .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
                (command, Port::Given(port))
            }
        })
    }

    /// What the driver is asked for, with an empty profile.
    pub(crate) fn wishes(self, profile: &Path) -> Result<Value> {
        Ok(match self {
            Self::Chromium => json!({
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": {
                    "binary": binaries::chrome()?,
                    "args": chromium_arguments(profile),
                },
            }),
            // The driver makes a profile by itself.
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "binary": binaries::firefox()?,
                    "args": ["-headless"],
                    "prefs": firefox_settings(),
                },
            }),
            // Automated, it keeps nothing.
            Self::WebKit => json!({
                "webkitgtk:browserOptions": {
                    "binary": binaries::webkit_browser()?,
                    "args": ["--automation"],
                },
            }),
        })
    }

    /// Whether it draws on a display that somebody else must give.
    pub(crate) fn needs_display(self) -> bool {
        self == Self::WebKit
    }
}

fn chromium_arguments(profile: &Path) -> Vec<String> {
    let own = [
        format!("--user-data-dir={}", profile.display()),
        format!("--window-size={WIDTH},{HEIGHT}"),
    ];
    CHROMIUM_FLAGS
        .iter()
        .map(|&flag| flag.to_owned())
        .chain(own)
        .collect()
}

/// The driver of WebKit cannot choose one and say which.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}

pub(crate) const WIDTH: u32 = 1280;
pub(crate) const HEIGHT: u32 = 900;

const CHROMIUM_FLAGS: &[&str] = &[
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

fn firefox_settings() -> Value {
    json!({
        // Pointers that are fine (2) and hover (4), as above.
        "ui.primaryPointerCapabilities": 6,
        "ui.allPointerCapabilities": 6,
        // A microphone and a camera that need nobody's permission, as above.
        "media.navigator.streams.fake": true,
        "media.navigator.permission.disabled": true,
    })
}
