//! Whether the other side is still there. A socket can look open for
//! minutes after the network is gone, so something must be heard regularly.

/// Watches one session of a server that answers pings.
#[derive(Debug, Clone)]
pub(crate) struct Heartbeat {
    interval_ms: u64,
    last_sent: u64,
    last_heard: u64,
    asked: Option<Asked>,
}

/// A ping that nothing was heard after.
#[derive(Debug, Clone)]
struct Asked {
    at: u64,
    patience_ms: u64,
}

impl Heartbeat {
    pub(crate) fn new(now: u64, interval_ms: u64) -> Self {
        Self {
            interval_ms: interval_ms.max(SHORTEST_INTERVAL_MS),
            last_sent: now,
            last_heard: now,
            asked: None,
        }
    }

    pub(crate) const fn sent(&mut self, now: u64) {
        self.last_sent = now;
    }

    pub(crate) fn heard(&mut self, now: u64) {
        self.last_heard = now;
        self.asked = None;
    }

    /// Whether a ping is to be sent, which counts as sent.
    pub(crate) fn ping_due(&mut self, now: u64) -> bool {
        let due = self.asked.is_none() && now >= self.next_ping();
        if due {
            self.ask(now, self.interval_ms);
        }
        due
    }

    /// Asks at once and with little patience: after sleep, or when the page
    /// hears that the network changed. True when a ping is to be sent.
    pub(crate) fn probe(&mut self, now: u64) -> bool {
        if let Some(asked) = &mut self.asked {
            asked.patience_ms = asked.patience_ms.min(PROBE_MS.max(now - asked.at));
            return false;
        }
        self.ask(now, PROBE_MS);
        true
    }

    /// Whether the other side must be taken for gone. Patience counts from
    /// the ping, not from the last word, so that a timer that the browser
    /// held back for a minute is no proof of silence.
    pub(crate) fn is_dead(&self, now: u64) -> bool {
        self.asked
            .as_ref()
            .is_some_and(|asked| now >= asked.at + asked.patience_ms)
    }

    /// When to look again.
    pub(crate) fn due(&self) -> u64 {
        match &self.asked {
            Some(asked) => asked.at + asked.patience_ms,
            None => self.next_ping(),
        }
    }

    fn next_ping(&self) -> u64 {
        self.last_sent.min(self.last_heard) + self.interval_ms
    }

    fn ask(&mut self, at: u64, patience_ms: u64) {
        self.asked = Some(Asked { at, patience_ms });
        self.last_sent = at;
    }
}

const PROBE_MS: u64 = 5000;
/// A server that asks for more is not obeyed.
const SHORTEST_INTERVAL_MS: u64 = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_silent_heartbeats_mean_dead() {
        let mut heartbeat = Heartbeat::new(0, 15_000);
        assert!(!heartbeat.ping_due(14_999));
        assert!(heartbeat.ping_due(15_000));
        assert!(!heartbeat.ping_due(20_000));
        assert!(!heartbeat.is_dead(29_999));
        assert!(heartbeat.is_dead(30_000));
        heartbeat.heard(29_000);
        assert!(!heartbeat.is_dead(60_000));
    }

    #[test]
    fn sending_alone_is_no_sign_of_life_from_the_other_side() {
        let mut heartbeat = Heartbeat::new(0, 15_000);
        heartbeat.sent(14_000);
        assert!(heartbeat.ping_due(15_000));
    }

    #[test]
    fn a_timer_that_came_a_minute_late_asks_before_it_judges() {
        let mut heartbeat = Heartbeat::new(0, 15_000);
        assert!(!heartbeat.is_dead(60_000));
        assert!(heartbeat.ping_due(60_000));
        assert_eq!(heartbeat.due(), 75_000);
    }

    #[test]
    fn a_probe_shortens_the_wait() {
        let mut heartbeat = Heartbeat::new(0, 15_000);
        assert!(heartbeat.probe(1000));
        assert!(!heartbeat.probe(1001));
        assert!(heartbeat.is_dead(6000));
    }
}
