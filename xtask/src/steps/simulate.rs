//! `cargo xtask simulate`: worlds of the simulation, more than the tests run, or one again.

use anyhow::Result;
use clap::Args;

use crate::child;
use crate::workspace::Workspace;

/// Which worlds to run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many seeds
    #[arg(long, default_value_t = 20_000)]
    seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Run the world of this seed alone, and say everything that happens in it
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
}

/// Runs them on all cores; wrong ones are named by their seeds.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut cargo = child::cargo(workspace.root());
    cargo.args(["run", "--quiet", "-p", "pulse-simulation", "--"]);
    match options.seed {
        Some(seed) => cargo.args(["--aloud", "--seed", &seed.to_string()]),
        None => {
            let (from, seeds) = (options.from.to_string(), options.seeds.to_string());
            cargo.args(["--from", &from, "--seeds", &seeds])
        }
    };
    child::run(&mut cargo)
}
