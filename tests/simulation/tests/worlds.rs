//! As many worlds as fit into a test. `cargo xtask simulate` runs more of
//! them, and `cargo xtask simulate --seed N` one of them again.

use std::process::Command;

use pulse_simulation::{read_here_is_read_there, read_while_away_is_read_on_return, run, run_many};

const SEEDS: u64 = 2_000;

#[test]
fn whatever_goes_wrong_nothing_is_lost_doubled_or_seen_differently() {
    let tally = run_many(0..SEEDS);
    let faults: String = tally.failures.iter().map(ToString::to_string).collect();
    assert!(tally.failures.is_empty(), "{faults}");
    assert_eq!(tally.worlds, SEEDS);
    // Quiet worlds would prove nothing.
    assert!(tally.writes > 10 * SEEDS, "{tally:?}");
    assert!(tally.events > tally.writes / 2, "{tally:?}");
}

#[test]
fn a_seed_gives_the_same_story_to_the_letter() {
    for seed in 5_000..5_040 {
        assert_eq!(run(seed).unwrap(), run(seed).unwrap(), "seed {seed}");
    }
}

#[test]
fn a_seed_gives_the_same_story_in_another_process() {
    let tell = || {
        let mut told = Command::new(env!("CARGO_BIN_EXE_pulse-simulation"));
        let told = told.args(["--seed", "4711"]).output().unwrap();
        assert!(told.status.success(), "{told:?}");
        String::from_utf8(told.stdout).unwrap()
    };
    let story = run(4711).unwrap();
    let told = tell();
    assert!(told.contains(&format!("{:016x}", story.trace)), "{told}");
    assert_eq!(told, tell());
}

#[test]
fn a_notification_that_was_read_in_one_tab_is_read_in_the_other() {
    read_here_is_read_there();
}

#[test]
fn what_was_read_while_a_tab_was_away_is_read_when_it_comes_back() {
    read_while_away_is_read_on_return();
}
