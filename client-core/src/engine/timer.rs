//! What happens by itself when time passes.

use pulse_protocol::{ClientMessage, Ping};

use super::Engine;
use crate::state::{Dialect, Patience, State};
use crate::{Effect, Event, Notice, TokenReason};

impl Engine {
    /// When to call [`Engine::handle`] with [`Input::Timer`](crate::Input::Timer), if nothing
    /// happens before. After that call it names a later moment.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<u64> {
        let live = matches!(self.state, State::Ready(_));
        let state = match &self.state {
            State::AwaitingSocket { until, .. }
            | State::AwaitingAuth { until, .. }
            | State::AwaitingRetry { until, .. } => Some(*until),
            State::Ready(session) => Some(match &session.dialect {
                Dialect::One { presence_due } => *presence_due,
                Dialect::Two(heartbeat) => heartbeat.due(),
            }),
            _ => None,
        };
        let session = if live {
            [
                self.signals.due(),
                self.sequence.due(),
                self.outbox.due(),
                self.idle.due(),
            ]
        } else {
            [None; 4]
        };
        [state, self.credentials.due(live), self.store.typing_due()]
            .into_iter()
            .chain(session)
            .flatten()
            .min()
    }

    pub(super) fn timer(&mut self) {
        let slept = self
            .poll_timeout()
            .is_some_and(|due| self.now > due + SLEEP_MS);
        if slept {
            self.probe();
        }
        match &self.state {
            State::AwaitingSocket { until, .. } | State::AwaitingAuth { until, .. }
                if self.now >= *until =>
            {
                self.note(Notice::Overdue { what: "connecting" });
                self.close_and_retry();
            }
            State::AwaitingRetry { until, .. } if self.now >= *until => self.try_connect(),
            State::Ready(_) => self.tend_session(),
            _ => {}
        }
        if let Some(request) = self.credentials.overdue_fetch(self.now) {
            self.credentials.end_fetch(request);
            self.note(Notice::Overdue { what: "a token" });
            self.token_unavailable("no token within 10 seconds".to_owned());
        }
        for (thread_id, user_id) in self.store.expire_typing(self.now) {
            self.emit(Event::Typing { thread_id, user_id });
        }
        let may_hurry = matches!(
            self.state,
            State::AwaitingRetry {
                patience: Patience::Idle,
                ..
            }
        );
        if slept && may_hurry {
            self.hurry();
        }
    }

    /// Asks the server for a sign of life, where it can give one.
    pub(super) fn probe(&mut self) {
        if let State::Ready(session) = &mut self.state
            && let Dialect::Two(heartbeat) = &mut session.dialect
            && heartbeat.probe(self.now)
        {
            self.ping();
        }
    }

    fn tend_session(&mut self) {
        let State::Ready(session) = &mut self.state else {
            return;
        };
        match &mut session.dialect {
            Dialect::One { presence_due } => {
                if self.now >= *presence_due {
                    self.tell_presence();
                }
            }
            Dialect::Two(heartbeat) => {
                if heartbeat.is_dead(self.now) {
                    self.note(Notice::Overdue {
                        what: "a sign of life",
                    });
                    return self.close_and_retry();
                }
                if heartbeat.ping_due(self.now) {
                    self.ping();
                }
            }
        }
        if self.sequence.due().is_some_and(|due| self.now >= due) {
            self.note(Notice::Overdue { what: "events" });
            return self.start_anew();
        }
        if self.credentials.overdue_offer(self.now) {
            self.note(Notice::Overdue {
                what: "an answer to a fresh token",
            });
            self.credentials.offer_refused(self.now, &mut self.random);
        }
        if self.credentials.refresh_is_due(self.now) {
            self.renew_token();
        }
        self.tell_if_away();
        self.send_signals();
        self.flush();
    }

    fn renew_token(&mut self) {
        let expires_at = self.credentials.take_refresh();
        if self.credentials.has_provider() {
            self.fetch_token(TokenReason::Refresh);
        } else if let Some(expires_at) = expires_at {
            self.emit(Event::TokenExpiring { expires_at });
        }
    }

    fn close_and_retry(&mut self) {
        if let Some(connection) = self.state.connection() {
            self.effects.push_back(Effect::CloseSocket { connection });
        }
        self.lost();
    }

    fn ping(&mut self) {
        let t = self.now.into();
        self.send(&ClientMessage::Ping(Ping { t }));
    }
}

/// A timer this late means that the machine slept, or the page was held back.
const SLEEP_MS: u64 = 5000;
