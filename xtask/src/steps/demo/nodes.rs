//! Several nodes in place of one server: on a PostgreSQL and a NATS of their own,
//! whose data goes with the demo.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::Receiver;

use anyhow::{Context, Result};
use pulse_services::{Nats, Postgres};

use super::environment::Environment;
use super::service::{self, Service};
use super::{balancer, port};
use crate::steps::build;
use crate::workspace::Workspace;

/// Where nodes keep things and meet. Dropping it ends both.
#[derive(Debug)]
pub(super) struct Services {
    _postgres: Postgres,
    _nats: Nats,
    variables: [(&'static str, String); 3],
}

impl Services {
    pub(super) fn start() -> Result<Self> {
        let (postgres, nats) = (Postgres::start()?, Nats::start()?);
        let variables = [
            ("PULSE_DATABASE", postgres.database()?),
            ("PULSE_BUS", nats.url()),
            ("PULSE_MASTER_SECRET", SECRET.to_owned()),
        ];
        Ok(Self {
            _postgres: postgres,
            _nats: nats,
            variables,
        })
    }

    /// A command of the server's on this database.
    pub(super) fn command(&self, workspace: &Workspace) -> Command {
        let mut command = service::command(&workspace.binary(build::SERVER));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// Starts an environment and so many nodes; the address is that of all of them.
pub(super) fn start(
    workspace: &Workspace,
    services: &Services,
    count: u8,
    listen: SocketAddr,
    folder: &Path,
    interrupted: &Receiver<()>,
) -> Result<(Environment, Vec<Service>)> {
    let data = folder.join("nodes");
    let mut create = services.command(workspace);
    create
        .args(["env", "create", "demo", "--json", "--data-dir"])
        .arg(&data);
    let environment = Environment::create(&mut create, data.clone())?;
    let mut nodes = vec![];
    let mut addresses = vec![];
    for number in 1..=count {
        let name = format!("node-{number}");
        let own = port::free(&name, 0)?;
        let node = Service::start(name.clone(), own, folder, &mut {
            let mut command = services.command(workspace);
            command
                .args(["serve", "--listen", &own.to_string(), "--data-dir"])
                .arg(data.join(&name))
                .arg("--uploads")
                .arg(data.join("uploads"));
            command
        })?;
        addresses.push(own);
        nodes.push(node);
    }
    for node in &mut nodes {
        node.wait_until_it_answers("/readyz", interrupted)?;
    }
    let front = TcpListener::bind(listen).with_context(|| format!("listening on {listen}"))?;
    balancer::start(front, addresses)?;
    Ok((environment, nodes))
}

/// What it signs ends with the demo, and is on this machine alone.
const SECRET: &str = "the secret of a demo, which is none";
