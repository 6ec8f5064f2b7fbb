//! `pulse-load`: starts a server on loopback, loads it from this process and prints what it took.
//!
//! The server is a process of its own, so that its processor time and memory are its alone. A
//! workload is a file in `workload/`; all of them hand back a [`measure::Outcome`], which becomes a
//! row of the table.

mod measure;
mod member;
mod server;
mod shell;
mod table;
mod workload;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;

use server::Server;
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
}

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<()> {
    let options = Options::parse();
    let period = Duration::from_secs(options.seconds);
    println!("{}\n", table::machine()?);
    println!("{}", table::head());
    for workload in Workload::ALL {
        if workload.name().contains(&options.only) {
            // Each gets a fresh server: what one left behind does not weigh on the next.
            let mut server = Server::start(&options.server).await?;
            let outcome = workload.run(&mut server, period).await?;
            println!("{}", table::row(workload.name(), &outcome));
            server.stop().await?;
        }
    }
    Ok(())
}
