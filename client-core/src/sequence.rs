//! The order of a room's durable events, and what to do when one is missing.

use pulse_protocol::{Epoch, Resume, Seq};

/// Where in the room's history this client is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sequence {
    epoch: Option<Epoch>,
    last: Seq,
    /// The highest number heard of; more than `last` when something is missing.
    highest: Seq,
    /// Until when an answer to `events:list` is waited for.
    asked_until: Option<u64>,
}

/// What to do with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It is the next one.
    Apply,
    /// It was applied already.
    Known,
    /// Something before it is missing. It will come again with what is missing.
    Early,
}

impl Sequence {
    /// Begins where a snapshot ends.
    pub(crate) fn start(&mut self, epoch: Option<Epoch>, seq: Option<Seq>) {
        *self = Self {
            epoch,
            last: seq.unwrap_or_default(),
            highest: seq.unwrap_or_default(),
            asked_until: None,
        };
    }

    /// What to ask for on the next connection.
    pub(crate) fn resume(&self) -> Option<Resume> {
        self.epoch.clone().map(|epoch| Resume {
            epoch,
            seq: self.last,
        })
    }

    /// Whether this is the history that is known.
    pub(crate) fn is_of(&self, epoch: Option<&Epoch>) -> bool {
        self.epoch.is_some() && self.epoch.as_ref() == epoch
    }

    /// The history cannot be continued: the next connection starts anew.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The connection is gone, and with it what was asked on it.
    pub(crate) const fn interrupt(&mut self) {
        self.highest = self.last;
        self.asked_until = None;
    }

    pub(crate) fn arrive(&mut self, seq: Seq) -> Arrival {
        self.highest = self.highest.max(seq);
        if seq <= self.last {
            Arrival::Known
        } else if seq == self.last.next() || self.epoch.is_none() {
            self.last = seq;
            Arrival::Apply
        } else {
            Arrival::Early
        }
    }

    /// The server has events up to this one.
    pub(crate) fn hear_of(&mut self, seq: Seq) {
        self.highest = self.highest.max(seq);
    }

    /// The event to ask after, when something is missing and was not asked for.
    pub(crate) fn ask(&mut self, now: u64) -> Option<Seq> {
        if self.asked_until.is_some() || !self.is_behind() {
            return None;
        }
        self.asked_until = Some(now + ANSWER_LIMIT_MS);
        Some(self.last)
    }

    /// An answer came.
    pub(crate) const fn answered(&mut self) {
        self.asked_until = None;
    }

    /// Whether something is missing.
    pub(crate) fn is_behind(&self) -> bool {
        self.epoch.is_some() && self.highest > self.last
    }

    pub(crate) const fn last(&self) -> Seq {
        self.last
    }

    /// When to give up waiting for an answer.
    pub(crate) const fn due(&self) -> Option<u64> {
        self.asked_until
    }
}

const ANSWER_LIMIT_MS: u64 = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seq: u64) -> Sequence {
        let mut sequence = Sequence::default();
        sequence.start(Epoch::parse("e").ok(), Some(Seq(seq)));
        sequence
    }

    #[test]
    fn events_are_applied_once_and_in_order() {
        let mut sequence = at(4);
        assert_eq!(sequence.arrive(Seq(5)), Arrival::Apply);
        assert_eq!(sequence.arrive(Seq(5)), Arrival::Known);
        assert_eq!(sequence.arrive(Seq(7)), Arrival::Early);
        assert_eq!(sequence.arrive(Seq(6)), Arrival::Apply);
        assert_eq!(sequence.arrive(Seq(7)), Arrival::Apply);
    }

    #[test]
    fn a_gap_is_asked_for_once_and_again_after_the_answer() {
        let mut sequence = at(4);
        assert_eq!(sequence.ask(0), None);
        sequence.arrive(Seq(9));
        assert_eq!(sequence.ask(0), Some(Seq(4)));
        assert_eq!(sequence.ask(1), None);
        sequence.answered();
        assert_eq!(sequence.ask(2), Some(Seq(4)));
    }

    #[test]
    fn without_an_epoch_nothing_is_resumed_or_asked_for() {
        let mut sequence = Sequence::default();
        sequence.start(None, None);
        sequence.hear_of(Seq(3));
        assert_eq!(sequence.ask(0), None);
        assert_eq!(sequence.resume(), None);
    }
}
