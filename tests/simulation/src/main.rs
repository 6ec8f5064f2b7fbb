//! Runs many worlds, or one again: `cargo xtask simulate --seed 7`.

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use pulse_simulation::{run, run_aloud, run_many};

/// Clients and a server of Pulse in worlds that go wrong on purpose.
#[derive(Debug, Parser)]
struct Cli {
    /// Run the world of this seed alone
    #[arg(long)]
    seed: Option<u64>,
    /// With a seed: say everything that happens
    #[arg(long, requires = "seed")]
    aloud: bool,
    /// The first seed
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many seeds
    #[arg(long, default_value_t = 10_000)]
    seeds: u64,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.seed {
        Some(seed) => one(seed, cli.aloud),
        None => many(cli.from, cli.seeds),
    }
}

fn one(seed: u64, aloud: bool) -> ExitCode {
    let told = if aloud { run_aloud(seed) } else { run(seed) };
    match told {
        Ok(story) => {
            println!(
                "seed {seed}: {} writes, {} events, trace {:016x}",
                story.writes, story.events, story.trace
            );
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprint!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn many(from: u64, seeds: u64) -> ExitCode {
    #[expect(clippy::disallowed_methods, reason = "worlds have clocks of their own")]
    let begun = Instant::now();
    let tally = run_many(from..from.saturating_add(seeds));
    for failure in &tally.failures {
        eprint!("{failure}");
    }
    println!(
        "{} worlds in {:.1} s, {} of them wrong; {} writes and {} events in the others",
        tally.worlds,
        begun.elapsed().as_secs_f64(),
        tally.failures.len(),
        tally.writes,
        tally.events
    );
    if tally.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
