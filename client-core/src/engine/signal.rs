//! Signals of the moment: sent now or not at all.

use pulse_protocol::entity::PresenceStatus;
use pulse_protocol::{ClickPerform, ClientMessage, PresenceUpdate, TypingStart};

use super::Engine;
use crate::state::{Dialect, State};
use crate::{Command, Event};

impl Engine {
    pub(super) fn signal(&mut self, command: Command) {
        if let Command::SetPresence(status) = command {
            self.signals.presence = status;
            self.tell_presence();
            return;
        }
        if !matches!(self.state, State::Ready(_)) {
            return;
        }
        match command {
            Command::MoveCursor(position) => self.signals.cursor.offer(position),
            Command::SetViewport(viewport) => self.signals.viewport.offer(viewport),
            Command::SetSelection(selection) => self.signals.selection.offer(selection),
            Command::Click(position) => {
                self.send_signal(&ClientMessage::ClickPerform(ClickPerform { position }));
            }
            Command::Typing(thread_id) if self.signals.may_type(self.now, &thread_id) => {
                self.send(&ClientMessage::TypingStart(TypingStart { thread_id }));
            }
            Command::Signal(message) if !message.is_write() => self.send_signal(&message),
            _ => {}
        }
        self.send_signals();
    }

    /// Sends whatever may go out now.
    pub(super) fn send_signals(&mut self) {
        if !matches!(self.state, State::Ready(_)) {
            return;
        }
        while let Some(message) = self.signals.take(self.now) {
            self.send_signal(&message);
        }
    }

    /// After being let in: the server takes everybody for online.
    pub(super) fn announce_presence(&mut self) {
        self.idle.look(self.now);
        if self.presence() != PresenceStatus::Online {
            self.tell_presence();
        }
    }

    pub(super) fn page_used(&mut self) {
        let before = self.presence();
        if self.idle.used(self.now) && self.presence() != before {
            self.tell_presence();
        }
    }

    /// Tells when nobody has been at the page for a while.
    pub(super) fn tell_if_away(&mut self) {
        let before = self.presence();
        if self.idle.look(self.now) && self.presence() != before {
            self.tell_presence();
        }
    }

    /// How the person shows: as they want, or idle when they are away and
    /// want to show as online.
    const fn presence(&self) -> PresenceStatus {
        match self.signals.presence {
            PresenceStatus::Online if self.idle.is_away() => PresenceStatus::Idle,
            wanted => wanted,
        }
    }

    pub(super) fn tell_presence(&mut self) {
        let shown = self.presence();
        let State::Ready(session) = &mut self.state else {
            return;
        };
        let mut status = shown;
        if let Dialect::One { presence_due } = &mut session.dialect {
            *presence_due = self.now + PRESENCE_INTERVAL_MS;
            if status == PresenceStatus::Offline {
                // The nearest that version 1 knows.
                status = PresenceStatus::Idle;
            }
        }
        self.send(&ClientMessage::PresenceUpdate(PresenceUpdate { status }));
        self.emit(Event::OwnPresence(status));
    }

    /// A signal that the server would not take is not sent.
    fn send_signal(&mut self, message: &ClientMessage) {
        match self.store.limits.check(message) {
            Ok(()) => self.send(message),
            Err(error) => self.report(crate::Problem::new(
                pulse_protocol::ErrorCode::InvalidField,
                error.to_string(),
            )),
        }
    }
}

/// Version 1 takes who is silent for 60 s for gone.
pub(super) const PRESENCE_INTERVAL_MS: u64 = 30_000;
