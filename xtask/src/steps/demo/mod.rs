//! `cargo xtask demo`: a server with the example site, to be opened as two people.

mod balancer;
mod browser;
pub(super) mod environment;
mod nodes;
pub(super) mod port;
pub(super) mod service;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::build;
use crate::http;
use crate::progress::{self, note, step};
use crate::tools::{self, Tool};
use crate::workspace::Workspace;
use environment::Environment;
use nodes::Services;
use service::Service;

/// How the demo runs.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Port of the example site; another free one is taken when it is in use
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Port of the server; another free one is taken when it is in use
    #[arg(long, default_value_t = 4567)]
    server_port: u16,
    /// So many nodes on a PostgreSQL and a NATS of their own, in place of one
    /// server; what is written there is forgotten in the end
    #[arg(long, value_parser = clap::value_parser!(u8).range(2..=16))]
    nodes: Option<u8>,
    /// Forget what earlier demos wrote
    #[arg(long)]
    fresh: bool,
    /// Open no browser
    #[arg(long)]
    no_open: bool,
    /// Start, look whether the page and the script answer, and end
    #[arg(long)]
    check: bool,
}

/// Builds and starts the demo, and ends it at Ctrl-C or SIGTERM.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if options.nodes.is_some() {
        tools::require(workspace, &[Tool::Postgres, Tool::Nats])?;
    }
    build::run(workspace)?;
    // From here on there are processes to end, so the signals are ours.
    let interrupted = interruption()?;
    let folder = folder(workspace, options)?;
    let mut demo = step("start the server and the example site", || {
        start(workspace, options, &folder, &interrupted)
    })?;
    if options.check {
        demo.check()?;
        demo.stop()?;
        return remove(&folder);
    }
    demo.announce();
    if !options.no_open {
        browser::open(&demo.site.url);
    }
    demo.watch(&interrupted)?;
    progress::skipped("demo", "ending");
    demo.stop()
}

/// The processes of the demo. The site is ended before the servers it talks to, and
/// they before what they keep things in.
#[derive(Debug)]
struct Demo {
    site: Service,
    servers: Vec<Service>,
    url: String,
    _services: Option<Services>,
}

fn start(
    workspace: &Workspace,
    options: &Options,
    folder: &Path,
    interrupted: &Receiver<()>,
) -> Result<Demo> {
    let listen = port::free("the server", options.server_port)?;
    let services = options.nodes.map(|_| Services::start()).transpose()?;
    let (environment, servers) = match (&services, options.nodes) {
        (Some(services), Some(count)) => {
            nodes::start(workspace, services, count, listen, folder, interrupted)?
        }
        _ => one_server(workspace, listen, folder, interrupted)?,
    };
    let url = format!("http://{listen}");

    let listen = port::free("the example site", options.port)?;
    let mut site = Service::start("site", listen, folder, &mut {
        let mut command = service::command(&workspace.binary(build::EXAMPLE));
        command
            .env("LISTEN", listen.to_string())
            .env("PULSE_SERVER_URL", &url)
            .env("PULSE_PUBLISHABLE_KEY", environment.publishable_key())
            .env("PULSE_SECRET_KEY", environment.secret_key());
        command
    })?;
    site.wait_until_it_answers("/", interrupted)?;
    Ok(Demo {
        site,
        servers,
        url,
        _services: services,
    })
}

fn one_server(
    workspace: &Workspace,
    listen: SocketAddr,
    folder: &Path,
    interrupted: &Receiver<()>,
) -> Result<(Environment, Vec<Service>)> {
    let environment = Environment::ensure(workspace, folder)?;
    let mut server = Service::start("server", listen, folder, &mut {
        let mut command = service::command(&workspace.binary(build::SERVER));
        command
            .args(["serve", "--listen", &listen.to_string(), "--data-dir"])
            .arg(environment.data());
        command
    })?;
    server.wait_until_it_answers("/healthz", interrupted)?;
    Ok((environment, vec![server]))
}

impl Demo {
    fn announce(&self) {
        println!();
        println!("  The demo is running:  {}", self.site.url);
        println!();
        println!("  Open it twice, as two people: each sees the other's cursor and comments.");
        match &self.servers[..] {
            [_] => println!("  The server is at {}. Ctrl-C ends both.", self.url),
            nodes => {
                println!("  {} nodes take turns at {}:", nodes.len(), self.url);
                for node in nodes {
                    println!("    {}", node.url);
                }
                println!("  Ctrl-C ends all of it.");
            }
        }
        println!();
    }

    fn check(&self) -> Result<()> {
        for url in [
            format!("{}/", self.site.url),
            format!("{}/sdk/pulse.js", self.url),
        ] {
            http::get(&url)?;
            note(&format!("{url} answers"));
        }
        Ok(())
    }

    /// Returns when a person ends the demo; a process that ends by itself is an error.
    fn watch(&mut self, interrupted: &Receiver<()>) -> Result<()> {
        loop {
            match interrupted.recv_timeout(LOOK_EVERY) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            for server in &mut self.servers {
                server.fail_if_ended()?;
            }
            self.site.fail_if_ended()?;
        }
    }

    fn stop(mut self) -> Result<()> {
        self.site.stop()?;
        self.servers.iter_mut().try_for_each(Service::stop)
    }
}

/// Hears Ctrl-C and SIGTERM.
fn interruption() -> Result<Receiver<()>> {
    let (send, receive) = channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more when the demo is ending already.
        let _ = send.send(());
    })
    .context("listening for Ctrl-C")?;
    Ok(receive)
}

/// Where the demo's data and logs are. A check has its own, so that it disturbs no running demo.
fn folder(workspace: &Workspace, options: &Options) -> Result<PathBuf> {
    let name = if options.check { "demo-check" } else { "demo" };
    let folder = workspace.target().join(name);
    if options.fresh || options.check {
        remove(&folder)?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    Ok(folder)
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            bail!("removing {}: {error}", folder.display())
        }
        _ => Ok(()),
    }
}

const LOOK_EVERY: Duration = Duration::from_millis(250);
