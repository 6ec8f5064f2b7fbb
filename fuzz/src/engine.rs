//! The client's engine: whatever a server says and whatever happens to the
//! page, there is one socket at most, nothing is said into a closed one, no
//! timer is busy, no token shows anywhere, and the same again has the same
//! effects.
//!
//! A script has a line for each thing that happens. A line is a text frame of
//! the server, unless it begins with a colon: `:+250` lets milliseconds pass
//! and rings every timer on the way, `:~250` lets the machine sleep, `:open`
//! and `:close 1006` are the socket's, `:token`, `:no-token` and `:refused`
//! answer a request for a token, `:page 3` tells of the page, `:write`,
//! `:retry`, `:discard`, `:connect`, `:disconnect` and `:set-token` are the
//! host's, and `:stale` is news of a socket that is long gone.

use std::fmt::Write;

use pulse_client_core::{
    Command, Config, ConnectionNumber, Effect, Engine, Input, Page, Provider, Token, TokenFailure,
    TokenRequest,
};
use pulse_protocol::{ClientFrame, OpId, RoomId};

/// Plays a script to an engine that was told to connect.
///
/// # Panics
/// When the engine does what it may not.
pub fn run(script: &str) {
    let account = play(script);
    assert_eq!(account, play(script), "the same again had other effects");
}

/// All effects of a script, in words.
fn play(script: &str) -> String {
    let mut config = Config::new("pk_1", RoomId::parse("/r").expect("a plain id"));
    config.provider = Provider::Present;
    config.unix_ms_at_start = 1_800_000_000_000;
    config.idle_after_ms = Some(60_000);
    let mut trial = Trial {
        engine: Engine::new(config, 7),
        now: 0,
        socket: None,
        first: None,
        fetch: None,
        written: 0,
        account: String::new(),
    };
    trial.feed(Input::Command(Command::Connect));
    for line in script.lines() {
        trial.play(line);
    }
    // Whatever it was: it goes on from here without help, or says so.
    trial.pass(120_000);
    trial.account
}

struct Trial {
    engine: Engine,
    now: u64,
    socket: Option<ConnectionNumber>,
    first: Option<ConnectionNumber>,
    fetch: Option<TokenRequest>,
    written: u32,
    account: String,
}

impl Trial {
    fn play(&mut self, line: &str) {
        let Some(happening) = line.strip_prefix(':') else {
            if let Some(connection) = self.socket {
                let text = line.to_owned();
                self.feed(Input::SocketMessage { connection, text });
            }
            return;
        };
        let (what, number) = happening.split_at(
            happening
                .find(|c: char| c.is_ascii_digit())
                .unwrap_or(happening.len()),
        );
        let number = number.parse::<u64>().unwrap_or(1);
        match what.trim_end() {
            "+" => self.pass(number.min(HOUR_MS)),
            "~" => {
                self.now += number.min(HOUR_MS);
                self.feed(Input::Timer);
            }
            "open" => {
                if let Some(connection) = self.socket {
                    self.feed(Input::SocketOpened { connection });
                }
            }
            "close" => {
                if let Some(connection) = self.socket.take() {
                    let code = u16::try_from(number).unwrap_or(1006);
                    self.feed(Input::SocketClosed { connection, code });
                }
            }
            "token" => self.answer(Ok(token())),
            "no-token" => self.answer(Err(TokenFailure::Unavailable("down".to_owned()))),
            "refused" => self.answer(Err(TokenFailure::Refused("no".to_owned()))),
            "page" => self.page(number),
            "write" => self.write(),
            "retry" => self.about_first(Command::Retry),
            "discard" => self.about_first(Command::Discard),
            "connect" => self.feed(Input::Command(Command::Connect)),
            "disconnect" => self.feed(Input::Command(Command::Disconnect)),
            "set-token" => self.feed(Input::Command(Command::SetToken(token()))),
            "stale" => self.stale(),
            _ => {}
        }
    }

    fn answer(&mut self, result: Result<Token, TokenFailure>) {
        if let Some(request) = self.fetch.take() {
            self.feed(Input::Token { request, result });
        }
    }

    fn page(&mut self, number: u64) {
        let pages = [
            Page::Online,
            Page::Offline,
            Page::Visible,
            Page::Hidden,
            Page::Frozen,
            Page::Resumed,
            Page::Used,
        ];
        let at = usize::try_from(number).unwrap_or(0) % pages.len();
        self.feed(Input::Page(pages[at]));
    }

    fn write(&mut self) {
        self.written += 1;
        let op_id = OpId::parse(format!("op{}", self.written)).expect("a short id");
        let text = format!(
            r#"{{"type":"comment:create","threadId":"t1","id":"w{}","body":"text"}}"#,
            self.written
        );
        let message = ClientFrame::decode(&text).expect("a whole frame").message;
        self.feed(Input::Command(Command::Write { op_id, message }));
    }

    fn about_first(&mut self, command: fn(OpId) -> Command) {
        let first = self.engine.view().pending().next();
        if let Some(write) = first {
            self.feed(Input::Command(command(write.op_id)));
        }
    }

    fn stale(&mut self) {
        let Some(connection) = self.first.filter(|first| Some(*first) != self.socket) else {
            return;
        };
        let before = self.account.len();
        self.feed(Input::SocketOpened { connection });
        let text = r#"{"type":"thread:deleted","threadId":"t1"}"#.to_owned();
        self.feed(Input::SocketMessage { connection, text });
        let code = 4403;
        self.feed(Input::SocketClosed { connection, code });
        assert_eq!(self.account.len(), before, "stale news had an effect");
    }

    fn pass(&mut self, ms: u64) {
        let until = self.now + ms;
        while let Some(at) = self.engine.poll_timeout().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.feed(Input::Timer);
            let next = self.engine.poll_timeout();
            assert!(next.is_none_or(|next| next > self.now), "a busy timer");
        }
        self.now = until;
    }

    fn feed(&mut self, input: Input) {
        self.engine.handle(self.now, input);
        let mut effects = 0;
        while let Some(effect) = self.engine.poll_effect() {
            effects += 1;
            assert!(effects < MOST_EFFECTS, "no end of effects");
            // Looked into as well: what it sends is not in its `Debug`.
            let _ = writeln!(self.account, "{} {effect:?}", self.now);
            match effect {
                Effect::OpenSocket { connection } => {
                    assert_eq!(self.socket, None, "a second socket");
                    self.first.get_or_insert(connection);
                    self.socket = Some(connection);
                }
                Effect::CloseSocket { connection } => {
                    let open = self.socket.take();
                    assert_eq!(open, Some(connection), "closed what is not open");
                }
                Effect::Send { connection, text } => {
                    assert_eq!(self.socket, Some(connection), "said into the void");
                    assert!(
                        ClientFrame::decode(&text).is_ok(),
                        "said what nobody can read"
                    );
                }
                Effect::FetchToken { request, .. } => {
                    self.fetch = Some(request);
                }
                Effect::Emit(_) | Effect::SaveOutbox(_) => {}
            }
        }
        assert!(!self.account.contains(SECRET), "a token was told");
    }
}

fn token() -> Token {
    Token::new(SECRET).expect("it is not empty")
}

const SECRET: &str = "secret-token";
const HOUR_MS: u64 = 3_600_000;
/// More than the fullest outbox, and all that one frame can bring.
const MOST_EFFECTS: u32 = 20_000;
