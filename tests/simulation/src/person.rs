//! A person with a page: a real engine, what drives it, and moods.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use pulse_client_core::{
    Command, Config, ConnectionNumber, Effect, Engine, Event, Input, Keeping, Page, Provider,
    SavedWrite, Status, Token, TokenFailure, TokenRequest, WriteStatus,
};
use pulse_protocol::entity::PresenceStatus;
use pulse_protocol::{ClientMessage, OpId, RoomId, UserId};
use pulse_server::shell;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until};

use crate::network::Sky;
use crate::server::Site;
use crate::socket::{Heard, Socket};
use crate::whims::{self, Whim};
use crate::witness::{Chronicle, Witness};

/// What the world does to a person.
pub(crate) enum Order {
    /// The page hears this.
    Page(Page),
    /// The socket breaks.
    Break,
    /// The socket goes dead, and nobody is told.
    GoDead,
    /// The machine sleeps this long, and no timer rings.
    Sleep(Duration),
    /// The page is loaded again, with the outbox it has kept.
    Reload,
    /// The token endpoint works well, or not.
    Tokens(Endpoint),
    /// No more writing by themselves.
    Rest,
    /// Write this.
    Write(ClientMessage),
    /// Tell how things are.
    Look(oneshot::Sender<Look>),
}

/// How well tokens are to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Good,
    /// Slow, failing now and then, and sometimes handing out old ones.
    Moody,
}

/// How things are with a person.
pub(crate) struct Look {
    pub(crate) status: Status,
    pub(crate) waiting: usize,
    pub(crate) unread: usize,
    pub(crate) seen: crate::calm::Seen,
}

pub(crate) struct Person {
    pub(crate) name: UserId,
    site: Arc<Site>,
    room: RoomId,
    sky: Sky,
    chance: Rng,
    engine: Engine,
    born: Instant,
    socket: Option<Socket>,
    fetch: Option<(TokenRequest, Fetch)>,
    saved: Vec<SavedWrite>,
    endpoint: Endpoint,
    resting: bool,
    next_whim: Instant,
    witness: Witness,
    disturbances: u64,
    lived: Instant,
}

type Fetch = Pin<Box<dyn Future<Output = Result<Token, TokenFailure>> + Send>>;

impl Person {
    /// The label tells tabs of one person apart.
    pub(crate) fn new(
        name: UserId,
        label: String,
        site: Arc<Site>,
        room: RoomId,
        sky: Sky,
        chronicle: Arc<Chronicle>,
        mut chance: Rng,
    ) -> Self {
        let engine = engine(&site, &room, &mut chance);
        let witness = Witness::new(label, chronicle);
        let now = Instant::now();
        Self {
            name,
            site,
            room,
            sky,
            chance,
            engine,
            born: now,
            socket: None,
            fetch: None,
            saved: Vec::new(),
            endpoint: Endpoint::Moody,
            resting: false,
            next_whim: now,
            witness,
            disturbances: 0,
            lived: now,
        }
    }

    /// Lives until nobody gives orders any more.
    pub(crate) async fn live(mut self, mut orders: mpsc::Receiver<Order>) {
        self.feed(Input::Command(Command::Connect));
        loop {
            let timeout = self.engine.poll_timeout();
            let timeout = timeout.map(|at| self.born + Duration::from_millis(at));
            let whim_at = (!self.resting).then_some(self.next_whim);
            tokio::select! {
                biased;
                order = orders.recv() => match order {
                    Some(order) => self.obey(order).await,
                    None => break,
                },
                (connection, heard) = hear(&mut self.socket) => self.hear(connection, heard),
                (request, result) = fetched(&mut self.fetch) => {
                    self.fetch = None;
                    self.feed(Input::Token { request, result });
                }
                () = until(timeout) => {
                    self.feed(Input::Timer);
                    if self.witness.spins(self.now(), self.engine.poll_timeout()) {
                        sleep(Duration::from_secs(1)).await;
                    }
                }
                () = until(whim_at) => self.follow_whim(),
            }
        }
        let lived = Instant::now() - self.lived;
        let ms = u64::try_from(lived.as_millis()).unwrap_or(u64::MAX);
        self.witness.lived(ms, self.disturbances);
    }

    fn hear(&mut self, connection: ConnectionNumber, heard: Heard) {
        let input = match heard {
            Heard::Opened => Input::SocketOpened { connection },
            Heard::Text(text) => Input::SocketMessage {
                connection,
                text: text.to_string(),
            },
            Heard::Closed(code) => {
                self.socket = None;
                Input::SocketClosed { connection, code }
            }
        };
        self.feed(input);
    }

    async fn obey(&mut self, order: Order) {
        self.disturbances += 1;
        match order {
            Order::Page(page) => self.feed(Input::Page(page)),
            Order::Break => {
                if let Some(socket) = &self.socket {
                    socket.fate.broken.cancel();
                }
            }
            Order::GoDead => {
                if let Some(socket) = &self.socket {
                    socket.fate.dead.cancel();
                }
            }
            Order::Sleep(length) => {
                sleep(length).await;
                self.feed(Input::Timer);
            }
            Order::Reload => {
                // What the engine said last is lost with it, as is what it was asked to do.
                self.socket = None;
                self.fetch = None;
                self.engine = engine(&self.site, &self.room, &mut self.chance);
                self.born = Instant::now();
                self.witness.reloaded();
                self.engine.restore(self.saved.clone());
                self.feed(Input::Command(Command::Connect));
            }
            Order::Tokens(endpoint) => self.endpoint = endpoint,
            Order::Rest => {
                self.resting = true;
                self.feed(Input::Command(Command::SetPresence(PresenceStatus::Online)));
            }
            Order::Write(message) => {
                let op_id = OpId::parse(self.engine.fresh_id()).expect("a UUID is short");
                self.write(op_id, message);
            }
            Order::Look(reply) => {
                self.disturbances -= 1;
                let view = self.engine.view();
                let waiting = view
                    .pending()
                    .filter(|write| write.status != WriteStatus::Failed)
                    .count();
                // Whoever asked waits for this alone.
                let _ = reply.send(Look {
                    status: view.status(),
                    waiting,
                    unread: view.unread_count(),
                    seen: crate::calm::Seen::by(view),
                });
            }
        }
    }

    fn follow_whim(&mut self) {
        let pause = self.chance.u64(50..4000);
        self.next_whim = Instant::now() + Duration::from_millis(pause);
        match whims::next(&mut self.engine, &mut self.chance) {
            Whim::Write(op_id, message) => self.write(op_id, message),
            Whim::Signal(command) => self.feed(Input::Command(command)),
        }
    }

    fn write(&mut self, op_id: OpId, message: ClientMessage) {
        self.witness.wrote(op_id.clone(), message.clone());
        self.feed(Input::Command(Command::Write { op_id, message }));
    }

    /// Tells the engine something and does what it wants.
    fn feed(&mut self, input: Input) {
        let now = self.now();
        self.witness.note(|| match &input {
            Input::SocketMessage { text, .. } => format!("< {text}"),
            input => format!("{input:?}"),
        });
        self.engine.handle(now, input);
        while let Some(effect) = self.engine.poll_effect() {
            match &effect {
                Effect::Send { text, .. } if !text.starts_with(AUTH) => {
                    self.witness.note(|| format!("> {text}"));
                }
                // What it tells of messages is in the messages already.
                Effect::Emit(Event::Message { kind, .. }) => {
                    self.witness.note(|| (*kind).to_owned())
                }
                effect => self.witness.note(|| format!("{effect:?}")),
            }
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::OpenSocket { connection } => {
                self.witness.opened_socket(self.socket.is_some());
                let made = self.site.connect(&self.sky, &mut self.chance);
                let (end, fate) =
                    made.map_or_else(Default::default, |(end, fate)| (Some(end), fate));
                self.socket = Some(Socket::open(connection, end, fate));
            }
            Effect::CloseSocket { .. } => self.socket = None,
            Effect::Send { connection, text } => match &self.socket {
                Some(socket) if socket.connection == connection => {
                    if !socket.send(text) {
                        self.witness.fault("said more than any socket holds");
                    }
                }
                _ => self.witness.fault("spoke into a closed socket"),
            },
            Effect::FetchToken { request, .. } => {
                self.witness.fetched_token();
                self.fetch = Some((request, self.fetch_token()));
            }
            Effect::Emit(event) => self.witness.saw(&event),
            Effect::SaveOutbox(writes) => self.saved = writes,
        }
    }

    fn fetch_token(&mut self) -> Fetch {
        let site = Arc::clone(&self.site);
        let name = self.name.clone();
        let ttl_seconds = self.chance.u64(15..60);
        let (wait_ms, failing, age_seconds) = match self.endpoint {
            Endpoint::Good => (self.chance.u64(1..200), false, 0),
            Endpoint::Moody => (
                // A few take longer than anybody waits.
                self.chance.u64(1..1500) * if self.chance.u32(..20) == 0 { 10 } else { 1 },
                self.chance.u32(..8) == 0,
                if self.chance.u32(..12) == 0 { 120 } else { 0 },
            ),
        };
        Box::pin(async move {
            sleep(Duration::from_millis(wait_ms)).await;
            if failing {
                return Err(TokenFailure::Unavailable("not today".to_owned()));
            }
            let text = site.token(&name, ttl_seconds, age_seconds);
            Ok(Token::new(text).expect("a token is not empty"))
        })
    }

    fn now(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A page that was just loaded, whose clock may be wrong.
fn engine(site: &Site, room: &RoomId, chance: &mut Rng) -> Engine {
    let mut config = Config::new(&site.template.publishable_key, room.clone());
    config.provider = Provider::Present;
    config.outbox = Keeping::Saved;
    config.idle_after_ms = chance.bool().then_some(10_000);
    let wrong_by_ms = if chance.bool() {
        0
    } else {
        chance.u64(..HOUR_MS)
    };
    let now = shell::now().unix_ms();
    config.unix_ms_at_start = if chance.bool() {
        now + wrong_by_ms
    } else {
        now - wrong_by_ms
    };
    Engine::new(config, chance.u64(..))
}

async fn hear(socket: &mut Option<Socket>) -> (pulse_client_core::ConnectionNumber, Heard) {
    match socket {
        Some(socket) => (socket.connection, socket.next().await),
        None => std::future::pending().await,
    }
}

async fn fetched(
    fetch: &mut Option<(TokenRequest, Fetch)>,
) -> (TokenRequest, Result<Token, TokenFailure>) {
    match fetch {
        Some((request, fetch)) => (*request, fetch.await),
        None => std::future::pending().await,
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

const HOUR_MS: u64 = 3_600_000;
/// The frame with the token in it.
const AUTH: &str = r#"{"type":"auth"#;
