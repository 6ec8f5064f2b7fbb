//! Whether to try again, and when: a pure decision. The clock, the random
//! number and the sleeping are the caller's.

use std::time::Duration;

use crate::CallError;

/// How often a call is tried, and how long is waited in between.
///
/// Only what may pass is tried again: no connection, an answer cut off, and
/// the statuses 429, 500, 502, 503 and 504. A wait is a random time up to a
/// bound that doubles with every try, so that many programs do not come back
/// together; a `Retry-After` of the server is waited for on top. A try that
/// could not begin within [`Pulse::with_timeout`](crate::Pulse::with_timeout)
/// is not made: the error comes at once, and says how long to wait.
///
/// ```
/// use std::time::Duration;
/// use pulse_sdk::RetryStrategy;
///
/// // Three tries: the default.
/// let patient = RetryStrategy::default();
/// assert_eq!(patient, RetryStrategy::attempts(3));
/// // For a job that may take its time.
/// let stubborn = RetryStrategy::attempts(8).longest_wait(Duration::from_secs(30));
/// // For callers with a loop of their own.
/// let single = RetryStrategy::never();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a strategy does nothing until it is given to Pulse::with_retries"]
pub struct RetryStrategy {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
}

impl RetryStrategy {
    /// At most so many tries, the first one included; 0 counts as 1.
    ///
    /// ```
    /// # use pulse_sdk::RetryStrategy;
    /// assert_eq!(RetryStrategy::attempts(0), RetryStrategy::never());
    /// ```
    pub const fn attempts(attempts: u32) -> Self {
        Self {
            attempts: if attempts == 0 { 1 } else { attempts },
            first_wait: Duration::from_millis(200),
            longest_wait: Duration::from_secs(5),
        }
    }

    /// One try and no other.
    ///
    /// ```no_run
    /// # fn example(pulse: pulse_sdk::Pulse) {
    /// let pulse = pulse.with_retries(pulse_sdk::RetryStrategy::never());
    /// # }
    /// ```
    pub const fn never() -> Self {
        Self::attempts(1)
    }

    /// The bound of the first wait, instead of 200 ms.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use pulse_sdk::RetryStrategy;
    /// let strategy = RetryStrategy::attempts(5).first_wait(Duration::from_secs(1));
    /// ```
    pub const fn first_wait(self, first_wait: Duration) -> Self {
        Self { first_wait, ..self }
    }

    /// What the bound does not grow beyond, instead of 5 seconds.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use pulse_sdk::RetryStrategy;
    /// let strategy = RetryStrategy::attempts(5).longest_wait(Duration::from_secs(60));
    /// ```
    pub const fn longest_wait(self, longest_wait: Duration) -> Self {
        Self {
            longest_wait,
            ..self
        }
    }

    /// How long to wait before the next try, or that there is none. `made`
    /// counts the tries so far, `remaining` is what is left of the whole
    /// call's time, `draw` any number.
    pub(crate) fn wait(
        &self,
        error: &CallError,
        made: u32,
        remaining: Duration,
        draw: u32,
    ) -> Option<Duration> {
        if made >= self.attempts || !may_pass(error) {
            return None;
        }
        let doublings = made.saturating_sub(1).min(31);
        let bound = self.first_wait.saturating_mul(1 << doublings);
        let bound = bound.min(self.longest_wait);
        let jitter = bound.mul_f64(f64::from(draw) / f64::from(u32::MAX));
        let wait = error
            .retry_after()
            .unwrap_or_default()
            .saturating_add(jitter);
        (wait < remaining).then_some(wait)
    }
}

impl Default for RetryStrategy {
    fn default() -> Self {
        Self::attempts(3)
    }
}

/// A time limit that has passed leaves nothing for another try, and what the
/// server will never do, as with 501, it will not do later.
fn may_pass(error: &CallError) -> bool {
    match error {
        CallError::RateLimited { .. }
        | CallError::Unreachable { .. }
        | CallError::Interrupted { .. } => true,
        CallError::ServerFailed { refusal, .. } => {
            matches!(refusal.status, 500 | 502 | 503 | 504)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use pulse_protocol::rest::ErrorBody;

    use super::*;
    use crate::Refusal;

    const PLENTY: Duration = Duration::from_secs(3600);

    fn refusal(status: u16) -> Refusal {
        let body = ErrorBody {
            error: "no".to_owned(),
            code: crate::ErrorCode::Unknown,
            request_id: String::new(),
        };
        Refusal::new(status, &body)
    }

    fn failed(status: u16, retry_after: Option<u64>) -> CallError {
        CallError::ServerFailed {
            refusal: refusal(status),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    fn unreachable() -> CallError {
        CallError::Unreachable {
            server: String::new(),
            reason: String::new(),
            source: "refused".into(),
        }
    }

    fn ms(strategy: RetryStrategy, made: u32, draw: u32) -> Option<u128> {
        let wait = strategy.wait(&failed(503, None), made, PLENTY, draw)?;
        Some(wait.as_millis())
    }

    #[test]
    fn the_bound_doubles_and_stops_at_the_longest() {
        let strategy = RetryStrategy::attempts(100);
        let bounds = [1, 2, 3, 4, 5, 6, 50].map(|made| ms(strategy, made, u32::MAX));
        let expected = [200, 400, 800, 1600, 3200, 5000, 5000].map(Some);
        assert_eq!(bounds, expected);
    }

    #[test]
    fn a_wait_is_anywhere_below_the_bound() {
        let strategy = RetryStrategy::default();
        assert_eq!(ms(strategy, 1, 0), Some(0));
        assert_eq!(ms(strategy, 1, u32::MAX / 2), Some(100));
        assert_eq!(ms(strategy, 1, u32::MAX / 4), Some(50));
    }

    #[test]
    fn the_tries_are_counted() {
        assert_eq!(ms(RetryStrategy::never(), 1, 0), None);
        assert_eq!(ms(RetryStrategy::attempts(3), 2, 0), Some(0));
        assert_eq!(ms(RetryStrategy::attempts(3), 3, 0), None);
    }

    #[test]
    fn what_the_server_asks_for_is_waited_on_top() {
        let strategy = RetryStrategy::default();
        let wait = |draw| strategy.wait(&failed(503, Some(2)), 1, PLENTY, draw);
        assert_eq!(wait(0), Some(Duration::from_secs(2)));
        assert_eq!(wait(u32::MAX), Some(Duration::from_millis(2200)));
        let limited = CallError::RateLimited {
            refusal: refusal(429),
            retry_after: Some(Duration::from_secs(7)),
        };
        let wait = strategy.wait(&limited, 1, PLENTY, 0);
        assert_eq!(wait, Some(Duration::from_secs(7)));
    }

    #[test]
    fn no_wait_is_longer_than_what_is_left() {
        let strategy = RetryStrategy::default();
        let wait = |left| strategy.wait(&failed(503, Some(2)), 1, Duration::from_secs(left), 0);
        assert_eq!(wait(2), None);
        assert_eq!(wait(3), Some(Duration::from_secs(2)));
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let again =
            |error: &CallError| RetryStrategy::default().wait(error, 1, PLENTY, 0).is_some();
        for status in [500, 502, 503, 504] {
            assert!(again(&failed(status, None)), "{status}");
        }
        for status in [501, 505, 599] {
            assert!(!again(&failed(status, None)), "{status}");
        }
        assert!(again(&unreachable()));
        for error in [
            CallError::Unauthorized(refusal(401)),
            CallError::Forbidden(refusal(403)),
            CallError::NotFound(refusal(404)),
            CallError::Conflict(refusal(409)),
            CallError::TooLarge(refusal(413)),
            CallError::Rejected(refusal(422)),
        ] {
            assert!(!again(&error), "{error}");
        }
        let timed_out = CallError::TimedOut {
            server: String::new(),
            timeout: PLENTY,
        };
        assert!(!again(&timed_out) && timed_out.is_retryable());
    }
}
