//! Two clocks: the engine's own, which only goes forward, and the server's,
//! by which tokens end.

/// Tells the server's time from the engine's.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// Milliseconds since 1970 at the engine's moment 0, by the best source heard so far.
    unix_ms_at_zero: u64,
}

impl Clock {
    pub(crate) const fn new(unix_ms_at_zero: u64) -> Self {
        Self { unix_ms_at_zero }
    }

    /// Takes the server's word for what time it is.
    pub(crate) const fn learn(&mut self, now: u64, server_unix_ms: u64) {
        self.unix_ms_at_zero = server_unix_ms.saturating_sub(now);
    }

    /// Milliseconds since 1970, by the server's clock once it was heard.
    pub(crate) const fn unix_ms(&self, now: u64) -> u64 {
        self.unix_ms_at_zero.saturating_add(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_local_clock_does_not_matter_once_the_server_was_heard() {
        let mut clock = Clock::new(5_000_000);
        assert_eq!(clock.unix_ms(10), 5_000_010);
        clock.learn(100, 9_000_100);
        assert_eq!(clock.unix_ms(150), 9_000_150);
    }
}
