//! The engine: takes inputs, keeps everything, hands out effects.

mod apply;
mod connect;
mod receive;
mod signal;
mod timer;
mod write;

use std::collections::VecDeque;

use pulse_protocol::{ClientFrame, ClientMessage};

use crate::backoff::Backoff;
use crate::board::Board;
use crate::changes::Changes;
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::idle::Idle;
use crate::outbox::Outbox;
use crate::random::Random;
use crate::sequence::Sequence;
use crate::signals::Signals;
use crate::state::{Attempt, Dialect, State};
use crate::store::Store;
use crate::{Command, Config, Effect, Event, Input, Notice, Problem, Status, Token, View};

/// A client without socket, clock, timer or random source.
///
/// The shell around it hands in facts with [`Engine::handle`], then does what
/// [`Engine::poll_effect`] hands out until there is nothing more, then waits
/// until the moment of [`Engine::poll_timeout`] or the next fact. All times
/// are milliseconds on one clock that never goes back; its zero is free to choose.
///
/// ```
/// use pulse_client_core::{Command, Config, Effect, Engine, Input, Token};
/// use pulse_protocol::RoomId;
///
/// let mut config = Config::new("pk_1", RoomId::parse("/pricing")?);
/// config.token = Token::new("eyJhbGciOi…");
/// let mut engine = Engine::new(config, 42);
/// engine.handle(0, Input::Command(Command::Connect));
/// let effects: Vec<Effect> = std::iter::from_fn(|| engine.poll_effect()).collect();
/// assert!(effects.iter().any(|effect| matches!(effect, Effect::OpenSocket { .. })));
/// # Ok::<(), pulse_protocol::IdError>(())
/// ```
#[derive(Debug)]
pub struct Engine {
    config: Config,
    now: u64,
    clock: Clock,
    random: Random,
    state: State,
    attempt: Attempt,
    status: Status,
    sockets: u32,
    backoff: Backoff,
    online: bool,
    frozen: bool,
    credentials: Credentials,
    sequence: Sequence,
    /// What the server has.
    base: Board,
    /// The base with the unsettled writes on it, when there are some. A second board only then:
    /// the base alone can be changed in place.
    overlaid: Option<Board>,
    /// Whether `overlaid` must be made anew.
    stale: bool,
    store: Store,
    outbox: Outbox,
    outbox_changed: bool,
    signals: Signals,
    idle: Idle,
    /// Where the list of resolved threads goes on.
    more_threads: Option<String>,
    changes: Changes,
    messages: Vec<Event>,
    effects: VecDeque<Effect>,
    #[cfg(feature = "diagnostics")]
    notices: crate::notice::Notices,
}

impl Engine {
    /// An engine that does nothing yet. The same seed and the same inputs give the same effects.
    #[must_use]
    pub fn new(mut config: Config, seed: u64) -> Self {
        let token = config.token.take();
        Self {
            now: 0,
            clock: Clock::new(config.unix_ms_at_start),
            random: Random::new(seed),
            state: State::Idle,
            attempt: Attempt::First,
            status: Status::Idle,
            sockets: 0,
            backoff: Backoff::default(),
            online: true,
            frozen: false,
            credentials: Credentials::new(token, config.provider),
            sequence: Sequence::default(),
            base: Board::default(),
            overlaid: None,
            stale: false,
            store: Store::default(),
            outbox: Outbox::default(),
            outbox_changed: false,
            signals: Signals::new(),
            idle: Idle::new(config.idle_after_ms, 0),
            more_threads: None,
            changes: Changes::default(),
            messages: Vec::new(),
            effects: VecDeque::new(),
            #[cfg(feature = "diagnostics")]
            notices: crate::notice::Notices::default(),
            config,
        }
    }

    /// Takes one fact. A moment before the last one counts as the last one.
    pub fn handle(&mut self, now: u64, input: Input) {
        self.now = self.now.max(now);
        match input {
            Input::Command(command) => self.command(command),
            Input::SocketOpened { connection } => self.socket_opened(connection),
            Input::SocketMessage { connection, text } => {
                if self.state.connection() == Some(connection) {
                    self.receive(text);
                } else {
                    self.note(Notice::StaleSocket);
                }
            }
            Input::SocketClosed { connection, code } => self.socket_closed(connection, code),
            Input::Backlog { connection, bytes } => {
                if self.state.connection() == Some(connection) {
                    self.signals.backlog(self.now, bytes);
                }
            }
            Input::Token { request, result } => self.token_result(request, result),
            Input::Page(page) => self.page(page),
            Input::Timer => self.timer(),
        }
        self.ask_for_missing();
        self.publish();
    }

    /// The next thing to do, until there is none.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// What was out of the ordinary, oldest first, until there is nothing
    /// more. Nobody needs to ask: the newest few are kept.
    #[cfg(feature = "diagnostics")]
    pub fn poll_notice(&mut self) -> Option<Notice> {
        self.notices.pop()
    }

    /// What there is to show.
    #[must_use]
    pub const fn view(&self) -> View<'_> {
        View::new(self.status, &self.store, self.shown(), &self.outbox)
    }

    /// The token for requests beside the socket; none when another one is needed.
    #[must_use]
    pub fn token(&self, now: u64) -> Option<&Token> {
        let now = self.clock.unix_ms(self.now.max(now));
        self.credentials.usable(now)
    }

    /// A new id, for a write or for what it makes.
    pub fn fresh_id(&mut self) -> String {
        self.random.uuid()
    }

    const fn shown(&self) -> &Board {
        match &self.overlaid {
            Some(board) => board,
            None => &self.base,
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Connect => self.connect(),
            Command::Disconnect => self.disconnect(),
            Command::SetToken(token) => self.set_token(token),
            Command::SetProvider(provider) => self.set_provider(provider),
            Command::Write { op_id, message } => self.write(&op_id, message),
            Command::Retry(op_id) => self.retry(&op_id),
            Command::Discard(op_id) => self.discard(&op_id),
            signal => self.signal(signal),
        }
    }

    fn send(&mut self, message: &ClientMessage) {
        self.send_text(ClientFrame::encode_parts(message, None));
    }

    fn send_text(&mut self, text: String) {
        let Some(connection) = self.state.connection() else {
            return;
        };
        if let State::Ready(session) = &mut self.state
            && let Dialect::Two(heartbeat) = &mut session.dialect
        {
            heartbeat.sent(self.now);
        }
        self.effects.push_back(Effect::Send { connection, text });
    }

    fn emit(&mut self, event: Event) {
        self.effects.push_back(Effect::Emit(event));
    }

    /// Notes something for whoever debugs; without the feature, nothing.
    #[inline]
    fn note(&mut self, notice: Notice) {
        #[cfg(feature = "diagnostics")]
        self.notices.push(notice);
        #[cfg(not(feature = "diagnostics"))]
        let _ = notice;
    }

    fn report(&mut self, problem: Problem) {
        self.emit(Event::Error(problem));
    }

    /// Tells what the step has changed: first the view, then the messages that did it.
    fn publish(&mut self) {
        if self.stale {
            self.replay();
        }
        self.changes.publish(&mut self.effects);
        let messages = self.messages.drain(..).map(Effect::Emit);
        self.effects.extend(messages);
        if std::mem::take(&mut self.outbox_changed)
            && self.config.outbox == crate::config::Keeping::Saved
        {
            let writes = self.outbox.saved();
            self.effects.push_back(Effect::SaveOutbox(writes));
        }
    }
}
