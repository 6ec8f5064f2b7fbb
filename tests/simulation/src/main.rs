//! Runs many worlds, or one again: `cargo run -p pulse-simulation -- --seed 7`.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use clap::Parser;

/// Clients and a server of Pulse in worlds that go wrong on purpose.
#[derive(Debug, Parser)]
struct Cli {
    /// Runs the world of this seed alone.
    #[arg(long)]
    seed: Option<u64>,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many seeds.
    #[arg(long, default_value_t = 10_000)]
    seeds: u64,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (first, end) = match cli.seed {
        Some(seed) => (seed, seed + 1),
        None => (cli.from, cli.from + cli.seeds),
    };
    let (next, failed, writes) = (AtomicU64::new(first), AtomicU64::new(0), AtomicU64::new(0));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    match pulse_simulation::run(seed) {
                        Ok(story) => {
                            let made = u64::try_from(story.writes).unwrap_or(u64::MAX);
                            writes.fetch_add(made, Ordering::Relaxed);
                        }
                        Err(failure) => {
                            failed.fetch_add(1, Ordering::Relaxed);
                            eprint!("{failure}");
                        }
                    }
                }
            });
        }
    });
    let (failed, writes) = (failed.into_inner(), writes.into_inner());
    let worlds = end - first;
    println!("{worlds} worlds, {failed} of them wrong; {writes} writes in the others");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
