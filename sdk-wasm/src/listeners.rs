//! Who is told what. The lists of listeners are JavaScript's.

use wasm_bindgen::JsValue;

use crate::live::Listeners;

/// The events of a client and of its state, in the order of `EVENTS` in `js/live.js`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Told {
    Auth,
    Users,
    Config,
    Presence,
    Threads,
    Notifications,
    Reactions,
    ActivityLogs,
    Typing,
    Error,
    Status,
    Connection,
    TokenExpiring,
    WriteRejected,
    Pending,
}

impl Listeners {
    /// Calls the listeners of an event. The payload is made only when there are some.
    pub(crate) fn tell(&self, event: Told, payload: &dyn Fn() -> JsValue) {
        if self.hears(event as u32) {
            self.tell_number(event as u32, &payload());
        }
    }
}
