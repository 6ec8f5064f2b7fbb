//! The engine's events as JavaScript events.

use std::rc::Rc;

use pulse_client_core::{Event, Part, Status};
use pulse_protocol::{ErrorCode, RelayedCursor};
use wasm_bindgen::JsValue;

use crate::driver::Driver;
use crate::problem;
use crate::state::Shown;
use crate::value::{from_json, object, parse, set};

impl Driver {
    pub(crate) fn tell(self: &Rc<Self>, event: Event) {
        match event {
            Event::Status {
                status,
                previous,
                message,
            } => self.tell_status(status, previous, message.as_deref()),
            Event::TokenExpiring { expires_at } => self.listeners.tell("token-expiring", &|| {
                object(&[("expiresAt", (expires_at as f64).into())])
            }),
            Event::Error(problem) => {
                self.state_listeners
                    .tell("error", &|| problem::payload(&problem));
                self.listeners.tell("error", &|| problem::payload(&problem));
            }
            Event::Changed(part) => {
                if part == Part::Auth {
                    self.take_over();
                }
                self.tell_change(part);
            }
            Event::Settled(op_id) => self.promises.resolve(&op_id),
            Event::Rejected(write) => {
                if let Some(problem) = &write.error {
                    if problem.code == ErrorCode::OutboxFull {
                        self.promises
                            .remember(write.target_id.clone(), problem.clone());
                    }
                    self.promises.reject(&write.op_id, problem);
                }
                self.listeners.tell("write:rejected", &|| from_json(&write));
            }
            Event::Pending => self
                .listeners
                .tell("pending", &|| from_json(&self.pending())),
            Event::Cursor(cursor) => self.tell_cursor(&cursor),
            Event::Typing { thread_id, user_id } => self.state_listeners.tell("typing", &|| {
                object(&[
                    ("threadId", thread_id.as_str().into()),
                    ("userId", user_id.as_str().into()),
                ])
            }),
            Event::Message { kind, text } => {
                if let Some(event) = state_event(kind) {
                    self.state_listeners.tell(event, &|| parse(&text));
                }
                // A single cursor was told as such already.
                if kind != "cursor:move" {
                    self.listeners.tell(kind, &|| parse(&text));
                }
            }
            _ => {}
        }
    }

    fn tell_status(&self, status: Status, previous: Status, message: Option<&str>) {
        self.listeners.tell("status", &|| {
            let payload = object(&[
                ("status", status.as_str().into()),
                ("previous", previous.as_str().into()),
            ]);
            if let Some(message) = message {
                set(&payload, "message", &message.into());
            }
            payload
        });
        let state = connection_state(status);
        if state != connection_state(previous) {
            self.listeners.tell("connection", &|| state.into());
        }
    }

    fn tell_change(&self, part: Part) {
        let listeners = &self.state_listeners;
        match part {
            Part::Auth => listeners.tell("auth", &|| self.look(&Shown::user)),
            Part::Users => {
                listeners.tell("users", &|| self.look(&Shown::users));
            }
            Part::Config => listeners.tell("config", &|| self.look(&Shown::config)),
            Part::Presence => {
                listeners.tell("presence", &|| self.look(&Shown::presence));
            }
            Part::Threads => listeners.tell("threads", &|| self.look(&Shown::threads)),
            Part::Notifications => {
                listeners.tell("notifications", &|| self.look(&Shown::notifications));
            }
            Part::ActivityLogs => {
                listeners.tell("activity-logs", &|| self.look(&Shown::activity_logs));
            }
            Part::Reactions(None) => listeners.tell("reactions", &|| JsValue::NULL),
            Part::Reactions(Some(target)) => listeners.tell("reactions", &|| {
                let reactions = self.look(&|shown, view| shown.reactions(view, &target));
                object(&[
                    ("targetId", target.as_str().into()),
                    ("reactions", reactions),
                ])
            }),
            _ => {}
        }
    }

    /// A cursor, alone or out of a batch.
    fn tell_cursor(&self, cursor: &RelayedCursor) {
        // In one text: crossing to JavaScript costs more than what is carried.
        let payload = || from_json(cursor);
        self.state_listeners.tell("cursor", &payload);
        self.listeners.tell("cursor:move", &payload);
    }
}

/// The event of the state by which the message is told too.
fn state_event(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "auth:error" => "auth:error",
        "click:perform" => "click",
        "viewport:update" => "viewport",
        "selection:update" => "selection",
        "draw:stroke" => "draw-stroke",
        "draw:clear" => "draw-clear",
        "emoji:drop" => "emoji-drop",
        _ => return None,
    })
}

/// The status in the three words of the original.
pub(crate) const fn connection_state(status: Status) -> &'static str {
    match status {
        Status::Connected => "connected",
        Status::Connecting | Status::Reconnecting => "connecting",
        Status::Idle | Status::Offline | Status::Unauthorized | Status::Closed => "disconnected",
    }
}
