//! What the server says.

use std::sync::Arc;

use pulse_protocol::limits::HEARTBEAT_MS;
use pulse_protocol::{
    AuthOk, ClientMessage, ErrorCode, EventsList, EventsPage, RawFrame, ServerError, ThreadsList,
};

use super::Engine;
use super::signal::PRESENCE_INTERVAL_MS;
use crate::board::Board;
use crate::heartbeat::Heartbeat;
use crate::incoming::Incoming;
use crate::model::Thread;
use crate::sequence::Arrival;
use crate::state::{Attempt, Dialect, Session, State};
use crate::{Event, Notice, Problem};

impl Engine {
    pub(super) fn receive(&mut self, text: String) {
        match &mut self.state {
            State::Ready(session) => {
                if let Dialect::Two(heartbeat) = &mut session.dialect {
                    heartbeat.heard(self.now);
                }
                self.take_frame(text);
            }
            State::AwaitingAuth { .. } => self.receive_answer(text),
            _ => {}
        }
    }

    /// Asks for events that were missed, once it is known that some were.
    pub(super) fn ask_for_missing(&mut self) {
        if matches!(self.state, State::Ready(_))
            && let Some(after) = self.sequence.ask(self.now)
        {
            self.note(Notice::Missing { after });
            self.send(&ClientMessage::EventsList(EventsList { after }));
        }
    }

    /// Before the client is let in, only the answer to `auth` counts.
    fn receive_answer(&mut self, text: String) {
        let Ok(frame) = RawFrame::read(&text) else {
            return self.note(Notice::Unreadable { bytes: text.len() });
        };
        match Incoming::read(&frame) {
            Some(Incoming::AuthOk(ok)) => self.let_in(*ok, text),
            Some(Incoming::AuthError(error)) => {
                let kind = "auth:error";
                self.emit(Event::Message { kind, text });
                self.auth_refused(error);
            }
            Some(Incoming::Error(error)) => self.report(error.into()),
            None if frame.kind() == "auth:ok" => {
                let message = "the server's auth:ok cannot be read";
                self.report(Problem::new(ErrorCode::BadMessage, message));
                self.drop_connection();
                self.lost();
            }
            Some(other) => self.note(Notice::Unexpected { kind: other.kind() }),
            None => self.note(Notice::Unusable { bytes: text.len() }),
        }
    }

    fn let_in(&mut self, ok: AuthOk, text: String) {
        let State::AwaitingAuth { connection, .. } = self.state else {
            return;
        };
        if let Some(server_time) = ok.server_time {
            self.clock.learn(self.now, server_time);
        }
        let server_now = self.clock.unix_ms(self.now);
        self.credentials
            .admitted(self.now, server_now, ok.token_expires_at, &mut self.random);
        let ends_before = ok.seq.is_some_and(|seq| seq < self.sequence.last());
        if ok.resumed == Some(true) && (ends_before || !self.sequence.is_of(ok.epoch.as_ref())) {
            // It cannot be the one that is known.
            return self.start_anew();
        }
        let dialect = if ok.protocol.unwrap_or(1) >= 2 {
            Dialect::Two(Heartbeat::new(
                self.now,
                ok.heartbeat_ms.unwrap_or(HEARTBEAT_MS),
            ))
        } else {
            Dialect::One {
                presence_due: self.now + PRESENCE_INTERVAL_MS,
            }
        };
        self.attempt = Attempt::Later;
        self.adopt(ok);
        let session = Session {
            connection,
            since: self.now,
            dialect,
            return_in_ms: None,
        };
        self.enter(State::Ready(session), None);
        self.messages.insert(
            0,
            Event::Message {
                kind: "auth:ok",
                text,
            },
        );
        self.changes.everything();
        self.settle_what_is_there();
        self.announce_presence();
        self.list_more_threads();
        self.flush();
    }

    /// Takes the room as the server tells it.
    fn adopt(&mut self, ok: AuthOk) {
        let changed_user = self
            .store
            .user
            .as_ref()
            .is_some_and(|user| user.id != ok.user.id);
        self.outbox.claim(&ok.user.id);
        self.refuse_writes_of_others(&ok.user.id);
        self.store.set_user(ok.user);
        self.store.set_users(ok.users);
        self.store.set_presence(ok.presence);
        self.store.set_config(ok.config, &mut self.changes);
        self.store.p2p = ok.p2p_config;
        self.store.limits = ok.limits.unwrap_or_default();
        self.store.role = ok.role.unwrap_or_default();
        if ok.resumed == Some(true) && !changed_user {
            let mut next = Board::of(Vec::new(), ok.notifications);
            next.threads = Arc::clone(&self.base.threads);
            next.reactions = Arc::clone(&self.base.reactions);
            next.keep_identity(&self.base);
            self.base = next;
            for event in ok.events {
                self.take_frame(event.get().to_owned());
            }
            if let Some(seq) = ok.seq {
                self.sequence.hear_of(seq);
            }
        } else {
            let known = |thread| Thread::of(thread, |id| self.store.shared(id));
            let threads = ok.threads.into_iter().map(known).collect();
            let mut next = Board::of(threads, ok.notifications);
            for reaction in ok.reactions {
                next.add_reaction(reaction, &mut self.changes);
            }
            next.keep_identity(&self.base);
            self.base = next;
            self.store.set_activity(ok.activity_logs);
            self.sequence.start(ok.epoch, ok.seq);
            self.more_threads = ok.next_cursor;
        }
        self.stale = true;
    }

    /// A frame of the session, live or from the history.
    fn take_frame(&mut self, text: String) {
        let Ok(frame) = RawFrame::read(&text) else {
            return self.note(Notice::Unreadable { bytes: text.len() });
        };
        // An answer's `seq` tells of events, and takes no place among them.
        let answers = matches!(frame.kind(), "ack" | "events:page");
        // What cannot be read still takes its place in the sequence.
        let seq = frame.seq().filter(|_| !answers);
        if let Some(seq) = seq {
            let last = self.sequence.last();
            match self.sequence.arrive(seq) {
                Arrival::Apply => {}
                Arrival::Known => return self.note(Notice::Again { seq, last }),
                Arrival::Early => return self.note(Notice::Early { seq, last }),
            }
        }
        match Incoming::read(&frame) {
            Some(message) => self.take_message(message, text),
            None => self.note(Notice::Unusable { bytes: text.len() }),
        }
    }

    fn take_message(&mut self, message: Incoming, text: String) {
        let kind = message.kind();
        self.settle_by_echo(&message);
        match message {
            Incoming::Error(error) => return self.refused(error),
            Incoming::AuthError(error) => {
                self.emit(Event::Message { kind, text });
                return self.auth_refused(error);
            }
            Incoming::Signal { user_id, .. } => {
                return self.relay_signal(kind, user_id, text);
            }
            Incoming::Ack(ack) => {
                if let Some(seq) = ack.seq {
                    self.sequence.hear_of(seq);
                }
                self.settle(&ack.op_id);
            }
            Incoming::AuthRefreshed(refreshed) => {
                let server_now = self.clock.unix_ms(self.now);
                let end = Some(refreshed.token_expires_at);
                self.credentials
                    .admitted(self.now, server_now, end, &mut self.random);
                let role = refreshed.role.unwrap_or(self.store.role);
                self.changes.auth |= role != self.store.role;
                self.store.role = role;
            }
            Incoming::AuthOk(_) => self.note(Notice::Unexpected { kind }),
            Incoming::Pong(server_time) => self.clock.learn(self.now, server_time),
            Incoming::EventsPage(page) => return self.take_events(page),
            Incoming::ThreadsPage(page) => {
                for thread in page.threads {
                    let thread = Thread::of(thread, |id| self.store.shared(id));
                    // What is known already was kept up to date by events.
                    if self.base.thread(&thread.id).is_none() {
                        self.base.put_thread(thread, &mut self.changes);
                    }
                }
                for reaction in page.reactions {
                    self.base.add_reaction(reaction, &mut self.changes);
                }
                self.stale = true;
                self.more_threads = page.next_cursor;
                self.list_more_threads();
            }
            Incoming::ServerDraining(draining) => {
                if let State::Ready(session) = &mut self.state {
                    session.return_in_ms = Some(draining.reconnect_in_ms);
                }
            }
            event => self.apply(event),
        }
        self.messages.push(Event::Message { kind, text });
    }

    fn take_events(&mut self, page: EventsPage) {
        let before = self.sequence.last();
        self.sequence.answered();
        for event in page.events {
            self.take_frame(event.as_str().to_owned());
        }
        self.sequence.hear_of(page.seq);
        if self.sequence.last() == before && self.sequence.is_behind() {
            self.start_anew();
        }
    }

    fn refused(&mut self, error: ServerError) {
        let code = error.code;
        if let Some(op_id) = error.op_id.clone() {
            return self.write_refused(&op_id, error.into());
        }
        let about_token = matches!(
            code,
            ErrorCode::WrongUser
                | ErrorCode::WrongEnvironment
                | ErrorCode::InvalidToken
                | ErrorCode::TokenExpired
        );
        if code == ErrorCode::HistoryGone {
            return self.start_anew();
        }
        if about_token && self.credentials.is_offering() {
            self.credentials.offer_refused(self.now, &mut self.random);
        }
        self.report(error.into());
    }

    /// The history cannot be continued here: a new connection brings a snapshot.
    pub(super) fn start_anew(&mut self) {
        self.note(Notice::Contradiction);
        self.sequence.forget();
        if let Some(connection) = self.state.connection() {
            self.effects
                .push_back(crate::Effect::CloseSocket { connection });
        }
        self.lost();
    }

    fn list_more_threads(&mut self) {
        if let Some(cursor) = self.more_threads.clone() {
            let list = ThreadsList {
                cursor: Some(cursor),
                limit: None,
            };
            self.send(&ClientMessage::ThreadsList(list));
        }
    }
}
