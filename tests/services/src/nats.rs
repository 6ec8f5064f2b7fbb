//! A NATS server.

use std::fs;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::kept::{Kept, signal};
use crate::port::{free_port, until_listening};
use crate::program::find;

/// A running NATS server, which asks for a password. Dropping it ends it.
#[derive(Debug)]
pub struct Nats {
    kept: Option<Kept>,
    port: u16,
    monitor: u16,
    folder: TempDir,
}

impl Nats {
    /// Starts a server.
    ///
    /// # Errors
    /// When there is none on this machine, or it does not start.
    pub fn start() -> Result<Self> {
        let mut nats = Self {
            kept: None,
            port: free_port()?,
            monitor: free_port()?,
            folder: TempDir::new().context("making a folder for NATS")?,
        };
        nats.start_again()?;
        Ok(nats)
    }

    /// Starts it again at the same address, after [`Nats::kill`].
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&mut self) -> Result<()> {
        let program = find("nats-server", &["/usr/sbin".into()], "NATS")?;
        let (port, monitor) = (self.port.to_string(), self.monitor.to_string());
        let arguments = ["-a", "127.0.0.1", "-p", &port, "-m", &monitor];
        let login = ["--user", USER, "--pass", PASSWORD];
        let arguments: Vec<String> = arguments.into_iter().chain(login).map(Into::into).collect();
        let log = self.folder.path().join("nats.log");
        self.kept = Some(Kept::start(&program, &arguments, &log, None, None)?);
        until_listening(self.port)
    }

    /// Ends it as a power cut does.
    ///
    /// # Errors
    /// When it has ended before.
    pub fn kill(&mut self) -> Result<()> {
        let pid = fs::read_to_string(self.folder.path().join("nats.pid"))?;
        signal(&pid, "-KILL")?;
        if let Some(mut kept) = self.kept.take() {
            kept.wait()?;
        }
        Ok(())
    }

    /// Where it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What it tells of itself, as JSON: `in_bytes`, `out_bytes` and more.
    #[must_use]
    pub fn statistics_url(&self) -> String {
        format!("http://127.0.0.1:{}/varz", self.monitor)
    }

    /// How nodes reach it.
    #[must_use]
    pub fn url(&self) -> String {
        Self::url_at(self.port)
    }

    /// The same through another port, such as a proxy's.
    #[must_use]
    pub fn url_at(port: u16) -> String {
        format!("nats://{USER}:{PASSWORD}@127.0.0.1:{port}")
    }
}

const USER: &str = "pulse";
const PASSWORD: &str = "bus-password";
