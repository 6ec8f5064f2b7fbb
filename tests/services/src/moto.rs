//! A server that speaks S3.

use std::path::Path;

use anyhow::{Result, ensure};
use tempfile::TempDir;

use crate::kept::Kept;
use crate::port::{free_port, until_listening};

/// A running moto, which keeps objects in its memory. Dropping it ends it.
#[derive(Debug)]
pub struct Moto {
    _kept: Kept,
    port: u16,
    _folder: TempDir,
}

impl Moto {
    /// Starts a server without buckets: the one that `cargo xtask` has put
    /// into cargo's target directory.
    ///
    /// # Errors
    /// When there is none, or it does not start.
    pub fn start(target: &Path) -> Result<Self> {
        let program = target.join("python/moto/bin/moto_server");
        ensure!(
            program.is_file(),
            "moto is not installed: `cargo xtask doctor` says how to get it"
        );
        let (port, folder) = (free_port()?, TempDir::new()?);
        let arguments = ["-H", "127.0.0.1", "-p", &port.to_string()].map(str::to_owned);
        let log = folder.path().join("moto.log");
        let kept = Kept::start(&program, &arguments, &log, None, None)?;
        until_listening(port)?;
        Ok(Self {
            _kept: kept,
            port,
            _folder: folder,
        })
    }

    /// How it is reached.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
