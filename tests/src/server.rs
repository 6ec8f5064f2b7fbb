//! A real `pulse-server` on a free port, with its own data folder.

use std::env;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use secrecy::SecretString;
use serde_json::Value;

use crate::binaries;
use crate::process::Process;
use crate::readiness;
use crate::wait::{PATIENCE, until};

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    data: PathBuf,
    folder: PathBuf,
    process: Process,
}

/// The keys of an environment on a server.
#[derive(Debug)]
pub struct Environment {
    /// What pages show (`pk_…`).
    pub publishable_key: String,
    /// What a backend keeps (`sk_…`).
    pub secret_key: SecretString,
}

impl Server {
    /// Starts a server in this folder, which is empty, and makes it an environment.
    pub(crate) async fn start(folder: &Path) -> Result<(Self, Environment)> {
        let environment = Environment::create(&folder.join("data"))?;
        Ok((Self::start_with_nothing(folder).await?, environment))
    }

    /// Starts a server in this folder, with what is there: in an empty one, nothing.
    pub(crate) async fn start_with_nothing(folder: &Path) -> Result<Self> {
        let data = folder.join("data");
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut process = serve(any_port, &data, folder)?;
        let address = printed_address(&mut process).await?;
        let mut server = Self {
            address,
            data,
            folder: folder.to_owned(),
            process,
        };
        server.until_ready().await?;
        Ok(server)
    }

    /// Where it is, as pages and backends write it: `http://127.0.0.1:…`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The link with which the first admin of its panel is made.
    ///
    /// # Errors
    /// When it does not print one in time.
    pub async fn setup_link(&self) -> Result<String> {
        until("a link to set up the panel", PATIENCE, async || {
            let output = self.process.output();
            let (_, after) = output
                .split_once("set up the panel, once: ")
                .with_context(|| format!("no link in {output:?}"))?;
            let (link, _) = after.split_once('\n').context("half a link")?;
            Ok::<_, anyhow::Error>(link.to_owned())
        })
        .await
    }

    /// Ends it as a power cut does: no signal it could hear, nothing it could still write.
    ///
    /// # Errors
    /// When it has ended by itself before.
    pub fn kill(&mut self) -> Result<()> {
        self.process.check_alive()?;
        self.process.kill()
    }

    /// Starts it again after [`Server::kill`], at the same address with the same data.
    ///
    /// # Errors
    /// When it does not answer in time.
    pub async fn start_again(&mut self) -> Result<()> {
        self.process = serve(self.address, &self.data, &self.folder)?;
        self.until_ready().await
    }

    pub(crate) fn last_words(&self) -> String {
        self.process.last_words()
    }

    async fn until_ready(&mut self) -> Result<()> {
        let url = format!("{}/healthz", self.url());
        readiness::until_answers(&mut self.process, &url).await
    }
}

impl Environment {
    /// The keys of none.
    pub(crate) fn none() -> Self {
        Self {
            publishable_key: String::new(),
            secret_key: String::new().into(),
        }
    }

    fn create(data: &Path) -> Result<Self> {
        let output = command(&binaries::of_workspace(SERVER)?)
            .args(["env", "create", "stories", "--json", "--data-dir"])
            .arg(data)
            .output()
            .context("making an environment")?;
        ensure!(
            output.status.success(),
            "making an environment failed, {}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        let made: Value =
            serde_json::from_slice(&output.stdout).context("the new environment is not JSON")?;
        let key = |name: &str| {
            made[name]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("the new environment has no {name}"))
        };
        Ok(Self {
            publishable_key: key("publishableKey")?,
            secret_key: key("secretKey")?.into(),
        })
    }
}

fn serve(listen: SocketAddr, data: &Path, folder: &Path) -> Result<Process> {
    let mut command = command(&binaries::of_workspace(SERVER)?);
    command
        .args(["serve", "--listen", &listen.to_string(), "--data-dir"])
        .arg(data);
    Process::start("server", folder, &mut command)
}

/// The address that the process says it listens on.
pub(crate) async fn printed_address(process: &mut Process) -> Result<SocketAddr> {
    until("the address to be printed", PATIENCE, async || {
        process.check_alive()?;
        let output = process.output();
        address_in(&output).with_context(|| format!("no address in {output:?}"))
    })
    .await
}

fn address_in(output: &str) -> Option<SocketAddr> {
    let (_, after) = output.split_once("http://")?;
    let end = after.find(|next: char| !next.is_ascii_digit() && !".:".contains(next))?;
    after[..end].parse().ok()
}

/// A command that sees none of the user's own settings for Pulse.
pub(crate) fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("PULSE_") {
            command.env_remove(name);
        }
    }
    command
}

const SERVER: &str = "pulse-server";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_address_in_what_a_process_prints() {
        let whole = "pulse-server listens on http://127.0.0.1:41234\n";
        assert_eq!(address_in(whole), Some(([127, 0, 0, 1], 41234).into()));
        // A line that is still being written may lack the port's last digits.
        assert_eq!(
            address_in("pulse-server listens on http://127.0.0.1:41"),
            None
        );
    }
}
