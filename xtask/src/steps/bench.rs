//! `cargo xtask bench …`: measurements, as commands rather than tests: a slow machine is no failure.

use std::process::Command;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::build::SERVER;
use super::{wasm, widget};
use crate::child;
use crate::progress::step;
use crate::tools::{self, Tool, browsers, npm};
use crate::workspace::Workspace;

/// What is measured.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Load the release server on loopback and print a table
    Server(ServerOptions),
    /// Load one, two and four nodes on PostgreSQL and NATS, and print a table
    Cluster(ServerOptions),
    /// Measure the browser client beside the published original, in Chromium
    Client,
    /// Measure the widget beside the published original, in Chromium
    Widget(WidgetOptions),
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

/// What is measured of the widget.
#[derive(Debug, Args)]
pub(crate) struct WidgetOptions {
    /// Only the scenes that have a measure whose name contains this
    #[arg(long, default_value = "")]
    only: String,
    /// How often each is measured; the median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=15))]
    rounds: u8,
}

/// Runs a measurement.
pub(crate) fn run(workspace: &Workspace, bench: &Bench) -> Result<()> {
    match bench {
        Bench::Server(options) => server(workspace, options, &[]),
        Bench::Cluster(options) => {
            tools::require(workspace, &[Tool::Postgres, Tool::Nats])?;
            server(workspace, options, &["--nodes", "1,2,4"])
        }
        Bench::Client => client(workspace),
        Bench::Widget(options) => page(workspace, options),
    }
}

fn server(workspace: &Workspace, options: &ServerOptions, more: &[&str]) -> Result<()> {
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
            .args(["--only", &options.only])
            .args(more),
    )
}

fn client(workspace: &Workspace) -> Result<()> {
    wasm::run(workspace)?;
    release_server(workspace)?;
    in_chromium(workspace, "sdk-wasm/bench/run.mjs", "bench-client", |_| {})
}

fn page(workspace: &Workspace, options: &WidgetOptions) -> Result<()> {
    widget::build(workspace)?;
    release_server(workspace)?;
    in_chromium(
        workspace,
        "web-component/bench/run.mjs",
        "bench-widget",
        |node| {
            node.arg(workspace.path("web-component/dist"))
                .arg(&options.only)
                .arg(options.rounds.to_string());
        },
    )
}

fn release_server(workspace: &Workspace) -> Result<()> {
    step("build the release server", || {
        child::run(child::cargo(workspace.root()).args(["build", "--release", "--package", SERVER]))
    })
}

/// Runs a script that is told a folder to work in, the server, and what `more` adds.
fn in_chromium(
    workspace: &Workspace,
    script: &str,
    folder: &str,
    more: impl FnOnce(&mut Command),
) -> Result<()> {
    let mut node = npm::node(workspace)?;
    node.arg(workspace.path(script))
        .arg(workspace.target().join(folder))
        .arg(workspace.release_binary(SERVER))
        .env("npm_config_cache", workspace.target().join("npm-cache"));
    more(&mut node);
    if let Some(chrome) = browsers::chrome() {
        node.env("PULSE_CHROMIUM", chrome);
    }
    child::run(&mut node)
}

/// What loads the server.
const LOAD: &str = "pulse-load";
