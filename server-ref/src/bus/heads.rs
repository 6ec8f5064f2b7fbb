//! The newest events of the rooms this node has written to lately. They are
//! told again for a while: when the last packet of a room was lost, nothing
//! that follows would show the gap. No task or clock.

use std::collections::HashMap;
use std::hash::Hash;

use pulse_protocol::Seq;

/// Rooms and their newest events.
#[derive(Debug)]
pub(super) struct Heads<K> {
    rooms: HashMap<K, (Seq, u8)>,
}

impl<K> Default for Heads<K> {
    fn default() -> Self {
        Self {
            rooms: HashMap::new(),
        }
    }
}

impl<K: Eq + Hash + Clone> Heads<K> {
    /// A room has a newer event. Without room for it, it is left out: the
    /// rooms that have many writes tell of themselves.
    pub(super) fn note(&mut self, room: &K, seq: Seq) {
        if self.rooms.len() >= MOST_ROOMS && !self.rooms.contains_key(room) {
            return;
        }
        let known = self.rooms.entry(room.clone()).or_insert((seq, TOLD));
        *known = (seq.max(known.0), TOLD);
    }

    /// What is to be told now.
    pub(super) fn tick(&mut self) -> Vec<(K, Seq)> {
        let told = self.rooms.iter();
        let told = told.map(|(room, (seq, _))| (room.clone(), *seq)).collect();
        self.rooms.retain(|_, (_, left)| {
            *left -= 1;
            *left > 0
        });
        told
    }
}

/// How often a head is told.
const TOLD: u8 = 3;
const MOST_ROOMS: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_told_a_few_times_and_then_forgotten() {
        let mut heads = Heads::default();
        heads.note(&"r", Seq(1));
        assert_eq!(heads.tick(), [("r", Seq(1))]);
        heads.note(&"r", Seq(3));
        heads.note(&"r", Seq(2));
        for _ in 0..TOLD {
            assert_eq!(heads.tick(), [("r", Seq(3))]);
        }
        assert!(heads.tick().is_empty());
    }
}
