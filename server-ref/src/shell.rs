//! The outside world: clocks and random numbers. Everything else is given
//! them as arguments.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pulse_protocol::Timestamp;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

#[cfg(feature = "simulation")]
pub mod simulated;

/// The wall clock.
#[must_use]
pub fn now() -> Timestamp {
    #[cfg(feature = "simulation")]
    if let Some(now) = simulated::now() {
        return now;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the shell that owns the wall clock"
    )]
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = since.map_or(0, |since| since.as_millis());
    let ms = u64::try_from(ms).unwrap_or(u64::MAX);
    Timestamp::from_unix_ms(ms.saturating_add_signed(APART_MS.load(Ordering::Relaxed)))
}

/// Sets the wall clock of this process by another, when they are further apart
/// than this. Says how far this machine's was off, if it was set.
pub fn set_clock(there: Timestamp, tolerated_ms: u64) -> Option<i64> {
    let apart_ms = there.unix_ms().wrapping_sub(now().unix_ms()) as i64;
    (apart_ms.unsigned_abs() > tolerated_ms).then(|| {
        let before_ms = APART_MS.fetch_add(apart_ms, Ordering::Relaxed);
        before_ms + apart_ms
    })
}

/// How far the machine's clock is behind the one this process goes by.
static APART_MS: AtomicI64 = AtomicI64::new(0);

/// A clock that only goes forward, in milliseconds from its making.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts at zero.
    #[must_use]
    pub fn start() -> Self {
        // Tokio's clock, which timers follow, and which tests can wind on.
        Self(Instant::now())
    }

    /// Milliseconds since the start.
    #[must_use]
    pub fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// The time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// The moment at which so many milliseconds will have passed.
    #[must_use]
    pub fn at(&self, ms: u64) -> Instant {
        self.0 + Duration::from_millis(ms)
    }

    /// Waits until so many milliseconds have passed; for ever without a number.
    pub async fn reaches(&self, ms: Option<u64>) {
        match ms {
            Some(ms) => sleep_until(self.at(ms)).await,
            None => std::future::pending().await,
        }
    }
}

/// An id nobody else has.
#[must_use]
pub fn uuid() -> Uuid {
    #[cfg(feature = "simulation")]
    if let Some(uuid) = simulated::uuid() {
        return uuid;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the shell that owns the random source"
    )]
    Uuid::new_v4()
}

/// Random bytes from the system.
///
/// # Errors
/// When the system has none.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    #[cfg(feature = "simulation")]
    if let Some(bytes) = simulated::random_bytes() {
        return Ok(bytes);
    }
    let mut bytes = [0; N];
    #[expect(
        clippy::disallowed_methods,
        reason = "the shell that owns the random source"
    )]
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
