//! Many worlds at once, one on each core.

use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::world::{Failure, run};

/// What came of many worlds.
#[derive(Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a tally is its fields")]
pub struct Tally {
    /// Worlds that were run to their end.
    pub worlds: u64,
    /// Writes that people made in those where nothing was wrong.
    pub writes: u64,
    /// Events of their rooms.
    pub events: u64,
    /// The others, by their seeds.
    pub failures: Vec<Failure>,
}

/// Runs the worlds of these seeds, on all cores.
///
/// # Panics
/// When the machine has no room for them.
#[must_use]
pub fn run_many(seeds: Range<u64>) -> Tally {
    let next = AtomicU64::new(seeds.start);
    let tally = Mutex::new(Tally::default());
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let ended = run(seed);
                    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
                    tally.worlds += 1;
                    match ended {
                        Ok(story) => {
                            tally.writes += story.writes;
                            tally.events += story.events;
                        }
                        Err(failure) => tally.failures.push(failure),
                    }
                }
            });
        }
    });
    let mut tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.failures.sort_by_key(|failure| failure.seed);
    tally
}
