//! What waits for one receiver, in two lanes. The reliable lane is bounded by
//! bytes: a receiver that lets it fill up is closed, and resumes. In the other
//! lane only the newest of each signal is kept, so it is bounded by people.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use pulse_protocol::limits::OUTBOUND_BYTES;
use pulse_protocol::{CloseCode, ThreadId, UserId};
use serde::{Deserialize, Serialize};

use super::cursors::{CursorBatch, batch_text};
use crate::metrics::Flushed;

/// Of which only the newest counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum LatestKey {
    /// Where somebody's pointer is.
    Cursor(UserId),
    /// What somebody sees.
    Viewport(UserId),
    /// What somebody has selected.
    Selection(UserId),
    /// That somebody writes somewhere.
    Typing(UserId, ThreadId),
}

impl LatestKey {
    fn user(&self) -> &UserId {
        match self {
            Self::Cursor(user)
            | Self::Viewport(user)
            | Self::Selection(user)
            | Self::Typing(user, _) => user,
        }
    }
}

/// All that waits for one receiver.
#[derive(Debug)]
pub(super) struct Lanes {
    receiver: UserId,
    reliable: VecDeque<Utf8Bytes>,
    reliable_bytes: usize,
    latest: HashMap<LatestKey, Utf8Bytes>,
    latest_order: VecDeque<LatestKey>,
    cursors: Cursors,
    /// Nothing leaves before the greeting, which comes first.
    greeted: bool,
    ping: bool,
    close: Option<CloseCode>,
}

/// Pointers that wait: the room's own batch when there is one only.
#[derive(Debug)]
enum Cursors {
    None,
    Shared(Arc<CursorBatch>),
    Merged(BTreeMap<UserId, Utf8Bytes>),
}

/// What is to be written now, together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) frames: Vec<Utf8Bytes>,
    /// What of it came out of the reliable lane.
    pub(super) reliable: Flushed,
    pub(super) ping: bool,
    pub(super) close: Option<CloseCode>,
}

impl Lanes {
    pub(super) fn new(receiver: UserId) -> Self {
        Self {
            receiver,
            reliable: VecDeque::new(),
            reliable_bytes: 0,
            latest: HashMap::new(),
            latest_order: VecDeque::new(),
            cursors: Cursors::None,
            greeted: false,
            ping: false,
            close: None,
        }
    }

    /// Puts the greeting before everything that waits, and lets go. Its size
    /// does not count: a room's snapshot may be large.
    pub(super) fn greet(&mut self, greeting: Utf8Bytes) {
        self.reliable.push_front(greeting);
        self.greeted = true;
    }

    /// Adds a frame that must arrive. Closes a receiver that is too slow.
    pub(super) fn push(&mut self, frame: Utf8Bytes) {
        if self.close.is_some() {
            return;
        }
        // A frame that is larger than the lane goes when nothing waits before it.
        if self.reliable_bytes > 0 && self.reliable_bytes + frame.len() > OUTBOUND_BYTES {
            self.close(CloseCode::SlowConsumer);
            return;
        }
        self.reliable_bytes += frame.len();
        self.reliable.push_back(frame);
    }

    /// Adds a frame that a slow receiver may miss.
    pub(super) fn push_droppable(&mut self, frame: Utf8Bytes) {
        if self.reliable_bytes + frame.len() <= OUTBOUND_BYTES / 2 {
            self.push(frame);
        }
    }

    /// Puts a signal in the place of its predecessor.
    pub(super) fn replace(&mut self, key: LatestKey, frame: Utf8Bytes) {
        if self.close.is_none() && self.latest.insert(key.clone(), frame).is_none() {
            self.latest_order.push_back(key);
        }
    }

    /// Adds the room's pointers of one tick.
    pub(super) fn push_cursors(&mut self, batch: &Arc<CursorBatch>) {
        if self.close.is_some() {
            return;
        }
        match &mut self.cursors {
            Cursors::None => self.cursors = Cursors::Shared(Arc::clone(batch)),
            Cursors::Shared(earlier) => {
                let both = earlier.iter().chain(batch.iter());
                self.cursors = Cursors::Merged(both.cloned().collect());
            }
            Cursors::Merged(cursors) => cursors.extend(batch.iter().cloned()),
        }
    }

    /// Drops signals of somebody who left, so that they do not come back.
    pub(super) fn forget(&mut self, user: &UserId) {
        self.latest.retain(|key, _| key.user() != user);
        self.latest_order.retain(|key| key.user() != user);
        if let Cursors::Shared(batch) = &self.cursors {
            self.cursors = Cursors::Merged(batch.iter().cloned().collect());
        }
        if let Cursors::Merged(cursors) = &mut self.cursors {
            cursors.remove(user);
        }
    }

    /// Asks the receiver's WebSocket for a sign of life.
    pub(super) fn ping(&mut self) {
        self.ping = true;
    }

    /// Ends the connection after what waits; a slow receiver's is dropped.
    pub(super) fn close(&mut self, code: CloseCode) {
        if self.close.is_some() {
            return;
        }
        self.close = Some(code);
        self.greeted = true;
        self.latest.clear();
        self.latest_order.clear();
        self.cursors = Cursors::None;
        if code == CloseCode::SlowConsumer {
            self.reliable.clear();
            self.reliable_bytes = 0;
        }
    }

    /// Whether the receiver was too slow, so that what waits is not for it.
    pub(super) fn is_given_up(&self) -> bool {
        self.close == Some(CloseCode::SlowConsumer)
    }

    /// Takes all that waits.
    pub(super) fn take(&mut self) -> Taken {
        let mut taken = Taken {
            ping: std::mem::take(&mut self.ping),
            close: self.close,
            frames: vec![],
            reliable: Flushed::default(),
        };
        if !self.greeted {
            return taken;
        }
        taken.reliable = Flushed {
            frames: self.reliable.len() as u64,
            bytes: self.reliable_bytes,
        };
        taken.frames.extend(self.reliable.drain(..));
        self.reliable_bytes = 0;
        for key in self.latest_order.drain(..) {
            taken.frames.extend(self.latest.remove(&key));
        }
        match std::mem::replace(&mut self.cursors, Cursors::None) {
            Cursors::None => {}
            Cursors::Shared(batch) => taken.frames.extend(batch.text_for(&self.receiver)),
            Cursors::Merged(cursors) => {
                let others = cursors.iter().filter(|(user, _)| **user != self.receiver);
                taken
                    .frames
                    .extend(batch_text(others.map(|(_, text)| text)));
            }
        }
        // Room for a crowd is let go with the crowd.
        self.reliable.shrink_to(ROOM_KEPT);
        self.latest.shrink_to(ROOM_KEPT);
        self.latest_order.shrink_to(ROOM_KEPT);
        taken
    }
}

/// Frames for which there is room while nothing waits.
const ROOM_KEPT: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str) -> UserId {
        UserId::parse(name).unwrap()
    }

    fn greeted() -> Lanes {
        let mut lanes = Lanes::new(user("me"));
        lanes.greet("hello".into());
        assert_eq!(texts(&mut lanes), ["hello"]);
        lanes
    }

    fn texts(lanes: &mut Lanes) -> Vec<String> {
        let taken = lanes.take();
        taken.frames.iter().map(ToString::to_string).collect()
    }

    fn batch(cursors: &[(&str, &str)]) -> Arc<CursorBatch> {
        let cursors = cursors.iter().map(|&(id, text)| (user(id), text.into()));
        Arc::new(CursorBatch::new(cursors.collect()))
    }

    #[test]
    fn the_greeting_comes_first_and_holds_back_the_rest() {
        let mut lanes = Lanes::new(user("me"));
        lanes.push("event".into());
        assert!(texts(&mut lanes).is_empty());
        lanes.greet("hello".into());
        assert_eq!(texts(&mut lanes), ["hello", "event"]);
    }

    #[test]
    fn a_slow_receiver_is_closed_and_others_never_wait() {
        let mut lanes = greeted();
        let frame: Utf8Bytes = "x".repeat(OUTBOUND_BYTES / 4).into();
        for _ in 0..4 {
            lanes.push(frame.clone());
        }
        lanes.push_droppable("click".into());
        lanes.push("one too many".into());
        let taken = lanes.take();
        assert_eq!(taken.close, Some(CloseCode::SlowConsumer));
        assert!(taken.frames.is_empty());
    }

    #[test]
    fn only_the_newest_signal_of_each_kind_waits() {
        let mut lanes = greeted();
        lanes.replace(LatestKey::Cursor(user("a")), "a1".into());
        lanes.replace(LatestKey::Cursor(user("b")), "b1".into());
        lanes.replace(LatestKey::Cursor(user("a")), "a2".into());
        lanes.push("event".into());
        assert_eq!(texts(&mut lanes), ["event", "a2", "b1"]);
    }

    #[test]
    fn batches_merge_by_person_and_never_show_oneself() {
        let mut lanes = greeted();
        lanes.push_cursors(&batch(&[("a", "1"), ("me", "2")]));
        assert_eq!(
            texts(&mut lanes),
            [r#"{"type":"cursor:batch","cursors":[1]}"#]
        );
        lanes.push_cursors(&batch(&[("a", "1"), ("b", "2")]));
        lanes.push_cursors(&batch(&[("a", "3"), ("me", "4")]));
        assert_eq!(
            texts(&mut lanes),
            [r#"{"type":"cursor:batch","cursors":[3,2]}"#]
        );
        lanes.push_cursors(&batch(&[("me", "4")]));
        assert!(texts(&mut lanes).is_empty());
    }

    #[test]
    fn a_crowd_leaves_no_room_behind() {
        let mut lanes = greeted();
        for n in 0..1000 {
            lanes.push("event".into());
            lanes.replace(LatestKey::Viewport(user(&format!("u{n}"))), "v".into());
        }
        assert_eq!(texts(&mut lanes).len(), 2000);
        let room = [
            lanes.reliable.capacity(),
            lanes.latest.capacity(),
            lanes.latest_order.capacity(),
        ];
        assert!(room.iter().all(|&frames| frames < 10), "{room:?}");
    }

    #[test]
    fn who_left_leaves_no_cursor_behind() {
        let mut lanes = greeted();
        lanes.replace(LatestKey::Viewport(user("a")), "v".into());
        lanes.push_cursors(&batch(&[("a", "1"), ("b", "2")]));
        lanes.forget(&user("a"));
        assert_eq!(
            texts(&mut lanes),
            [r#"{"type":"cursor:batch","cursors":[2]}"#]
        );
    }
}
