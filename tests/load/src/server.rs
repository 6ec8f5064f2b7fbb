//! The server under load: a process with an empty data directory on a free loopback port.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use pulse_sdk::{Signer, TokenRequest};
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A running server with one environment.
#[derive(Debug)]
pub(crate) struct Server {
    binary: PathBuf,
    data: TempDir,
    child: Child,
    address: String,
    publishable_key: String,
    signer: Signer,
}

/// What the server has used so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// Processor time, user and system.
    pub(crate) processor: Duration,
    /// Resident memory in bytes.
    pub(crate) memory: u64,
}

impl Server {
    pub(crate) async fn start(binary: &Path) -> Result<Self> {
        let data = TempDir::new()?;
        let created = Command::new(binary)
            .args(["env", "create", "load", "--json", "--data-dir"])
            .arg(data.path())
            .output()
            .await
            .with_context(|| format!("starting {}", binary.display()))?;
        let keys: serde_json::Value =
            serde_json::from_slice(&created.stdout).context("reading the environment's keys")?;
        let key = |name: &str| keys[name].as_str().context("the environment has keys");
        let (child, address) = spawn(binary, data.path(), "127.0.0.1:0").await?;
        Ok(Self {
            binary: binary.to_owned(),
            child,
            address,
            publishable_key: key("publishableKey")?.to_owned(),
            signer: Signer::new(key("secretKey")?)?,
            data,
        })
    }

    /// Kills the process as a power cut would, and starts it again on the same data and port.
    pub(crate) async fn crash(&mut self) -> Result<()> {
        self.child.kill().await?;
        (self.child, self.address) = spawn(&self.binary, self.data.path(), &self.address).await?;
        Ok(())
    }

    /// Where it listens: host and port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn publishable_key(&self) -> &str {
        &self.publishable_key
    }

    /// Signs as the host's backend does.
    pub(crate) fn signer(&self) -> &Signer {
        &self.signer
    }

    /// A token for a person, signed here.
    pub(crate) fn token(&self, user: &str) -> Result<String> {
        let token = self.signer.sign_token(TokenRequest::new(user, user))?;
        Ok(token.expose().to_owned())
    }

    pub(crate) fn usage(&self) -> Result<Usage> {
        let pid = Pid::from_u32(self.child.id().context("the server runs")?);
        let mut system = System::new()?;
        let what = ProcessRefreshKind::nothing().with_cpu().with_memory();
        system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), false, what);
        let process = system.process(pid).context("the server runs")?;
        Ok(Usage {
            processor: Duration::from_millis(process.accumulated_cpu_time()),
            memory: process.memory(),
        })
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }
}

async fn spawn(binary: &Path, data: &Path, listen: &str) -> Result<(Child, String)> {
    let mut child = Command::new(binary)
        .args(["serve", "--log", "error", "--listen", listen, "--data-dir"])
        .arg(data)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("starting {}", binary.display()))?;
    let output = child.stdout.take().context("the server's output is ours")?;
    let mut lines = BufReader::new(output).lines();
    let first = timeout(PATIENCE, lines.next_line()).await??;
    let Some(line) = first else {
        bail!("the server ended before it was ready");
    };
    let address = line
        .rsplit_once("http://")
        .with_context(|| format!("no address in {line:?}"))?
        .1
        .to_owned();
    Ok((child, address))
}

/// How long anything but a workload may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
