//! A token bucket, without a clock of its own.

/// Lets so many through a second, and some at once after a quiet time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    /// One token is a thousand, so that milliseconds count whole.
    milli_tokens: u64,
    per_second: u64,
    burst: u64,
    at_ms: u64,
}

impl Bucket {
    pub(super) fn full((per_second, burst): (u32, u32), now_ms: u64) -> Self {
        let (per_second, burst) = (u64::from(per_second), u64::from(burst));
        Self {
            milli_tokens: burst * 1000,
            per_second,
            burst,
            at_ms: now_ms,
        }
    }

    /// Takes a token, if there is one.
    pub(super) fn take(&mut self, now_ms: u64) -> bool {
        self.fill(now_ms);
        let enough = self.milli_tokens >= 1000;
        if enough {
            self.milli_tokens -= 1000;
        }
        enough
    }

    /// Takes a token, on credit when there is none.
    pub(super) fn take_on_credit(&mut self, now_ms: u64) -> Credit {
        self.fill(now_ms);
        if self.milli_tokens >= 1000 {
            self.milli_tokens -= 1000;
            return Credit::Paid;
        }
        let missing = 1000 - self.milli_tokens;
        self.milli_tokens = 0;
        let paid_ms = now_ms + missing.div_ceil(self.per_second);
        // What is owed is earned before anything else.
        self.at_ms = paid_ms;
        Credit::OwedUntil(paid_ms)
    }

    /// When there will be a token.
    pub(super) fn ready_at(&mut self, now_ms: u64) -> u64 {
        self.fill(now_ms);
        let missing = 1000_u64.saturating_sub(self.milli_tokens);
        now_ms + missing.div_ceil(self.per_second)
    }

    fn fill(&mut self, now_ms: u64) {
        let passed = now_ms.saturating_sub(self.at_ms);
        let earned = passed.saturating_mul(self.per_second);
        self.milli_tokens = self
            .milli_tokens
            .saturating_add(earned)
            .min(self.burst * 1000);
        self.at_ms = self.at_ms.max(now_ms);
    }
}

/// How a token was paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Credit {
    /// It was there.
    Paid,
    /// It will have been earned then.
    OwedUntil(u64),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let mut bucket = Bucket::full((100, 200), 0);
        assert_eq!((0..300).filter(|_| bucket.take(0)).count(), 200);
        assert_eq!(bucket.ready_at(0), 10);
        assert!(!bucket.take(9) && bucket.take(10));
        let passed = (10..=1010).filter(|&now| bucket.take(now)).count();
        assert_eq!(passed, 100);
        assert_eq!((0..300).filter(|_| bucket.take(100_000)).count(), 200);
    }

    #[test]
    fn credit_slows_down_and_refuses_nothing() {
        let mut bucket = Bucket::full((50, 2), 0);
        assert_eq!(bucket.take_on_credit(0), Credit::Paid);
        assert_eq!(bucket.take_on_credit(0), Credit::Paid);
        assert_eq!(bucket.take_on_credit(0), Credit::OwedUntil(20));
        assert_eq!(bucket.take_on_credit(20), Credit::OwedUntil(40));
        assert_eq!(bucket.take_on_credit(60), Credit::Paid);
    }
}
