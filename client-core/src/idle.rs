//! Whether somebody is at the page: away once it was not used for a while.

/// Watches for use of the page. Nobody is ever away where no time is set.
#[derive(Debug, Clone)]
pub(crate) struct Idle {
    after_ms: Option<u64>,
    used_at: u64,
    away: bool,
}

impl Idle {
    pub(crate) const fn new(after_ms: Option<u64>, now: u64) -> Self {
        Self {
            after_ms,
            used_at: now,
            away: false,
        }
    }

    /// The page is used. True when somebody is back by that.
    pub(crate) const fn used(&mut self, now: u64) -> bool {
        self.used_at = now;
        std::mem::replace(&mut self.away, false)
    }

    /// Looks at the time. True when somebody is away from now on.
    pub(crate) fn look(&mut self, now: u64) -> bool {
        let away = self.due().is_some_and(|due| now >= due);
        self.away |= away;
        away
    }

    pub(crate) const fn is_away(&self) -> bool {
        self.away
    }

    /// When somebody is away, if the page is not used until then.
    pub(crate) fn due(&self) -> Option<u64> {
        let after_ms = self.after_ms.filter(|_| !self.away)?;
        Some(self.used_at.saturating_add(after_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn away_after_the_time_and_back_by_use() {
        let mut idle = Idle::new(Some(1000), 50);
        assert!(!idle.look(1049));
        assert!(!idle.used(1049));
        assert_eq!(idle.due(), Some(2049));
        assert!(idle.look(2049));
        assert!(!idle.look(9999), "once");
        assert_eq!((idle.is_away(), idle.due()), (true, None));
        assert!(idle.used(10_000));
        assert!(!idle.is_away());
    }

    #[test]
    fn without_a_time_nobody_is_away() {
        let mut idle = Idle::new(None, 0);
        assert!(!idle.look(u64::MAX));
        assert_eq!(idle.due(), None);
    }
}
