//! Sees everything an engine does, and says at once what it must not do.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use pulse_client_core::{Event, Problem};
use pulse_protocol::{ClientMessage, OpId};
use serde_json::Value;

use crate::trace::Trace;

/// How a write ended, as its author was told.
#[derive(Debug, Clone)]
pub(crate) enum Fate {
    Waiting,
    Kept,
    Refused(Problem),
}

/// A write, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Deed {
    /// Which tab it was made in.
    pub(crate) author: String,
    /// How many writes were made before it.
    pub(crate) number: usize,
    pub(crate) write: ClientMessage,
    pub(crate) fate: Fate,
}

/// What a whole world has seen, shared by its people.
#[derive(Debug, Default)]
pub(crate) struct Chronicle(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    /// The room's events by their places: the same for everybody.
    events: BTreeMap<u64, String>,
    deeds: BTreeMap<OpId, Deed>,
    faults: Vec<String>,
    trace: Trace,
}

impl Chronicle {
    /// An account that is also told aloud, line by line.
    pub(crate) fn aloud() -> Self {
        let trace = Trace::aloud();
        Self(Mutex::new(Pages {
            trace,
            ..Pages::default()
        }))
    }

    /// Notes what happens to whom: all of it makes the trace.
    pub(crate) fn note(&self, who: &str, what: impl FnOnce() -> String) {
        self.lock().trace.note(who, &what());
    }

    /// A number that stands for all that happened, in order.
    pub(crate) fn trace(&self) -> u64 {
        self.lock().trace.digest()
    }

    pub(crate) fn fault(&self, what: String) {
        self.lock().faults.push(what);
    }

    pub(crate) fn faults(&self) -> Vec<String> {
        self.lock().faults.clone()
    }

    pub(crate) fn deeds(&self) -> Vec<(OpId, Deed)> {
        let pages = self.lock();
        let deeds = pages.deeds.iter();
        deeds
            .map(|(op_id, deed)| (op_id.clone(), deed.clone()))
            .collect()
    }

    fn wrote(&self, author: &str, op_id: OpId, write: ClientMessage) {
        let mut pages = self.lock();
        let deed = Deed {
            author: author.to_owned(),
            number: pages.deeds.len(),
            write,
            fate: Fate::Waiting,
        };
        pages.deeds.insert(op_id, deed);
    }

    fn ended(&self, op_id: &OpId, fate: Fate) {
        let mut pages = self.lock();
        match pages.deeds.get_mut(op_id) {
            Some(deed) if matches!(deed.fate, Fate::Waiting) => deed.fate = fate,
            // A page that was loaded again asks again, and is told again.
            Some(deed) if same(&deed.fate, &fate) => {}
            Some(deed) => {
                let fault = format!("{op_id} ended as {:?} and then as {fate:?}", deed.fate);
                pages.faults.push(fault);
            }
            None => pages.faults.push(format!("{op_id} was never written")),
        }
    }

    fn happened(&self, seq: u64, text: &str) {
        let mut pages = self.lock();
        let known = pages.events.entry(seq).or_insert_with(|| text.to_owned());
        if known != text {
            let fault = format!("event {seq} is one thing to some and another to others");
            pages.faults.push(fault);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Watches one person's engine.
#[derive(Debug)]
pub(crate) struct Witness {
    name: String,
    chronicle: Arc<Chronicle>,
    /// The last event that was applied; none before the first snapshot.
    last: Option<u64>,
    sockets: u64,
    fetches: u64,
}

impl Witness {
    pub(crate) fn new(name: String, chronicle: Arc<Chronicle>) -> Self {
        Self {
            name,
            chronicle,
            last: None,
            sockets: 0,
            fetches: 0,
        }
    }

    pub(crate) fn opened_socket(&mut self, another_is_open: bool) {
        self.sockets += 1;
        if another_is_open {
            self.fault("opened a second socket");
        }
    }

    pub(crate) const fn fetched_token(&mut self) {
        self.fetches += 1;
    }

    pub(crate) fn note(&self, what: impl FnOnce() -> String) {
        self.chronicle.note(&self.name, what);
    }

    pub(crate) fn wrote(&self, op_id: OpId, write: ClientMessage) {
        self.chronicle.wrote(&self.name, op_id, write);
    }

    /// After a timer rang: the next one must be later. True when it is not,
    /// and somebody has to slow it down, lest the world never ends.
    pub(crate) fn spins(&self, now: u64, next: Option<u64>) -> bool {
        let spins = next.is_some_and(|next| next <= now);
        if spins {
            self.fault("spins on its timer");
        }
        spins
    }

    /// At the end: nobody was pestered.
    pub(crate) fn lived(&self, ms: u64, disturbances: u64) {
        let seconds = ms / 1000;
        // Backoff means that attempts become rare; each disturbance allows for some at once.
        let most = 20 + seconds / 2 + disturbances * 8;
        if self.sockets > most {
            self.fault(&format!("opened {} sockets in {seconds} s", self.sockets));
        }
        if self.fetches > most {
            self.fault(&format!("asked for {} tokens in {seconds} s", self.fetches));
        }
    }

    pub(crate) fn reloaded(&mut self) {
        self.last = None;
    }

    pub(crate) fn saw(&mut self, event: &Event) {
        match event {
            Event::Settled(op_id) => self.chronicle.ended(op_id, Fate::Kept),
            Event::Rejected(write) => {
                if let Some(problem) = write.error.clone() {
                    self.chronicle.ended(&write.op_id, Fate::Refused(problem));
                }
            }
            Event::Message { kind, text } => self.message(kind, text),
            _ => {}
        }
    }

    fn message(&mut self, kind: &str, text: &str) {
        if matches!(kind, "ack" | "events:page") {
            return;
        }
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return self.fault("passed on what is not JSON");
        };
        let Some(seq) = frame["seq"].as_u64() else {
            return;
        };
        if kind == "auth:ok" {
            if frame["resumed"] != true {
                self.last = Some(seq);
            }
            return;
        }
        if self.last.is_none_or(|last| seq != last + 1) {
            let last = self.last;
            self.fault(&format!("applied event {seq} after {last:?}"));
        }
        self.last = Some(seq);
        self.chronicle.happened(seq, text);
    }

    pub(crate) fn fault(&self, what: &str) {
        self.chronicle.fault(format!("{} {what}", self.name));
    }
}

fn same(one: &Fate, other: &Fate) -> bool {
    match (one, other) {
        (Fate::Kept, Fate::Kept) => true,
        (Fate::Refused(one), Fate::Refused(other)) => one.code == other.code,
        _ => false,
    }
}
