//! One connection: carries frames between its socket, its session, the store
//! and its room. Messages are taken in order; while one of them is being
//! answered by the store, later writes already follow it there.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream::FuturesOrdered;
use futures_util::{Sink, Stream, StreamExt};
use pulse_protocol::claims::Role;
use pulse_protocol::{
    ClientMessage, CloseCode, ErrorCode, EventsPage, OpId, Seq, ServerDraining, ServerMessage,
    ThreadsList, Verbatim,
};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};

use self::beginning::begin;
use super::answers::{answer, error, text};
use super::entrance::{Entered, Visitor, renew};
use super::room::RoomCommand;
use super::session::{Effect, Session};
use super::settled::{SettledCursor, page_text};
use super::socket::Said;
use super::version::Version;
use crate::metrics::{Metrics, Way};
use crate::shell::{self, Stopwatch};
use crate::state::App;
use crate::storage::{Action, Outcome, Slice, StoreError, Write};

/// A write that was handed to the store: its answer, and what the person's
/// other tabs are told once it is done.
type Finished = (
    Option<OpId>,
    Option<ClientMessage>,
    Result<Outcome, StoreError>,
);
type SocketStream = dyn Stream<Item = Result<Message, SocketError>> + Send + Unpin;
type SocketSink = dyn Sink<Said, Error = SocketError> + Send + Unpin;
type Writes = FuturesOrdered<futures_util::future::BoxFuture<'static, Finished>>;

/// Serves a socket until it is closed.
pub(super) async fn serve<S>(app: Arc<App>, visitor: Visitor, socket: S)
where
    S: Stream<Item = Result<Message, SocketError>>
        + Sink<Said, Error = SocketError>
        + Send
        + 'static,
{
    let _open = app.metrics.socket();
    let linger = app.timings.linger;
    let (mut sink, mut stream) = socket.split();
    // Most connections do nothing most of the time. What only their beginning
    // needs, or what they seldom do, is in a box that goes when it is done.
    if let Some(mut connection) = Box::pin(begin(app, &visitor, &mut sink, &mut stream)).await {
        drop(visitor);
        connection.live(&mut sink, &mut stream).await;
    }
    // A close frame is lost when the socket is closed under unread data.
    let rest = async { while let Some(Ok(_)) = stream.next().await {} };
    let _ = timeout(linger, rest).await;
}

/// Hands a frame to the session; nothing when the socket is closed.
fn hear(
    app: &App,
    session: &mut Session,
    clock: &Stopwatch,
    message: Option<Result<Message, SocketError>>,
) -> Option<()> {
    let limit = session.frame_bytes();
    match message? {
        Ok(Message::Text(text)) if text.len() > limit => too_large(session, limit),
        Ok(Message::Text(text)) => {
            let heard = session.on_text(clock.elapsed_ms(), text.as_str());
            app.metrics.heard(heard);
        }
        Ok(Message::Binary(_)) => {
            let words = "messages are text frames".to_owned();
            session.on_violation(CloseCode::BadMessage, ErrorCode::BadMessage, words);
        }
        Ok(Message::Ping(_) | Message::Pong(_)) => {}
        Err(SocketError::Capacity(_)) => too_large(session, limit),
        Err(SocketError::Utf8(_)) => {
            let words = "a text frame is not UTF-8".to_owned();
            session.on_violation(CloseCode::BadMessage, ErrorCode::BadMessage, words);
        }
        Ok(Message::Close(_) | Message::Frame(_)) | Err(_) => return None,
    }
    Some(())
}

/// Counts what a client is told was wrong.
fn count_refusal(metrics: &Metrics, message: &ServerMessage) {
    match message {
        ServerMessage::Error(error) => metrics.rejected(Way::Socket, error.code),
        ServerMessage::AuthError(error) => metrics.rejected(Way::Socket, error.code),
        _ => {}
    }
}

fn too_large(session: &mut Session, limit: usize) {
    let words = format!("a frame is longer than {limit} bytes");
    session.on_violation(CloseCode::TooLarge, ErrorCode::TooLarge, words);
}

/// Whether a Yjs update changes anything. One that begins with no blocks and no
/// deletions does not: behind such a one, clients ask for what they missed.
fn has_changes(update: &str) -> bool {
    let beginning = update.get(..4).and_then(|text| STANDARD.decode(text).ok());
    !beginning.is_some_and(|bytes| bytes.starts_with(&[0, 0]))
}

struct Connection {
    app: Arc<App>,
    clock: Stopwatch,
    session: Session,
    entered: Entered,
    writes: Writes,
    heard_ms: u64,
    pinged: bool,
}

impl Connection {
    /// Reads and writes until one of both ends: the writer when the socket does,
    /// or when it has written the close.
    async fn live(&mut self, sink: &mut SocketSink, stream: &mut SocketStream) {
        let (outbound, patience) = (Arc::clone(&self.entered.outbound), self.app.timings.write);
        let (room, key) = (self.entered.room.clone(), self.entered.key);
        tokio::select! {
            biased;
            () = self.run(stream) => {}
            () = outbound.write_to(sink, patience) => {}
        }
        room.tell(RoomCommand::Leave(key)).await;
    }

    async fn run(&mut self, stream: &mut SocketStream) {
        let draining = self.app.draining.clone();
        let mut in_a_row = 0;
        loop {
            while let Some(effect) = self.session.poll_effect() {
                if Box::pin(self.perform(effect)).await.is_none() {
                    // The writer closes the socket after what waits.
                    return std::future::pending().await;
                }
            }
            let now_ms = self.clock.elapsed_ms();
            let timeout = self.session.poll_timeout(now_ms).unwrap_or(u64::MAX);
            let timeout = timeout.min(self.silence_ends_ms());
            let reading = !self.session.is_paused() && self.writes.len() < WRITES_UNDER_WAY;
            let others_wait = in_a_row >= IN_A_ROW;
            // In a fixed order: what is frequent is asked for first, and after
            // a row of messages everything else has its turn.
            tokio::select! {
                biased;
                Some(finished) = self.writes.next() => Box::pin(self.finish(finished)).await,
                message = stream.next(), if reading && !others_wait => {
                    in_a_row += 1;
                    self.heard_ms = self.clock.elapsed_ms();
                    self.pinged = false;
                    // Who was told of a change is held to it from the next message on.
                    if self.entered.tenant.has_changed().unwrap_or(false) {
                        self.reconfigure();
                    }
                    if hear(&self.app, &mut self.session, &self.clock, message).is_none() {
                        return Box::pin(self.finish_writes()).await;
                    }
                }
                () = self.clock.reaches(Some(timeout)) => {
                    self.session.on_time(self.clock.elapsed_ms());
                    if self.is_dead() {
                        return;
                    }
                }
                Ok(()) = self.entered.tenant.changed() => self.reconfigure(),
                () = draining.cancelled() => return Box::pin(self.drain()).await,
                () = std::future::ready(()), if others_wait => in_a_row = 0,
            }
        }
    }

    /// Takes the environment as it is now.
    fn reconfigure(&mut self) {
        let tenant = Arc::clone(&self.entered.tenant.borrow_and_update());
        let config = tenant.settings.config.clone();
        let keys_end_at = self.entered.keys_end_at();
        let keys_end_ms = keys_end_at.map(|at| ends_on(&self.clock, at.unix_ms()));
        self.session.reconfigured(config, keys_end_ms);
        self.session.limited(tenant.settings.limits());
    }

    /// Does what the session says; nothing after a close.
    async fn perform(&mut self, effect: Effect) -> Option<()> {
        match effect {
            Effect::Authenticate(_) => {}
            Effect::Refresh(refresh) => {
                match renew(&self.app, &self.entered, &refresh.token).await {
                    Ok(fresh) => {
                        self.session
                            .renewed(ends_on(&self.clock, fresh.refused_from_ms()));
                        let role = fresh.claims.role;
                        self.entered.actor.role = role;
                        let token_expires_at = fresh.claims.exp * 1000;
                        self.entered.token = fresh;
                        self.reconfigure();
                        self.send(ServerMessage::AuthRefreshed(
                            pulse_protocol::AuthRefreshed {
                                token_expires_at,
                                role: Some(role),
                            },
                        ));
                    }
                    Err(refusal) => self.session.refuse_renewal(&refusal),
                }
            }
            Effect::Write(op_id, action) => self.write(op_id, action).await,
            Effect::Signal(ClientMessage::P2pSync(sync))
                if self.entered.actor.role == Role::Viewer && has_changes(&sync.update) =>
            {
                let words = "this token only allows reading".to_owned();
                self.send(error(None, ErrorCode::Forbidden, words));
            }
            Effect::Signal(message) => {
                let signal = RoomCommand::Signal(self.entered.key, Box::new(message));
                self.entered.room.tell(signal).await;
            }
            Effect::Events(after) => self.send_events(after).await,
            Effect::Threads(list) => self.send_threads(&list).await,
            Effect::Ping(ping) => self.send(ServerMessage::Pong(pulse_protocol::Pong {
                t: ping.t,
                server_time: shell::now().unix_ms(),
            })),
            Effect::Send(message) => self.send(message),
            Effect::Close(code) => {
                self.entered.outbound.with(|lanes| lanes.close(code));
                return None;
            }
        }
        Some(())
    }

    fn send(&self, message: ServerMessage) {
        count_refusal(&self.app.metrics, &message);
        let frame = text(message);
        self.entered.outbound.with(|lanes| lanes.push(frame));
    }

    async fn write(&mut self, op_id: Option<OpId>, action: Action) {
        let sequel = match &action {
            Action::ReadNotification(read) => Some(ClientMessage::NotificationRead(read.clone())),
            Action::ReadAllNotifications(read) => {
                Some(ClientMessage::NotificationReadAll(read.clone()))
            }
            _ => None,
        };
        let write = Write {
            actor: self.entered.actor.clone(),
            room: self.entered.room_id.clone(),
            op_id: op_id.clone(),
            request: None,
            at: shell::now(),
            nonce: shell::uuid(),
            action,
            entry: None,
        };
        let pending = self.app.enqueue(write).await;
        self.writes.push_back(Box::pin(async move {
            let outcome = match pending {
                Ok(pending) => pending.await,
                Err(error) => Err(error),
            };
            (op_id, sequel, outcome)
        }));
    }

    async fn finish(&mut self, (op_id, sequel, outcome): Finished) {
        let done = matches!(&outcome, Ok(outcome) if outcome.result.is_ok());
        let (key, room) = (self.entered.key, &self.entered.room);
        if let (true, Some(message)) = (done, sequel) {
            room.tell(RoomCommand::Signal(key, Box::new(message))).await;
        }
        let (after, message) = answer(op_id, outcome);
        if let Some(message) = &message {
            count_refusal(&self.app.metrics, message);
        }
        // Version 1 gets no answer, but its own event must not stay behind.
        if message.is_some() || after.is_some() {
            let answer = RoomCommand::Answer(key, after, message.map(text));
            room.tell(answer).await;
        }
    }

    async fn finish_writes(&mut self) {
        while let Some(finished) = self.writes.next().await {
            self.finish(finished).await;
        }
    }

    async fn send_events(&mut self, after: Seq) {
        let (actor, room) = (&self.entered.actor, &self.entered.room_id);
        let store = &self.app.store;
        let head = store.head(&actor.environment, room).await;
        let read = store
            .events_after(&actor.environment, room, after, EVENTS_PAGE)
            .await;
        let message = match (head, read) {
            (Ok(seq), Ok(Some(events))) => {
                let frames = events
                    .iter()
                    .filter_map(|event| Verbatim::parse(&event.v2).ok());
                let events = frames.collect();
                ServerMessage::EventsPage(EventsPage { events, seq })
            }
            (Ok(_), Ok(None)) => {
                let words = "these events are no longer kept".to_owned();
                error(None, ErrorCode::HistoryGone, words)
            }
            (Err(failure), _) | (_, Err(failure)) => {
                tracing::error!(
                    error = &failure as &dyn std::error::Error,
                    "events could not be read"
                );
                let words = "the events could not be read".to_owned();
                error(None, ErrorCode::Internal, words)
            }
        };
        self.send(message);
    }

    async fn send_threads(&mut self, list: &ThreadsList) {
        let cursor = match &list.cursor {
            None => Some(SettledCursor::first(shell::now())),
            Some(text) => SettledCursor::of_text(text),
        };
        let Some(SettledCursor { since, after }) = cursor else {
            let words = "cursor must be the nextCursor of a page before".to_owned();
            return self.send(error(None, ErrorCode::InvalidField, words));
        };
        let limit = list.limit.unwrap_or(THREADS_PAGE).clamp(1, THREADS_PAGE);
        let slice = Slice {
            after,
            limit: Some(limit),
        };
        for _ in 0..PAGE_ATTEMPTS {
            let (environment, room) = (&self.entered.actor.environment, &self.entered.room_id);
            let read = self
                .app
                .store
                .settled_threads(environment, room, since, &slice);
            let (seq, page) = match read.await {
                Ok(read) => read,
                Err(failure) => {
                    tracing::error!(
                        error = &failure as &dyn std::error::Error,
                        "threads could not be read"
                    );
                    let words = "the threads could not be read".to_owned();
                    return self.send(error(None, ErrorCode::Internal, words));
                }
            };
            let (taken, answer) = oneshot::channel();
            let text = page_text(page, since).into();
            let page = RoomCommand::Page(self.entered.key, seq, text, taken);
            self.entered.room.tell(page).await;
            // No answer: this connection is no longer in the room.
            if answer.await.unwrap_or(true) {
                return;
            }
        }
        let words = "the room changes too fast for a page of it".to_owned();
        self.send(error(None, ErrorCode::Unavailable, words));
    }

    /// Tells the client to come back, finishes its writes and closes.
    async fn drain(&mut self) {
        if self.session.version() == Some(Version::Two) {
            // Spread by the connection's number, so that they do not return together.
            let spread = self.entered.key.0 % DRAIN_STEPS;
            let reconnect_in_ms = DRAIN_BASE_MS + spread * DRAIN_STEP_MS;
            self.send(ServerMessage::ServerDraining(ServerDraining {
                reconnect_in_ms,
            }));
        }
        self.finish_writes().await;
        // Through the room, so that the answers of the writes come first.
        let close = RoomCommand::Close(self.entered.key, CloseCode::Restart);
        self.entered.room.tell(close).await;
        std::future::pending().await
    }

    /// When to ask for a sign of life, or to stop waiting for one.
    fn silence_ends_ms(&self) -> u64 {
        let timings = &self.app.timings;
        let patience = if self.pinged {
            timings.death
        } else {
            timings.silence
        };
        self.heard_ms + as_ms(patience)
    }

    /// Whether a peer that was asked has not answered.
    fn is_dead(&mut self) -> bool {
        if self.clock.elapsed_ms() < self.silence_ends_ms() {
            return false;
        }
        if self.pinged {
            return true;
        }
        self.pinged = true;
        self.entered.outbound.with(super::lanes::Lanes::ping);
        false
    }
}

/// A moment of the wall clock on the connection's own.
fn ends_on(clock: &Stopwatch, unix_ms: u64) -> u64 {
    clock.elapsed_ms() + unix_ms.saturating_sub(shell::now().unix_ms())
}

fn as_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

const WRITES_UNDER_WAY: usize = 64;
const IN_A_ROW: u32 = 64;
const EVENTS_PAGE: u32 = 500;
const THREADS_PAGE: u32 = 200;
const PAGE_ATTEMPTS: u32 = 10;
const DRAIN_BASE_MS: u64 = 500;
const DRAIN_STEPS: u64 = 100;
const DRAIN_STEP_MS: u64 = 50;

mod beginning;
#[cfg(test)]
mod tests;
