//! The durable events of a live room, in the store's order: how far its
//! members are, and the newest of them for whoever enters with an older
//! snapshot. No task, socket or store.

use std::collections::VecDeque;

use pulse_protocol::Seq;

use crate::storage::DurableEvent;

/// How far a room is.
#[derive(Debug)]
pub(super) struct Feed {
    /// The last event members were given.
    last: Seq,
    /// The newest events, without a gap, up to the last.
    recent: VecDeque<DurableEvent>,
}

impl Feed {
    /// A room whose members have everything up to a place.
    pub(super) const fn at(last: Seq) -> Self {
        Self {
            last,
            recent: VecDeque::new(),
        }
    }

    /// The last event members were given.
    pub(super) const fn last(&self) -> Seq {
        self.last
    }

    /// Where to read up to before an event can be taken, when others are
    /// missing in front of it.
    pub(super) fn gap_before(&self, event: &DurableEvent) -> Option<Seq> {
        (event.seq > self.last.next()).then(|| Seq(event.seq.0 - 1))
    }

    /// Takes an event; says whether it is news.
    pub(super) fn take(&mut self, event: &DurableEvent) -> bool {
        if event.seq <= self.last {
            return false;
        }
        self.last = event.seq;
        self.recent.push_back(event.clone());
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        true
    }

    /// The events after a place; nothing when some have to be read.
    pub(super) fn since(&self, seq: Seq) -> Option<Vec<DurableEvent>> {
        if seq >= self.last {
            return Some(vec![]);
        }
        let first = self.recent.front()?;
        (first.seq <= seq.next()).then(|| {
            let newer = self.recent.iter().filter(|event| event.seq > seq);
            newer.cloned().collect()
        })
    }
}

const RECENT: usize = 64;

#[cfg(test)]
mod tests;
