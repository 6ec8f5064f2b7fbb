//! What only the system can tell: the time, and bytes nobody can guess. Every
//! other module takes them as arguments.

use std::time::{Duration, Instant, SystemTime};

/// The time by the system's clock.
#[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// Bytes from the system's random source.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that draws from it"
)]
pub(crate) fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Measures how long something takes.
#[derive(Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
