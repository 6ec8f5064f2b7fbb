//! `cargo xtask bench …`: measurements, as commands rather than tests: a slow machine is no failure.

use anyhow::Result;
use clap::{Args, Subcommand};

use super::build::SERVER;
use crate::child;
use crate::progress::step;
use crate::workspace::Workspace;

/// What is measured.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Load the release server on loopback and print a table
    Server(ServerOptions),
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

/// What loads the server.
const LOAD: &str = "pulse-load";
