//! From the wish to be connected to being let in, and back again.

use pulse_protocol::{Auth, AuthError, ClientMessage, ErrorCode, PROTOCOL_VERSION, Reconnect};

use super::Engine;
use crate::board::Board;
use crate::credentials::STEP_MS;
use crate::signals::Signals;
use crate::state::{Attempt, Patience, Session, State};
use crate::store::Store;
use crate::{
    ConnectionNumber, Effect, Event, Notice, Page, Problem, Provider, Token, TokenFailure,
    TokenReason, TokenRequest,
};

impl Engine {
    /// Once it is wanted already, somebody does not want to wait for the next attempt.
    pub(super) fn connect(&mut self) {
        if self.state.is_wanted() {
            self.hurry();
            return;
        }
        self.backoff.reset();
        self.credentials.forgive();
        self.attempt = Attempt::First;
        self.try_connect();
    }

    /// Stops for good and forgets the room. Unsent writes stay in the outbox.
    pub(super) fn disconnect(&mut self) {
        self.drop_connection();
        self.credentials.cancel_fetch();
        self.sequence.forget();
        self.more_threads = None;
        self.store = Store::default();
        self.base = Board::default();
        self.stale = true;
        self.signals = Signals::new();
        if !matches!(self.state, State::Idle) {
            self.changes.everything();
            self.enter(State::Closed, None);
        }
    }

    pub(super) fn set_token(&mut self, token: Token) {
        self.credentials.cancel_fetch();
        self.use_token(token);
    }

    pub(super) fn set_provider(&mut self, provider: Provider) {
        self.credentials.set_provider(provider);
        if provider == Provider::Present && matches!(self.state, State::Unauthorized) {
            self.try_connect();
        }
    }

    pub(super) fn socket_opened(&mut self, opened: ConnectionNumber) {
        let State::AwaitingSocket { connection, .. } = self.state else {
            return self.note(Notice::StaleSocket);
        };
        if connection != opened {
            return self.note(Notice::StaleSocket);
        }
        let Some(token) = self.credentials.usable(self.clock.unix_ms(self.now)) else {
            self.drop_connection();
            self.try_connect();
            return;
        };
        let auth = Auth {
            api_key: self.config.api_key.clone(),
            token: token.expose().to_owned(),
            room: self.config.room.clone(),
            device_type: self.config.device_type,
            protocol: Some(PROTOCOL_VERSION),
            sdk: Some(self.config.sdk.clone()),
            resume: self.sequence.resume(),
        };
        self.send(&ClientMessage::Auth(auth));
        let until = self.now + STEP_MS;
        self.enter(State::AwaitingAuth { connection, until }, None);
    }

    pub(super) fn socket_closed(&mut self, closed: ConnectionNumber, code: u16) {
        if self.state.connection() != Some(closed) {
            return self.note(Notice::StaleSocket);
        }
        match Reconnect::after(code) {
            Reconnect::Yes => self.lost(),
            Reconnect::WithFreshToken => {
                self.interrupt();
                self.token_rejected("the server did not accept the token");
            }
            Reconnect::Never => {
                self.interrupt();
                let message = "the server does not let this client in".to_owned();
                self.enter(State::Closed, Some(message));
            }
        }
    }

    pub(super) fn auth_refused(&mut self, error: AuthError) {
        self.drop_connection();
        match error.code {
            ErrorCode::TokenExpired
            | ErrorCode::InvalidToken
            | ErrorCode::KeyRevoked
            | ErrorCode::WrongEnvironment
            | ErrorCode::WrongUser => self.token_rejected(&error.message),
            _ if error.retryable => self.lost(),
            code => {
                self.report(Problem::new(code, error.message.clone()));
                self.enter(State::Closed, Some(error.message));
            }
        }
    }

    pub(super) fn token_result(
        &mut self,
        request: TokenRequest,
        result: Result<Token, TokenFailure>,
    ) {
        if !self.credentials.end_fetch(request) {
            return self.note(Notice::StaleToken);
        }
        match result {
            Ok(token) => self.use_token(token),
            Err(TokenFailure::Refused(message)) => {
                self.report(Problem::new(ErrorCode::Unauthorized, message.clone()));
                self.drop_connection();
                self.enter(State::Unauthorized, Some(message));
            }
            Err(TokenFailure::Unavailable(message)) => self.token_unavailable(message),
        }
    }

    /// The provider failed; what there is of a session goes on.
    pub(super) fn token_unavailable(&mut self, message: String) {
        let until = self.credentials.failed(self.now, &mut self.random);
        let mut problem = Problem::new(ErrorCode::TokenUnavailable, message.clone());
        problem.retry_after_ms = Some(until - self.now);
        self.report(problem);
        if matches!(self.state, State::AwaitingToken) {
            self.attempt = Attempt::Later;
            self.wait(until, Patience::Idle, Some(message));
        }
    }

    pub(super) fn page(&mut self, page: Page) {
        match page {
            Page::Online => {
                self.online = true;
                self.hurry();
            }
            Page::Offline => {
                self.online = false;
                match self.state {
                    State::AwaitingRetry { .. } => self.enter(State::AwaitingNetwork, None),
                    // The browser may be wrong: ask the server.
                    _ => self.probe(),
                }
            }
            Page::Visible | Page::Resumed => {
                self.frozen = false;
                self.hurry();
            }
            Page::Hidden => {}
            Page::Used => self.page_used(),
            Page::Frozen => {
                self.frozen = true;
                if self.state.is_wanted() {
                    self.drop_connection();
                    self.attempt = Attempt::Later;
                    self.enter(State::Frozen, None);
                }
            }
        }
    }

    /// Looks after the connection now rather than at the next timer.
    pub(super) fn hurry(&mut self) {
        match self.state {
            State::Ready(_) => self.probe(),
            State::Frozen | State::AwaitingNetwork => self.try_connect(),
            State::AwaitingRetry {
                patience: Patience::Idle,
                ..
            } => {
                self.credentials.hurry();
                self.try_connect();
            }
            _ => {}
        }
    }

    /// One attempt, from the first step that is possible now.
    pub(super) fn try_connect(&mut self) {
        if self.frozen {
            self.enter(State::Frozen, None);
        } else if !self.online {
            self.enter(State::AwaitingNetwork, None);
        } else if self
            .credentials
            .usable(self.clock.unix_ms(self.now))
            .is_some()
        {
            self.open_socket();
        } else if !self.credentials.has_provider() {
            let message = "a token is needed".to_owned();
            self.enter(State::Unauthorized, Some(message));
        } else if self.credentials.retry_at() > self.now {
            self.wait(self.credentials.retry_at(), Patience::Idle, None);
        } else {
            self.fetch_token(TokenReason::Connect);
            self.enter(State::AwaitingToken, None);
        }
    }

    pub(super) fn fetch_token(&mut self, reason: TokenReason) {
        if let Some((request, reason)) = self.credentials.begin_fetch(self.now, reason) {
            self.effects
                .push_back(Effect::FetchToken { request, reason });
        }
    }

    /// The connection went away, or never came about: later again.
    pub(super) fn lost(&mut self) {
        let session = self.interrupt();
        let (wait, patience) = match session {
            Some(session) if session.return_in_ms.is_some() => {
                (session.return_in_ms.unwrap_or_default(), Patience::Asked)
            }
            Some(session) if self.now - session.since >= GOOD_SESSION_MS => {
                self.backoff.reset();
                (self.backoff.next(&mut self.random), Patience::Idle)
            }
            _ => (self.backoff.next(&mut self.random), Patience::Idle),
        };
        self.wait(self.now + wait, patience, None);
    }

    /// Closes the socket, if there is one, without a wait for its answer.
    pub(super) fn drop_connection(&mut self) {
        if let Some(connection) = self.state.connection() {
            self.effects.push_back(Effect::CloseSocket { connection });
        }
        if let Some(session) = self.interrupt()
            && self.now - session.since >= GOOD_SESSION_MS
        {
            self.backoff.reset();
        }
    }

    pub(super) fn enter(&mut self, state: State, message: Option<String>) {
        self.state = state;
        let status = self.state.status(self.attempt);
        if status != self.status {
            let previous = std::mem::replace(&mut self.status, status);
            self.emit(Event::Status {
                status,
                previous,
                message,
            });
        }
    }

    fn open_socket(&mut self) {
        self.sockets += 1;
        let connection = ConnectionNumber(self.sockets);
        self.effects.push_back(Effect::OpenSocket { connection });
        let until = self.now + STEP_MS;
        self.enter(State::AwaitingSocket { connection, until }, None);
    }

    fn wait(&mut self, until: u64, patience: Patience, message: Option<String>) {
        self.attempt = Attempt::Later;
        let state = if self.online {
            State::AwaitingRetry { until, patience }
        } else {
            State::AwaitingNetwork
        };
        self.enter(state, message);
    }

    fn token_rejected(&mut self, message: &str) {
        self.credentials.reject(self.now, &mut self.random);
        if self.credentials.has_provider() {
            let repeated = self.credentials.retry_at() > self.now;
            if repeated {
                self.report(Problem::new(ErrorCode::InvalidToken, message));
            }
            self.attempt = Attempt::Later;
            self.try_connect();
        } else {
            self.report(Problem::new(ErrorCode::Unauthorized, message));
            self.enter(State::Unauthorized, Some(message.to_owned()));
        }
    }

    fn use_token(&mut self, token: Token) {
        match &self.state {
            State::Ready(session) if session.dialect.renews() => self.offer_token(token),
            State::AwaitingToken
            | State::Unauthorized
            | State::AwaitingRetry {
                patience: Patience::Idle,
                ..
            } => {
                self.credentials.accept(token);
                self.try_connect();
            }
            // The server is looking at the old one; its answer would be taken for the new one's.
            State::AwaitingAuth { .. } => {
                self.drop_connection();
                self.credentials.accept(token);
                self.try_connect();
            }
            _ => self.credentials.accept(token),
        }
    }

    /// Ends what depends on the socket.
    fn interrupt(&mut self) -> Option<Session> {
        self.state.connection()?;
        self.outbox.requeue_all();
        self.outbox_changed = true;
        self.changes.pending |= self.outbox.iter().next().is_some();
        self.sequence.interrupt();
        self.credentials.interrupt();
        self.signals.interrupt();
        self.store.clear_signals();
        let gone = State::AwaitingRetry {
            until: self.now,
            patience: Patience::Idle,
        };
        match std::mem::replace(&mut self.state, gone) {
            State::Ready(session) => Some(session),
            _ => None,
        }
    }

    fn offer_token(&mut self, token: Token) {
        let text = token.expose().to_owned();
        self.credentials.offer(self.now, token);
        self.send(&ClientMessage::AuthRefresh(pulse_protocol::AuthRefresh {
            token: text,
        }));
    }
}

/// A session that lasted this long was a good one: the next wait is short again.
const GOOD_SESSION_MS: u64 = 10_000;
