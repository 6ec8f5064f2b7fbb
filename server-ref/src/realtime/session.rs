//! What one connection may say and when: a state machine without socket,
//! clock or store. Time comes in as milliseconds of a clock that only goes
//! forward; what has to be done comes out as effects, in order.

use std::collections::VecDeque;

use pulse_protocol::entity::EnvConfig;
use pulse_protocol::limits::{BAD_MESSAGES, EPHEMERAL_RATE, LimitError, Limits, WRITE_RATE};
use pulse_protocol::{
    Auth, AuthError, AuthRefresh, ClientFrame, ClientMessage, CloseCode, DecodeError, ErrorCode,
    OpId, Ping, Seq, ServerError, ServerMessage, ThreadsList,
};

use super::heard::Heard;
use super::rate::{Bucket, Credit};
use super::version::Version;
use crate::storage::{Action, Refusal};

/// What is to be done for a session.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Effect {
    /// Check the token, enter the room, then call [`Session::welcome`].
    Authenticate(Auth),
    /// Check the token, then call [`Session::renewed`].
    Refresh(AuthRefresh),
    /// Apply a write and answer it.
    Write(Option<OpId>, Action),
    /// Tell the room.
    Signal(ClientMessage),
    /// Send the events after a place.
    Events(Seq),
    /// Send a page of settled threads.
    Threads(ThreadsList),
    /// Answer with the time.
    Ping(Ping),
    /// Answer.
    Send(ServerMessage),
    /// Close, after what was sent.
    Close(CloseCode),
}

/// One connection's state.
#[derive(Debug)]
pub(super) struct Session {
    phase: Phase,
    auth_timeout_ms: u64,
    effects: VecDeque<Effect>,
    /// Unreadable frames since the last readable one.
    unreadable: u32,
    ephemeral: Bucket,
    writes: Bucket,
    /// The newest of each signal that came too fast.
    held: Vec<ClientMessage>,
    /// Nothing is read before this time.
    paused_until_ms: Option<u64>,
    limits: Limits,
}

#[derive(Debug)]
enum Phase {
    /// Waits for `auth`, until then.
    Fresh {
        deadline_ms: u64,
    },
    /// `auth` is being checked.
    Entering(Version),
    Live(Live),
    Closed,
}

#[derive(Debug)]
struct Live {
    version: Version,
    config: EnvConfig,
    /// When the token is no longer taken. Version 1 is checked at connect only.
    token_ends_ms: Option<u64>,
    /// When a key behind the connection stops working.
    keys_end_ms: Option<u64>,
}

impl Session {
    /// A connection that has so long to say who it is.
    pub(super) fn new(now_ms: u64, auth_timeout_ms: u64) -> Self {
        Self {
            phase: Phase::Fresh {
                deadline_ms: now_ms + auth_timeout_ms,
            },
            auth_timeout_ms,
            effects: VecDeque::new(),
            unreadable: 0,
            ephemeral: Bucket::full(EPHEMERAL_RATE, now_ms),
            writes: Bucket::full(WRITE_RATE, now_ms),
            held: vec![],
            paused_until_ms: None,
            limits: Limits::default(),
        }
    }

    /// The next thing to do. Ask until there is none before anything else.
    pub(super) fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When [`Session::on_time`] has something to do.
    pub(super) fn poll_timeout(&mut self, now_ms: u64) -> Option<u64> {
        let phase = match &self.phase {
            Phase::Fresh { deadline_ms } => Some(*deadline_ms),
            Phase::Live(live) => live.ends_ms(),
            Phase::Entering(_) | Phase::Closed => None,
        };
        let held = (!self.held.is_empty()).then(|| self.ephemeral.ready_at(now_ms));
        [phase, held, self.paused_until_ms]
            .into_iter()
            .flatten()
            .min()
    }

    /// Whether nothing may be read for now: a write too many is slowed down,
    /// never refused.
    pub(super) fn is_paused(&self) -> bool {
        self.paused_until_ms.is_some()
    }

    /// The version, once the client has said which.
    pub(super) fn version(&self) -> Option<Version> {
        match &self.phase {
            Phase::Entering(version) => Some(*version),
            Phase::Live(live) => Some(live.version),
            Phase::Fresh { .. } | Phase::Closed => None,
        }
    }

    /// The client is in.
    pub(super) fn welcome(&mut self, token_ends_ms: u64) {
        let Phase::Entering(version) = self.phase else {
            return;
        };
        self.phase = Phase::Live(Live {
            version,
            config: EnvConfig::default(),
            token_ends_ms: (version >= Version::Two).then_some(token_ends_ms),
            keys_end_ms: None,
        });
    }

    /// The environment is like this from now on.
    pub(super) fn reconfigured(&mut self, config: EnvConfig, keys_end_ms: Option<u64>) {
        if let Phase::Live(live) = &mut self.phase {
            live.config = config;
            live.keys_end_ms = keys_end_ms;
        }
    }

    /// From now on so much of everything is taken.
    pub(super) fn limited(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// The largest frame that is taken.
    pub(super) fn frame_bytes(&self) -> usize {
        self.limits.frame_bytes
    }

    /// A fresh token was taken.
    pub(super) fn renewed(&mut self, token_ends_ms: u64) {
        if let Phase::Live(live) = &mut self.phase {
            live.token_ends_ms = Some(token_ends_ms);
        }
    }

    /// The client is not let in, or put out. Version 1 takes `auth:error` as
    /// final, so it is told only what is.
    pub(super) fn turn_away(&mut self, refusal: &Refusal) {
        let code = refusal.code;
        let passing = matches!(code, ErrorCode::Internal | ErrorCode::Unavailable);
        if self.version() != Some(Version::One) || !passing {
            self.send(ServerMessage::AuthError(AuthError {
                message: refusal.message.clone(),
                code,
                retryable: code.is_retryable(),
            }));
        }
        self.close(match code {
            ErrorCode::InvalidKey | ErrorCode::WrongEnvironment | ErrorCode::Forbidden => {
                CloseCode::Forbidden
            }
            _ if passing => CloseCode::TryLater,
            _ => CloseCode::Authentication,
        });
    }

    /// A key behind the connection was withdrawn. A token of another key may
    /// do; version 1, which would never come back after `auth:error`, finds
    /// out when it does.
    fn end_with_keys(&mut self, version: Version) {
        if version >= Version::Two {
            self.send(ServerMessage::AuthError(AuthError {
                message: "the key behind this connection was revoked".to_owned(),
                code: ErrorCode::KeyRevoked,
                retryable: true,
            }));
        }
        self.close(CloseCode::Authentication);
    }

    /// A fresh token was not taken. The old one still counts.
    pub(super) fn refuse_renewal(&mut self, refusal: &Refusal) {
        self.refuse(None, refusal.code, refusal.message.clone());
    }

    /// A frame that ends the connection: binary, not UTF-8, too large.
    pub(super) fn on_violation(&mut self, code: CloseCode, error: ErrorCode, message: String) {
        self.refuse(None, error, message);
        self.close(code);
    }

    /// Time has passed.
    pub(super) fn on_time(&mut self, now_ms: u64) {
        if self.paused_until_ms.is_some_and(|until| until <= now_ms) {
            self.paused_until_ms = None;
        }
        match &self.phase {
            Phase::Fresh { deadline_ms } if *deadline_ms <= now_ms => {
                let words = format!("no auth within {} ms", self.auth_timeout_ms);
                self.refuse(None, ErrorCode::AuthRequired, words);
                self.close(CloseCode::AuthTimeout);
            }
            Phase::Live(live) if live.keys_end_ms.is_some_and(|end| end <= now_ms) => {
                self.end_with_keys(live.version);
            }
            Phase::Live(live) if live.token_ends_ms.is_some_and(|end| end <= now_ms) => {
                let words = "the token has expired";
                self.turn_away(&Refusal::new(ErrorCode::TokenExpired, words));
            }
            _ => {}
        }
        while !self.held.is_empty() && self.ephemeral.take(now_ms) {
            let message = self.held.remove(0);
            self.effects.push_back(Effect::Signal(message));
        }
    }

    /// A text frame came; tells what it was.
    pub(super) fn on_text(&mut self, now_ms: u64, text: &str) -> Heard {
        match ClientFrame::decode(text) {
            Ok(frame) => {
                let heard = Heard::of(&frame.message);
                self.on_frame(now_ms, frame);
                heard
            }
            Err(error) => {
                self.on_unreadable(&error);
                Heard::Unreadable
            }
        }
    }

    fn on_frame(&mut self, now_ms: u64, frame: ClientFrame) {
        self.unreadable = 0;
        match (&self.phase, frame.message) {
            (Phase::Closed, _) => {}
            (Phase::Fresh { .. }, ClientMessage::Auth(auth)) => {
                self.phase = Phase::Entering(Version::asked(auth.protocol));
                self.effects.push_back(Effect::Authenticate(auth));
            }
            (Phase::Fresh { .. } | Phase::Entering(_), _) => {
                let words = "the first message must be auth";
                self.turn_away(&Refusal::new(ErrorCode::AuthRequired, words));
            }
            (Phase::Live(_), ClientMessage::Auth(_)) => {
                let words =
                    "this connection is authenticated; a fresh token goes into auth:refresh";
                self.refuse(None, ErrorCode::InvalidField, words.to_owned());
            }
            (Phase::Live(live), message) => {
                let checked = self
                    .limits
                    .check(&message)
                    .map_err(|error| limit_code(&error));
                let checked = checked.and_then(|()| allowed(&live.config, &message));
                match checked {
                    Ok(()) => self.on_message(now_ms, frame.op_id, message),
                    Err((code, words)) => self.refuse(frame.op_id, code, words),
                }
            }
        }
    }

    fn on_message(&mut self, now_ms: u64, op_id: Option<OpId>, message: ClientMessage) {
        match message {
            ClientMessage::AuthRefresh(refresh) => {
                self.effects.push_back(Effect::Refresh(refresh));
            }
            ClientMessage::Ping(ping) => self.effects.push_back(Effect::Ping(ping)),
            ClientMessage::EventsList(list) => {
                self.slow_down(now_ms);
                self.effects.push_back(Effect::Events(list.after));
            }
            ClientMessage::ThreadsList(list) => {
                self.slow_down(now_ms);
                self.effects.push_back(Effect::Threads(list));
            }
            message if message.is_write() => {
                self.slow_down(now_ms);
                if let Ok(action) = Action::of(self.without_mentions(message)) {
                    self.effects.push_back(Effect::Write(op_id, action));
                }
            }
            message if must_arrive(&message) => {
                self.slow_down(now_ms);
                self.effects.push_back(Effect::Signal(message));
            }
            message if self.hidden(&message) => {}
            message if self.held.is_empty() && self.ephemeral.take(now_ms) => {
                self.effects.push_back(Effect::Signal(message));
            }
            message => self.hold(message),
        }
    }

    fn on_unreadable(&mut self, error: &DecodeError) {
        let op_id = error.op_id().cloned();
        let code = match error {
            // A newer client may say what this server does not know.
            DecodeError::UnknownType { .. } if self.version() < Some(Version::Two) => return,
            DecodeError::UnknownType { .. } => ErrorCode::UnknownType,
            DecodeError::Fields { .. } => ErrorCode::InvalidField,
            _ => ErrorCode::BadMessage,
        };
        self.refuse(op_id, code, error.to_string());
        if code != ErrorCode::UnknownType {
            self.unreadable += 1;
        }
        if self.unreadable >= BAD_MESSAGES {
            self.close(CloseCode::BadMessage);
        }
    }

    /// Takes a write on credit, and reads nothing until it is paid.
    fn slow_down(&mut self, now_ms: u64) {
        if let Credit::OwedUntil(paid_ms) = self.writes.take_on_credit(now_ms) {
            self.paused_until_ms = Some(paid_ms);
        }
    }

    /// Keeps the newest of a signal that came too fast; what is no state but
    /// a moment is dropped.
    fn hold(&mut self, message: ClientMessage) {
        let is_state = matches!(
            message,
            ClientMessage::CursorMove(_)
                | ClientMessage::ViewportUpdate(_)
                | ClientMessage::SelectionUpdate(_)
                | ClientMessage::PresenceUpdate(_)
        );
        if is_state {
            self.held.retain(|held| held.kind() != message.kind());
            self.held.push(message);
        }
    }

    /// Signals nobody is shown in this environment.
    fn hidden(&self, message: &ClientMessage) -> bool {
        let Phase::Live(live) = &self.phase else {
            return false;
        };
        match message {
            ClientMessage::CursorMove(_) => !live.config.show_cursors,
            ClientMessage::TypingStart(_) => !live.config.show_typing_indicators,
            _ => false,
        }
    }

    /// Where naming people is switched off, a text is taken and nobody told.
    fn without_mentions(&self, mut message: ClientMessage) -> ClientMessage {
        if let Phase::Live(live) = &self.phase
            && !live.config.allow_mentions
        {
            match &mut message {
                ClientMessage::ThreadCreate(m) => m.mentions.clear(),
                ClientMessage::CommentCreate(m) => m.mentions.clear(),
                ClientMessage::CommentEdit(m) => m.mentions.clear(),
                _ => {}
            }
        }
        message
    }

    fn refuse(&mut self, op_id: Option<OpId>, code: ErrorCode, message: String) {
        self.send(ServerMessage::Error(ServerError {
            message,
            code,
            op_id,
            retryable: code.is_retryable(),
            retry_after_ms: None,
        }));
    }

    fn send(&mut self, message: ServerMessage) {
        if !matches!(self.phase, Phase::Closed) {
            self.effects.push_back(Effect::Send(message));
        }
    }

    fn close(&mut self, code: CloseCode) {
        if !matches!(self.phase, Phase::Closed) {
            self.phase = Phase::Closed;
            self.effects.push_back(Effect::Close(code));
        }
    }
}

impl Live {
    fn ends_ms(&self) -> Option<u64> {
        [self.token_ends_ms, self.keys_end_ms]
            .into_iter()
            .flatten()
            .min()
    }
}

/// Signals that are lost for good when they are dropped.
fn must_arrive(message: &ClientMessage) -> bool {
    matches!(
        message,
        ClientMessage::SignalOffer(_)
            | ClientMessage::SignalAnswer(_)
            | ClientMessage::SignalIce(_)
            | ClientMessage::P2pSync(_)
    )
}

fn limit_code(error: &LimitError) -> (ErrorCode, String) {
    let code = match error {
        LimitError::TooLong { .. } => ErrorCode::TooLarge,
        _ => ErrorCode::InvalidField,
    };
    (code, error.to_string())
}

/// What the environment has switched off is refused.
fn allowed(config: &EnvConfig, message: &ClientMessage) -> Result<(), (ErrorCode, String)> {
    let (on, what) = match message {
        ClientMessage::ReactionAdd(_) | ClientMessage::EmojiDrop(_) => {
            (config.allow_reactions, "reactions are")
        }
        ClientMessage::DrawStroke(_) | ClientMessage::DrawClear(_) => {
            (config.allow_drawing, "drawing is")
        }
        message if must_arrive(message) => (config.allow_p2p, "shared data is"),
        _ => return Ok(()),
    };
    if on {
        return Ok(());
    }
    let words = format!("{what} switched off in this environment");
    Err((ErrorCode::FeatureDisabled, words))
}

#[cfg(any(test, feature = "fuzzing"))]
#[cfg_attr(
    not(feature = "fuzzing"),
    expect(unreachable_pub, reason = "for fuzzers")
)]
pub(super) mod ordeal;
#[cfg(test)]
mod tests;
