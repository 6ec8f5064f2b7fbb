//! `cargo xtask bench …`: measurements, as commands rather than tests: a slow machine is no failure.

use anyhow::Result;
use clap::{Args, Subcommand};

use super::build::SERVER;
use super::wasm;
use crate::child;
use crate::progress::step;
use crate::tools::{browsers, npm};
use crate::workspace::Workspace;

/// What is measured.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Load the release server on loopback and print a table
    Server(ServerOptions),
    /// Measure the browser client beside the published original, in Chromium
    Client,
}

/// How the server is loaded.
#[derive(Debug, Args)]
pub(crate) struct ServerOptions {
    /// Seconds that each workload goes on
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=120))]
    seconds: u64,
    /// Only the workloads whose name contains this
    #[arg(long, default_value = "")]
    only: String,
}

/// Runs a measurement.
pub(crate) fn run(workspace: &Workspace, bench: &Bench) -> Result<()> {
    match bench {
        Bench::Server(options) => server(workspace, options),
        Bench::Client => client(workspace),
    }
}

fn server(workspace: &Workspace, options: &ServerOptions) -> Result<()> {
    step("build the release server and the load", || {
        child::run(child::cargo(workspace.root()).args([
            "build",
            "--release",
            "--package",
            SERVER,
            "--package",
            LOAD,
        ]))
    })?;
    child::run(
        child::command(workspace.release_binary(LOAD))
            .arg("--server")
            .arg(workspace.release_binary(SERVER))
            .args(["--seconds", &options.seconds.to_string()])
            .args(["--only", &options.only]),
    )
}

fn client(workspace: &Workspace) -> Result<()> {
    wasm::run(workspace)?;
    step("build the release server", || {
        child::run(child::cargo(workspace.root()).args(["build", "--release", "--package", SERVER]))
    })?;
    let mut node = npm::node(workspace)?;
    node.arg(workspace.path("sdk-wasm/bench/run.mjs"))
        .arg(workspace.target().join("bench-client"))
        .arg(workspace.release_binary(SERVER))
        .env("npm_config_cache", workspace.target().join("npm-cache"));
    if let Some(chrome) = browsers::chrome() {
        node.env("PULSE_CHROMIUM", chrome);
    }
    child::run(&mut node)
}

/// What loads the server.
const LOAD: &str = "pulse-load";
