//! What the handles and the task of a client share: the engine behind a lock
//! that is never held over an await, and who waits for which write.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pulse_client_core::{Command, Effect, Engine, Input, Problem, View, WriteStatus};
use pulse_protocol::{ClientMessage, OpId};
use tokio::sync::{Notify, broadcast, oneshot, watch};
use tokio::time::Instant;

use super::event::{Events, Told};
use super::{EndReason, WriteError};

/// How a write ended.
pub(super) type Outcome = Result<(), WriteError>;

/// How far the client is, for those who wait for it.
#[derive(Debug, Clone)]
pub(super) enum Progress {
    /// On its way in; what went wrong last.
    Trying(Option<Problem>),
    /// Was let in at least once.
    Connected,
    Ended(EndReason),
}

#[derive(Debug)]
pub(super) struct Shared {
    inner: Mutex<Inner>,
    /// The engine was told something: its effects are to be done.
    pub(super) wake: Notify,
    /// Full: the oldest event is dropped for whoever has not read it.
    pub(super) events: broadcast::Sender<Told>,
    pub(super) progress: watch::Sender<Progress>,
    /// When somebody wants to close: how long writes may still take.
    pub(super) closing: watch::Sender<Option<Duration>>,
    started: Instant,
}

#[derive(Debug)]
struct Inner {
    engine: Engine,
    /// One for each write under way, so bounded by the outbox.
    waiting: HashMap<OpId, oneshot::Sender<Outcome>>,
    ended: Option<EndReason>,
}

impl Shared {
    pub(super) fn new(engine: Engine, started: Instant) -> Self {
        Self {
            inner: Mutex::new(Inner {
                engine,
                waiting: HashMap::new(),
                ended: None,
            }),
            wake: Notify::new(),
            events: broadcast::Sender::new(EVENTS_KEPT),
            progress: watch::Sender::new(Progress::Trying(None)),
            closing: watch::Sender::new(None),
            started,
        }
    }

    /// Tells the engine something and has the task do what follows.
    pub(super) fn feed(&self, input: Input) {
        let mut inner = self.lock();
        if inner.ended.is_none() {
            inner.engine.handle(self.now(), input);
            drop(inner);
            self.wake.notify_one();
        }
    }

    /// Begins a write. `make` gets the source of new ids.
    pub(super) fn write<T>(
        &self,
        make: impl FnOnce(&mut dyn FnMut() -> String) -> (T, ClientMessage),
    ) -> (T, oneshot::Receiver<Outcome>) {
        let (outcome, receiver) = oneshot::channel();
        let mut inner = self.lock();
        let (made, message) = make(&mut || inner.engine.fresh_id());
        if let Some(reason) = &inner.ended {
            // Whoever dropped the future does not want to know.
            let _ = outcome.send(Err(WriteError::Ended(reason.clone())));
            return (made, receiver);
        }
        let op_id = OpId::parse(inner.engine.fresh_id()).expect("a UUID is a short plain text");
        inner.waiting.insert(op_id.clone(), outcome);
        let command = Command::Write { op_id, message };
        inner.engine.handle(self.now(), Input::Command(command));
        drop(inner);
        self.wake.notify_one();
        (made, receiver)
    }

    pub(super) fn poll_effect(&self) -> Option<Effect> {
        self.lock().engine.poll_effect()
    }

    /// Logs what was out of the ordinary, for whoever debugs a bot: no words of anybody.
    pub(super) fn log_notices(&self) {
        while let Some(notice) = self.lock().engine.poll_notice() {
            tracing::debug!(%notice, "the room's server or network did something unusual");
        }
    }

    /// When the engine wants to hear of the time.
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let at_ms = self.lock().engine.poll_timeout()?;
        Some(self.started + Duration::from_millis(at_ms))
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(View<'_>) -> T) -> T {
        look(self.lock().engine.view())
    }

    /// How many writes the server does not have yet.
    pub(super) fn unsettled(&self) -> usize {
        self.look(|view| {
            view.pending()
                .filter(|write| write.status != WriteStatus::Failed)
                .count()
        })
    }

    /// Tells whoever waits for a write how it ended. A refused one is given
    /// up: its text is with whoever wrote it.
    pub(super) fn settle(&self, op_id: &OpId, outcome: Outcome) {
        let mut inner = self.lock();
        if outcome.is_err() {
            let discard = Input::Command(Command::Discard(op_id.clone()));
            inner.engine.handle(self.now(), discard);
        }
        if let Some(waiting) = inner.waiting.remove(op_id) {
            // Whoever dropped the future does not want to know.
            let _ = waiting.send(outcome);
        }
    }

    /// Ends the client once its writes are settled, or time is up. The first
    /// who asks decides.
    pub(super) fn ask_to_close(&self, limit: Duration) {
        self.closing.send_if_modified(|closing| {
            let first = closing.is_none();
            *closing = closing.or(Some(limit));
            first
        });
    }

    pub(super) fn subscribe(&self) -> Events {
        let inner = self.lock();
        match &inner.ended {
            Some(reason) => Events::over(reason.clone()),
            None => Events::live(self.events.subscribe()),
        }
    }

    /// Nothing happens after this.
    pub(super) fn end(&self, reason: &EndReason) {
        let waiting = {
            let mut inner = self.lock();
            inner.ended = Some(reason.clone());
            std::mem::take(&mut inner.waiting)
        };
        for outcome in waiting.into_values() {
            let _ = outcome.send(Err(WriteError::Ended(reason.clone())));
        }
        // Nobody listens: nobody is told.
        let _ = self.events.send(Told::Ended(reason.clone()));
        self.progress.send_replace(Progress::Ended(reason.clone()));
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // The engine is whole between two inputs, so a panic elsewhere is no reason to stop.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const EVENTS_KEPT: usize = 1024;
