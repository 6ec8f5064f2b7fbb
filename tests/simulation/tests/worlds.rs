//! As many worlds as fit into a test. `cargo run -p pulse-simulation` runs
//! more of them, and `-- --seed N` one of them again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

const SEEDS: u64 = 2_000;

#[test]
fn whatever_goes_wrong_nothing_is_lost_doubled_or_seen_differently() {
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= SEEDS {
                        return;
                    }
                    if let Err(failure) = pulse_simulation::run(seed) {
                        next.store(SEEDS, Ordering::Relaxed);
                        panic!("{failure}");
                    }
                }
            });
        }
    });
}

#[test]
fn a_seed_names_one_world() {
    let tell = || pulse_simulation::run(4711).map(|story| (story.writes, story.events));
    assert_eq!(tell().unwrap(), tell().unwrap());
}
