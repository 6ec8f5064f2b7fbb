//! A scripted world for one engine: plays server, browser, host and time,
//! and checks at every step what must always hold.

use std::collections::VecDeque;

use pulse_client_core::{
    Command, Config, ConnectionNumber, Effect, Engine, Event, Input, Notice, Page, Provider,
    Status, Token, TokenFailure, TokenReason, TokenRequest, View,
};
use pulse_protocol::{ClientMessage, OpId, RoomId};
use serde_json::{Value, json};

/// Any output that has this text in it has leaked a token.
pub(crate) const SECRET: &str = "secret-token";
pub(crate) const SERVER_TIME: u64 = 1_800_000_000_000;

pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) now: u64,
    pub(crate) socket: Option<ConnectionNumber>,
    pub(crate) old_socket: Option<ConnectionNumber>,
    pub(crate) opened: usize,
    pub(crate) fetches: VecDeque<(TokenRequest, TokenReason)>,
    pub(crate) log: Vec<String>,
    sent: Vec<Value>,
    events: Vec<Event>,
    notices: Vec<Notice>,
    writes: u32,
    /// The server does not answer pings.
    pub(crate) silent: bool,
    /// The page does not run.
    pub(crate) frozen: bool,
}

impl World {
    /// A client that has a token.
    pub(crate) fn new() -> Self {
        Self::of(|config| config.token = Token::new(SECRET))
    }

    /// A client that has a provider of tokens.
    pub(crate) fn with_provider() -> Self {
        Self::of(|config| config.provider = Provider::Present)
    }

    pub(crate) fn of(change: impl FnOnce(&mut Config)) -> Self {
        Self::seeded(7, change)
    }

    pub(crate) fn seeded(seed: u64, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new("pk_1", RoomId::parse("/r").unwrap());
        config.unix_ms_at_start = SERVER_TIME;
        change(&mut config);
        Self {
            engine: Engine::new(config, seed),
            now: 0,
            socket: None,
            old_socket: None,
            opened: 0,
            fetches: VecDeque::new(),
            log: Vec::new(),
            sent: Vec::new(),
            events: Vec::new(),
            notices: Vec::new(),
            writes: 0,
            silent: false,
            frozen: false,
        }
    }

    /// A client that was let in by a server of version 2.
    pub(crate) fn connected() -> Self {
        let mut world = Self::new();
        world.command(Command::Connect);
        world.let_in(json!({}));
        world.forget();
        world
    }

    pub(crate) fn feed(&mut self, input: Input) {
        let pings = self.count_pings();
        self.step(input);
        if !self.silent && self.socket.is_some() && self.count_pings() > pings {
            self.server(json!({"type":"pong","t":0,"serverTime": SERVER_TIME + self.now}));
        }
    }

    fn count_pings(&self) -> usize {
        self.sent
            .iter()
            .filter(|frame| frame["type"] == "ping")
            .count()
    }

    fn step(&mut self, input: Input) {
        self.engine.handle(self.now, input);
        while let Some(effect) = self.engine.poll_effect() {
            let line = format!("{} {effect:?}", self.now);
            assert!(!line.contains(SECRET), "leaked: {line}");
            self.log.push(line);
            match effect {
                Effect::OpenSocket { connection } => {
                    assert_eq!(self.socket, None, "a second socket");
                    self.old_socket.get_or_insert(connection);
                    self.socket = Some(connection);
                    self.opened += 1;
                }
                Effect::CloseSocket { connection } => {
                    assert_eq!(
                        self.socket.take(),
                        Some(connection),
                        "closed what is not open"
                    );
                }
                Effect::Send { connection, text } => {
                    assert_eq!(self.socket, Some(connection), "sent into the void");
                    self.sent.push(serde_json::from_str(&text).unwrap());
                }
                Effect::FetchToken { request, reason } => self.fetches.push_back((request, reason)),
                Effect::Emit(event) => self.events.push(event),
                Effect::SaveOutbox(_) => {}
            }
        }
        while let Some(notice) = self.engine.poll_notice() {
            self.notices.push(notice);
        }
        assert!(
            !format!("{:?}", self.engine).contains(SECRET),
            "leaked by Debug"
        );
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.feed(Input::Command(command));
    }

    pub(crate) fn page(&mut self, page: Page) {
        self.frozen = match page {
            Page::Frozen => true,
            Page::Visible | Page::Resumed => false,
            _ => self.frozen,
        };
        self.feed(Input::Page(page));
    }

    /// Lets time pass, ringing every timer on the way. A timer must never ask to ring at once again.
    pub(crate) fn advance(&mut self, ms: u64) {
        let until = self.now + ms;
        while let Some(at) = self.engine.poll_timeout().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.feed(Input::Timer);
            let next = self.engine.poll_timeout();
            assert!(
                next.is_none_or(|next| next > self.now),
                "busy timer: {next:?} at {}",
                self.now
            );
        }
        self.now = until;
    }

    /// The machine sleeps: time passes and no timer rings.
    pub(crate) fn sleep(&mut self, ms: u64) {
        self.now += ms;
        self.feed(Input::Timer);
    }

    /// The socket opens, and the server answers `auth` with these fields in addition.
    pub(crate) fn let_in(&mut self, fields: Value) {
        self.open();
        self.server(auth_ok(self.now, fields));
    }

    pub(crate) fn open(&mut self) {
        let connection = self.socket.expect("a socket being opened");
        self.feed(Input::SocketOpened { connection });
    }

    /// The server says something.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "messages are written where they are said"
    )]
    pub(crate) fn server(&mut self, message: Value) {
        let connection = self.socket.expect("an open socket");
        let text = message.to_string();
        self.feed(Input::SocketMessage { connection, text });
    }

    /// The socket is closed from the other side.
    pub(crate) fn close(&mut self, code: u16) {
        let connection = self.socket.take().expect("an open socket");
        self.feed(Input::SocketClosed { connection, code });
    }

    /// The connection is lost, and found again by itself.
    pub(crate) fn reconnect(&mut self, fields: Value) {
        self.close(1006);
        self.advance(31_000);
        self.let_in(fields);
    }

    /// Answers the oldest request for a token.
    pub(crate) fn give_token(&mut self) -> TokenReason {
        self.answer_token(Ok(Token::new(SECRET).unwrap()))
    }

    pub(crate) fn answer_token(&mut self, result: Result<Token, TokenFailure>) -> TokenReason {
        let (request, reason) = self.fetches.pop_front().expect("a request for a token");
        self.feed(Input::Token { request, result });
        reason
    }

    /// Writes, from the JSON of a message without its `opId`.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "messages are written where they are said"
    )]
    pub(crate) fn write(&mut self, message: Value) -> String {
        self.writes += 1;
        let op_id = format!("op{}", self.writes);
        let text = message.to_string();
        let message = pulse_protocol::ClientFrame::decode(&text).unwrap().message;
        self.write_as(&op_id, message);
        op_id
    }

    pub(crate) fn write_as(&mut self, op_id: &str, message: ClientMessage) {
        let op_id = OpId::parse(op_id).unwrap();
        self.command(Command::Write { op_id, message });
    }

    /// A comment in a thread, both known to the server.
    pub(crate) fn with_thread(mut self) -> Self {
        self.server(json!({"type":"thread:created","seq":1,"thread":thread("t1","c1","u2")}));
        self.forget();
        self
    }

    pub(crate) fn view(&self) -> View<'_> {
        self.engine.view()
    }

    pub(crate) fn status(&self) -> Status {
        self.engine.view().status()
    }

    /// Frames sent since the last look.
    pub(crate) fn sent(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.sent)
    }

    pub(crate) fn sent_kinds(&mut self) -> Vec<String> {
        let frames = self.sent();
        frames
            .iter()
            .map(|frame| frame["type"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Events since the last look.
    pub(crate) fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// What was out of the ordinary since the last look.
    pub(crate) fn notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    pub(crate) fn forget(&mut self) {
        self.sent();
        self.events();
        self.notices();
    }

    /// The bodies of all comments that are shown, by thread.
    pub(crate) fn bodies(&self) -> Vec<Vec<String>> {
        let threads = self.view().threads().iter();
        threads
            .map(|thread| {
                thread
                    .comments
                    .iter()
                    .map(|comment| comment.body.clone())
                    .collect()
            })
            .collect()
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "messages are written where they are said"
)]
pub(crate) fn auth_ok(now: u64, fields: Value) -> Value {
    let mut message = json!({
        "type": "auth:ok", "user": user("u1"), "users": [user("u1"), user("u2")],
        "presence": [{"user": user("u1"), "status": "online"}],
        "threads": [], "notifications": [], "reactions": [], "activityLogs": [],
        "protocol": 2, "epoch": "e1", "seq": 0, "serverTime": SERVER_TIME + now,
        "tokenExpiresAt": SERVER_TIME + now + 3_600_000, "heartbeatMs": 15_000, "resumed": false,
    });
    for (name, value) in fields.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

pub(crate) fn user(id: &str) -> Value {
    json!({"id": id, "name": id.to_uppercase(), "color": "#6366f1"})
}

pub(crate) fn comment(thread: &str, id: &str, user: &str, body: &str) -> Value {
    json!({"id": id, "threadId": thread, "userId": user, "body": body, "mentions": [],
        "attachments": [], "createdAt": "2026-05-01T09:00:00.000Z", "editedAt": null})
}

pub(crate) fn thread(id: &str, comment_id: &str, user: &str) -> Value {
    json!({"id": id, "roomId": "/r", "resolved": false, "position": null,
        "comments": [comment(id, comment_id, user, "first")],
        "createdAt": "2026-05-01T09:00:00.000Z", "updatedAt": "2026-05-01T09:00:00.000Z"})
}

pub(crate) fn comment_created(seq: u64, id: &str, body: &str) -> Value {
    json!({"type": "comment:created", "seq": seq, "threadId": "t1",
        "comment": comment("t1", id, "u2", body)})
}

pub(crate) fn ack(op_id: &str) -> Value {
    json!({"type": "ack", "opId": op_id})
}

pub(crate) fn refuse(op_id: &str, code: &str) -> Value {
    json!({"type": "error", "opId": op_id, "code": code, "message": "no", "retryable": false})
}
