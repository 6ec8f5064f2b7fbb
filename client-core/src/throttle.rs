//! Signals of which only the latest counts: sent at most once in a while,
//! the last one always.

/// Spaces out the values of one signal.
#[derive(Debug, Clone)]
pub(crate) struct Throttle<T> {
    interval_ms: u64,
    free_at: u64,
    waiting: Option<T>,
}

impl<T> Throttle<T> {
    pub(crate) const fn new(interval_ms: u64) -> Self {
        Self {
            interval_ms,
            free_at: 0,
            waiting: None,
        }
    }

    /// Takes the latest value in the place of one that still waits.
    pub(crate) fn offer(&mut self, value: T) {
        self.waiting = Some(value);
    }

    /// The value that may go out now.
    pub(crate) fn take(&mut self, now: u64) -> Option<T> {
        if now < self.free_at {
            return None;
        }
        let value = self.waiting.take()?;
        self.free_at = now + self.interval_ms;
        Some(value)
    }

    /// When something can be taken.
    pub(crate) fn due(&self) -> Option<u64> {
        self.waiting.as_ref().map(|_| self.free_at)
    }

    /// Lets nothing out before this moment.
    pub(crate) fn hold_until(&mut self, until: u64) {
        self.free_at = self.free_at.max(until);
    }

    pub(crate) fn clear(&mut self) {
        self.waiting = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_goes_at_once_and_the_latest_follows_after_the_interval() {
        let mut throttle = Throttle::new(50);
        throttle.offer('a');
        assert_eq!(throttle.take(0), Some('a'));
        throttle.offer('b');
        throttle.offer('c');
        assert_eq!(throttle.take(49), None);
        assert_eq!(throttle.due(), Some(50));
        assert_eq!(throttle.take(50), Some('c'));
        assert_eq!(throttle.take(200), None);
        assert_eq!(throttle.due(), None);
    }
}
