//! The engine's events as JavaScript events.

use std::rc::Rc;

use pulse_client_core::{Event, Part, Status};
use pulse_protocol::ErrorCode;
use wasm_bindgen::JsValue;

use crate::driver::Driver;
use crate::listeners::Told;
use crate::problem;
use crate::state::Shown;
use crate::value::{from_json, object, set};

impl Driver {
    pub(crate) fn tell(self: &Rc<Self>, event: Event) {
        match event {
            Event::Status {
                status,
                previous,
                message,
            } => self.tell_status(status, previous, message.as_deref()),
            Event::TokenExpiring { expires_at } => {
                self.listeners.tell(Told::TokenExpiring, &|| {
                    object(&[("expiresAt", (expires_at as f64).into())])
                })
            }
            Event::Error(problem) => {
                self.state_listeners
                    .tell(Told::Error, &|| problem::payload(&problem));
                self.listeners
                    .tell(Told::Error, &|| problem::payload(&problem));
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
                self.listeners
                    .tell(Told::WriteRejected, &|| from_json(&write));
            }
            Event::Pending => self
                .listeners
                .tell(Told::Pending, &|| from_json(&self.pending())),
            Event::Typing { thread_id, user_id } => {
                self.state_listeners.tell(Told::Typing, &|| {
                    object(&[
                        ("threadId", thread_id.as_str().into()),
                        ("userId", user_id.as_str().into()),
                    ])
                })
            }
            Event::Message { text, .. } => {
                if self.is_live(&text) {
                    self.stage.tell_message();
                } else {
                    self.stage.tell_text(&text);
                }
            }
            // Cursors are told before they come here, by `js/live.js`.
            _ => {}
        }
    }

    fn tell_status(&self, status: Status, previous: Status, message: Option<&str>) {
        self.tell_stage_who_is_here(status);
        self.listeners.tell(Told::Status, &|| {
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
            self.listeners.tell(Told::Connection, &|| state.into());
        }
    }

    fn tell_change(&self, part: Part) {
        let listeners = &self.state_listeners;
        match part {
            Part::Auth => listeners.tell(Told::Auth, &|| self.look(&Shown::user)),
            Part::Users => {
                listeners.tell(Told::Users, &|| self.look(&Shown::users));
            }
            Part::Config => listeners.tell(Told::Config, &|| self.look(&Shown::config)),
            Part::Presence => {
                listeners.tell(Told::Presence, &|| self.look(&Shown::presence));
            }
            Part::Threads => listeners.tell(Told::Threads, &|| self.look(&Shown::threads)),
            Part::Notifications => {
                listeners.tell(Told::Notifications, &|| self.look(&Shown::notifications));
            }
            Part::ActivityLogs => {
                listeners.tell(Told::ActivityLogs, &|| self.look(&Shown::activity_logs));
            }
            Part::Reactions(None) => listeners.tell(Told::Reactions, &|| JsValue::NULL),
            Part::Reactions(Some(target)) => listeners.tell(Told::Reactions, &|| {
                let reactions = self.look(&|shown, view| shown.reactions(view, &target));
                object(&[
                    ("targetId", target.as_str().into()),
                    ("reactions", reactions),
                ])
            }),
            _ => {}
        }
    }
}

/// The status in the three words of the original.
pub(crate) const fn connection_state(status: Status) -> &'static str {
    match status {
        Status::Connected => "connected",
        Status::Connecting | Status::Reconnecting => "connecting",
        Status::Idle | Status::Offline | Status::Unauthorized | Status::Closed => "disconnected",
    }
}
