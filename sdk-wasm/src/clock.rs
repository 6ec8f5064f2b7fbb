//! Time as the engine wants it: from zero, never back, running on while the
//! machine sleeps, which `performance.now()` does not do everywhere.

use std::cell::Cell;

/// Adds up the forward steps of the wall clock.
#[derive(Debug)]
pub(crate) struct Clock {
    last_unix_ms: Cell<f64>,
    now: Cell<f64>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            last_unix_ms: Cell::new(js_sys::Date::now()),
            now: Cell::new(0.0),
        }
    }

    pub(crate) fn now(&self) -> u64 {
        let unix_ms = js_sys::Date::now();
        let step = unix_ms - self.last_unix_ms.replace(unix_ms);
        // A clock that is set back costs one step, not the hours it was set back by.
        self.now.set(self.now.get() + step.max(0.0));
        self.now.get() as u64
    }
}
