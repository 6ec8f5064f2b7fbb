//! The server under load: one process with an empty data directory, or several nodes on an empty
//! PostgreSQL and a NATS, all on free loopback ports.

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

use crate::services::Services;

/// A running server with one environment.
#[derive(Debug)]
pub(crate) struct Server {
    binary: PathBuf,
    nodes: Vec<Node>,
    publishable_key: String,
    signer: Signer,
    /// What the nodes share.
    services: Option<Services>,
    data: TempDir,
}

/// One of its processes.
#[derive(Debug)]
struct Node {
    child: Child,
    /// Host and port.
    address: String,
}

/// What the server has used so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// Processor time, user and system.
    pub(crate) processor: Duration,
    /// Resident memory in bytes.
    pub(crate) memory: u64,
    /// What went into the bus and out of it.
    pub(crate) bus_bytes: u64,
}

impl Server {
    /// One process with SQLite.
    pub(crate) async fn start(binary: &Path) -> Result<Self> {
        Self::start_on(binary, 1, None).await
    }

    /// So many nodes on services of their own.
    pub(crate) async fn start_nodes(binary: &Path, count: usize) -> Result<Self> {
        let services = Services::start()?;
        Self::start_on(binary, count, Some(services)).await
    }

    async fn start_on(binary: &Path, count: usize, services: Option<Services>) -> Result<Self> {
        let data = TempDir::new()?;
        let created = command(binary, services.as_ref())
            .args(["env", "create", "load", "--json", "--data-dir"])
            .arg(data.path())
            .output()
            .await
            .with_context(|| format!("starting {}", binary.display()))?;
        let keys: serde_json::Value =
            serde_json::from_slice(&created.stdout).context("reading the environment's keys")?;
        let key = |name: &str| keys[name].as_str().context("the environment has keys");
        let mut server = Self {
            binary: binary.to_owned(),
            nodes: Vec::new(),
            publishable_key: key("publishableKey")?.to_owned(),
            signer: Signer::new(key("secretKey")?)?,
            services,
            data,
        };
        for _ in 0..count {
            let node = server.spawn("127.0.0.1:0").await?;
            server.nodes.push(node);
        }
        Ok(server)
    }

    /// Kills the processes as a power cut would, and starts them again on the same data and ports.
    pub(crate) async fn crash(&mut self) -> Result<()> {
        for node in &mut self.nodes {
            node.child.kill().await?;
        }
        for number in 0..self.nodes.len() {
            let address = self.nodes[number].address.clone();
            self.nodes[number] = self.spawn(&address).await?;
        }
        Ok(())
    }

    /// Where somebody goes, host and port: people take the nodes by turns.
    pub(crate) fn address(&self, person: usize) -> &str {
        &self.nodes[person % self.nodes.len()].address
    }

    /// How many nodes there are.
    pub(crate) fn nodes(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn publishable_key(&self) -> &str {
        &self.publishable_key
    }

    /// A token for a person, signed here.
    pub(crate) fn token(&self, user: &str) -> Result<String> {
        let token = self.signer.sign_token(TokenRequest::new(user, user))?;
        Ok(token.expose().to_owned())
    }

    /// Of all nodes together; what PostgreSQL and NATS use is not in it.
    pub(crate) fn usage(&self) -> Result<Usage> {
        let pids: Vec<Pid> = self
            .nodes
            .iter()
            .filter_map(|node| node.child.id().map(Pid::from_u32))
            .collect();
        let mut system = System::new()?;
        let what = ProcessRefreshKind::nothing().with_cpu().with_memory();
        system.refresh_processes_specifics(ProcessesToUpdate::Some(&pids), false, what);
        let mut usage = Usage {
            processor: Duration::ZERO,
            memory: 0,
            bus_bytes: match &self.services {
                Some(services) => services.bus_bytes()?,
                None => 0,
            },
        };
        for pid in pids {
            let process = system.process(pid).context("the server runs")?;
            usage.processor += Duration::from_millis(process.accumulated_cpu_time());
            usage.memory += process.memory();
        }
        Ok(usage)
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        for node in &mut self.nodes {
            node.child.kill().await?;
        }
        Ok(())
    }

    async fn spawn(&self, listen: &str) -> Result<Node> {
        let mut child = command(&self.binary, self.services.as_ref())
            .args(["serve", "--log", "error", "--listen", listen, "--data-dir"])
            .arg(self.data.path())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", self.binary.display()))?;
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
        Ok(Node { child, address })
    }
}

fn command(binary: &Path, services: Option<&Services>) -> Command {
    let mut command = Command::new(binary);
    if let Some(services) = services {
        command.envs(services.variables());
    }
    command
}

/// How long anything but a workload may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
