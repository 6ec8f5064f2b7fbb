//! How long to wait before trying again: exponential with full jitter, so
//! that clients that were put out together do not return together.

use crate::random::Random;

/// Waits grow with each failure in a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after one more failure.
    pub(crate) fn next(&mut self, random: &mut Random) -> u64 {
        let ceiling = FIRST_MS
            .saturating_mul(1 << self.failures.min(16))
            .min(LONGEST_MS);
        self.failures = self.failures.saturating_add(1);
        // The floor keeps a run of small numbers from becoming a busy loop.
        random.below(ceiling + 1).max(SHORTEST_MS)
    }

    pub(crate) const fn reset(&mut self) {
        self.failures = 0;
    }
}

const FIRST_MS: u64 = 500;
const LONGEST_MS: u64 = 30_000;
const SHORTEST_MS: u64 = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_spread_over_a_range_that_doubles_up_to_thirty_seconds() {
        for (failures, ceiling) in [(0, 500), (1, 1000), (3, 4000), (6, 30_000), (40, 30_000)] {
            let waits: Vec<u64> = (0..500)
                .map(|seed| Backoff { failures }.next(&mut Random::new(seed)))
                .collect();
            let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
            assert!(
                *most <= ceiling && *most > ceiling * 9 / 10,
                "{failures}: {most}"
            );
            assert!(*least < ceiling / 5, "{failures}: {least}");
        }
    }
}
