//! Puts a session through whatever a script says, and checks what holds of
//! every session. Fuzzers and property tests write the scripts.

use std::fmt::Write;

use super::*;

/// Plays a script to a session, line by line, and gives an account of what
/// came out of it.
///
/// A line `+500` lets 500 milliseconds pass; `!` is a frame that violates the
/// WebSocket protocol; after `-` the next token is refused; `*` switches
/// everything in the environment off. Every other line is a frame's text.
///
/// # Panics
/// When the session does what no session may.
#[must_use]
pub fn ordeal(script: &str) -> String {
    let mut trial = Trial {
        session: Session::new(0, AUTH_MS),
        now_ms: 0,
        refuses: false,
        welcomed: false,
        closed: false,
        account: String::new(),
    };
    for line in script.lines() {
        trial.play(line);
    }
    trial.account
}

struct Trial {
    session: Session,
    now_ms: u64,
    /// The next token is no good.
    refuses: bool,
    welcomed: bool,
    closed: bool,
    account: String,
}

impl Trial {
    fn play(&mut self, line: &str) {
        match line.as_bytes() {
            [b'+', digits @ ..] => {
                let digits = std::str::from_utf8(digits).unwrap_or_default();
                // Not even a clock that is far ahead may be added to.
                let ms = digits.parse().unwrap_or(1).min(DAY_MS);
                self.now_ms += ms;
                self.session.on_time(self.now_ms);
            }
            b"!" => {
                let words = "not a text".to_owned();
                let (code, error) = (CloseCode::BadMessage, ErrorCode::BadMessage);
                self.session.on_violation(code, error, words);
            }
            b"-" => self.refuses = true,
            b"*" => self.session.reconfigured(nothing_allowed(), None),
            _ => {
                let _ = self.session.on_text(self.now_ms, line);
            }
        }
        self.drain();
        if let Some(at_ms) = self.session.poll_timeout(self.now_ms) {
            assert!(!self.closed, "a closed session waits for nothing");
            // Something that is due must be done, or a connection never rests.
            if at_ms <= self.now_ms {
                self.session.on_time(self.now_ms);
                self.drain();
                let next = self.session.poll_timeout(self.now_ms);
                assert!(next.is_none_or(|next| next > self.now_ms), "a busy timer");
            }
        }
    }

    fn drain(&mut self) {
        while let Some(effect) = self.session.poll_effect() {
            assert!(!self.closed, "nothing comes out of a closed session");
            let _ = writeln!(self.account, "{effect:?}");
            match effect {
                Effect::Authenticate(_) if std::mem::take(&mut self.refuses) => {
                    self.session.turn_away(&refusal());
                }
                Effect::Authenticate(_) => {
                    assert!(!self.welcomed, "nobody is let in twice");
                    self.welcomed = true;
                    self.session.welcome(self.now_ms + TOKEN_MS);
                }
                Effect::Refresh(_) if std::mem::take(&mut self.refuses) => {
                    self.session.refuse_renewal(&refusal());
                }
                Effect::Refresh(_) => self.session.renewed(self.now_ms + TOKEN_MS),
                Effect::Write(..)
                | Effect::Signal(_)
                | Effect::Events(_)
                | Effect::Threads(_)
                | Effect::Ping(_) => {
                    assert!(self.welcomed, "only members are listened to");
                }
                Effect::Send(message) => sound(message),
                Effect::Close(_) => self.closed = true,
            }
        }
    }
}

/// What a client is sent can be read again, and says something.
fn sound(message: ServerMessage) {
    if let ServerMessage::Error(error) = &message {
        assert!(!error.message.is_empty());
        assert_eq!(error.retryable, error.code.is_retryable());
    }
    let frame = pulse_protocol::ServerFrame::plain(message);
    let read = pulse_protocol::ServerFrame::decode(&frame.encode());
    assert_eq!(read.as_ref(), Ok(&frame));
}

fn refusal() -> Refusal {
    Refusal::new(ErrorCode::InvalidToken, "refused by the script")
}

fn nothing_allowed() -> EnvConfig {
    EnvConfig {
        allow_reactions: false,
        allow_drawing: false,
        allow_mentions: false,
        show_cursors: false,
        show_presence: false,
        show_typing_indicators: false,
        ..EnvConfig::default()
    }
}

const AUTH_MS: u64 = 10_000;
const TOKEN_MS: u64 = 60_000;
const DAY_MS: u64 = 86_400_000;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Frames of every kind, whole and damaged, in any order, with time in
    /// between.
    fn line() -> impl Strategy<Value = String> {
        let vectors = include_str!("../../../../tests/vectors/client-messages.json");
        let vectors: Vec<serde_json::Value> = serde_json::from_str(vectors).unwrap();
        let frames: Vec<String> = vectors.iter().map(|v| v["json"].to_string()).collect();
        let whole = prop::sample::select(frames.clone());
        let damaged = (
            prop::sample::select(frames),
            any::<prop::sample::Index>(),
            any::<char>(),
        );
        let damaged = damaged.prop_map(|(frame, at, with)| {
            let mut characters: Vec<char> = frame.chars().collect();
            let at = at.index(characters.len());
            characters[at] = with;
            characters.into_iter().filter(|c| *c != '\n').collect()
        });
        prop_oneof![
            8 => whole,
            4 => damaged,
            1 => any::<String>(),
            2 => (0..100_000_u64).prop_map(|ms| format!("+{ms}")),
            1 => prop::sample::select(vec!["!", "-", "*"]).prop_map(str::to_owned),
        ]
    }

    proptest! {
        #[test]
        fn no_sequence_of_frames_breaks_a_session(lines in prop::collection::vec(line(), 0..60)) {
            let _ = ordeal(&lines.join("\n"));
        }
    }

    #[test]
    fn the_scripts_that_fuzzers_begin_with_pass() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/session");
        let accounts = std::fs::read_dir(folder).unwrap().map(|script| {
            let script = std::fs::read_to_string(script.unwrap().path()).unwrap();
            ordeal(&script)
        });
        assert!(accounts.filter(|account| !account.is_empty()).count() > 3);
    }

    #[test]
    fn an_account_tells_what_happened() {
        let auth = r#"{"type":"auth","apiKey":"pk","token":"t","room":"r"}"#;
        let account = ordeal(&format!("{auth}\n{}", r#"{"type":"draw:clear"}"#));
        let lines: Vec<&str> = account.lines().collect();
        assert!(lines[0].starts_with("Authenticate("), "{account}");
        assert_eq!(lines[1..], ["Signal(DrawClear(DrawClear))"]);
        assert!(ordeal(&format!("+9999\n{auth}\n+1")).lines().count() == 1);
        assert!(ordeal("+10000").ends_with("Close(AuthTimeout)\n"));
    }
}
