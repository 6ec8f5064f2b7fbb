use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;

use super::*;

fn event(seq: u64) -> DurableEvent {
    let text = format!("event {seq}").into();
    DurableEvent {
        seq: Seq(seq),
        v1: text,
        v2: format!("event {seq} of version 2").into(),
    }
}

fn fed(feed: &mut Feed, seqs: std::ops::RangeInclusive<u64>) {
    for seq in seqs {
        assert!(feed.take(&event(seq)));
    }
}

#[test]
fn an_event_is_news_once_and_a_gap_is_noticed() {
    let mut feed = Feed::at(Seq(4));
    assert_eq!(feed.gap_before(&event(5)), None);
    assert!(feed.take(&event(5)));
    assert!(!feed.take(&event(5)) && !feed.take(&event(2)));
    assert_eq!(feed.gap_before(&event(9)), Some(Seq(8)));
    assert_eq!(feed.last(), Seq(5));
}

#[test]
fn whoever_enters_gets_what_came_since_their_snapshot() {
    let mut feed = Feed::at(Seq(10));
    assert_eq!(feed.since(Seq(10)), Some(vec![]));
    // A snapshot that is newer than what the room has heard of yet.
    assert_eq!(feed.since(Seq(12)), Some(vec![]));
    assert_eq!(feed.since(Seq(9)), None);
    fed(&mut feed, 11..=13);
    assert_eq!(
        feed.since(Seq(10)),
        Some(vec![event(11), event(12), event(13)])
    );
    assert_eq!(feed.since(Seq(12)), Some(vec![event(13)]));
    assert_eq!(feed.since(Seq(9)), None);
}

#[test]
fn only_the_newest_events_are_kept() {
    let mut feed = Feed::at(Seq::ZERO);
    let many = RECENT as u64 + 10;
    fed(&mut feed, 1..=many);
    assert_eq!(feed.since(Seq(9)), None);
    assert_eq!(feed.since(Seq(10)).map(|events| events.len()), Some(RECENT));
}

/// What can happen in a room, in any order.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Somebody reads the room, and asks to enter.
    Enter(u8),
    /// Somebody goes, however far they are.
    Leave(u8),
    /// A write with so many events is committed; its hint may not fit into
    /// the mailbox.
    Commit { events: u64, hinted: bool },
    /// The room handles so many of its commands.
    Handle(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0..5_u8).prop_map(Step::Enter),
        1 => (0..5_u8).prop_map(Step::Leave),
        4 => (1..4_u64, any::<bool>()).prop_map(|(events, hinted)| Step::Commit { events, hinted }),
        // More events at once than a room keeps at hand.
        1 => Just(Step::Commit { events: RECENT as u64 + 5, hinted: true }),
        4 => (1..4_usize).prop_map(Step::Handle),
    ]
}

enum Command {
    Join { who: u8, snapshot: u64 },
    Leave(u8),
    Committed(Vec<DurableEvent>),
}

/// A room as its actor drives it, with a store that is a number.
struct Room {
    feed: Feed,
    head: u64,
    mailbox: VecDeque<Command>,
    missed: bool,
    /// Of each member: the events in their snapshot, and what they got since.
    views: BTreeMap<u8, Vec<u64>>,
}

impl Room {
    fn play(&mut self, step: Step) {
        match step {
            Step::Enter(who) => {
                let snapshot = self.head;
                self.mailbox.push_back(Command::Join { who, snapshot });
            }
            Step::Leave(who) => self.mailbox.push_back(Command::Leave(who)),
            Step::Commit { events, hinted } => {
                let made = (self.head + 1..=self.head + events).map(event).collect();
                self.head += events;
                if hinted {
                    self.mailbox.push_back(Command::Committed(made));
                } else {
                    self.missed = true;
                }
            }
            Step::Handle(commands) => {
                for _ in 0..commands {
                    let Some(command) = self.mailbox.pop_front() else {
                        return;
                    };
                    self.handle(command);
                    if std::mem::take(&mut self.missed) {
                        self.catch_up(self.head);
                    }
                }
            }
        }
    }

    fn handle(&mut self, command: Command) {
        match command {
            Command::Join { who, snapshot } => {
                let mut view: Vec<u64> = (1..=snapshot).collect();
                match self.feed.since(Seq(snapshot)) {
                    Some(events) => view.extend(events.iter().map(|event| event.seq.0)),
                    None => view.extend(snapshot + 1..=self.feed.last().0),
                }
                self.views.insert(who, view);
            }
            Command::Leave(who) => {
                self.views.remove(&who);
            }
            Command::Committed(events) => {
                for event in &events {
                    if let Some(before) = self.feed.gap_before(event) {
                        self.catch_up(before.0);
                    }
                    self.give(event);
                }
            }
        }
    }

    fn catch_up(&mut self, upto: u64) {
        for seq in self.feed.last().0 + 1..=upto {
            self.give(&event(seq));
        }
    }

    fn give(&mut self, event: &DurableEvent) {
        if self.feed.take(event) {
            for view in self.views.values_mut() {
                // As the room does: a newer snapshot has it already.
                if view.last() < Some(&event.seq.0) {
                    view.push(event.seq.0);
                }
            }
        }
    }
}

proptest! {
    /// Whoever came when, whatever was written before, meanwhile and after,
    /// and whichever hints were lost: everybody has everything once, in order.
    #[test]
    fn every_member_ends_with_the_same_room(
        before in 0..5_u64,
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let mut room = Room {
            feed: Feed::at(Seq(before)),
            head: before,
            mailbox: VecDeque::new(),
            missed: false,
            views: BTreeMap::new(),
        };
        for step in steps {
            room.play(step);
        }
        room.play(Step::Handle(usize::MAX));
        if room.missed {
            room.catch_up(room.head);
        }
        let whole: Vec<u64> = (1..=room.head).collect();
        for view in room.views.values() {
            prop_assert_eq!(view, &whole);
        }
    }
}
