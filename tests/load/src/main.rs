//! `pulse-load`: starts a server on loopback, loads it from this process and prints what it took.
//!
//! The server is a process of its own, or several, so that its processor time and memory are its
//! alone. A workload is a file in `workload/`; all of them hand back a [`measure::Outcome`], which becomes a
//! row of the table.

mod measure;
mod member;
mod server;
mod services;
mod shell;
mod stamp;
mod table;
mod workload;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;

use server::Server;
use table::{Column, Row};
use workload::Workload;

/// Loads a Pulse server on this machine and measures it.
#[derive(Debug, Parser)]
struct Options {
    /// The server's binary
    #[arg(long, value_name = "FILE")]
    server: PathBuf,
    /// How long each workload goes on
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=120))]
    seconds: u64,
    /// Only the workloads whose name contains this
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Not one process with SQLite, but so many nodes on PostgreSQL and NATS, one number after the
    /// other
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=16))]
    nodes: Vec<u8>,
}

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<()> {
    let options = Options::parse();
    let period = Duration::from_secs(options.seconds);
    println!("{}\n", table::machine()?);
    if options.nodes.is_empty() {
        alone(&options, period).await
    } else {
        together(&options, period).await
    }
}

/// Each workload gets a fresh server: what one left behind does not weigh on the next.
async fn alone(options: &Options, period: Duration) -> Result<()> {
    println!("{}", table::head(table::ALONE));
    for workload in options.chosen(&Workload::ALONE) {
        let server = Server::start(&options.server).await?;
        run(workload, server, period, table::ALONE).await?;
    }
    Ok(())
}

async fn together(options: &Options, period: Duration) -> Result<()> {
    println!("{}", table::head(table::TOGETHER));
    for workload in options.chosen(&Workload::TOGETHER) {
        for &nodes in &options.nodes {
            let server = Server::start_nodes(&options.server, nodes.into()).await?;
            run(workload, server, period, table::TOGETHER).await?;
        }
    }
    Ok(())
}

async fn run(
    workload: Workload,
    mut server: Server,
    period: Duration,
    columns: &[Column],
) -> Result<()> {
    let outcome = workload.run(&mut server, period).await?;
    let row = Row {
        workload: workload.name(),
        nodes: server.nodes(),
        outcome: &outcome,
    };
    println!("{}", table::row(columns, &row));
    server.stop().await
}

impl Options {
    fn chosen<'a>(&'a self, workloads: &'a [Workload]) -> impl Iterator<Item = Workload> + 'a {
        workloads
            .iter()
            .copied()
            .filter(|workload| workload.name().contains(&self.only))
    }
}
