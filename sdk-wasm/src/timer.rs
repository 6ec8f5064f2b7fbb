//! The one timer of a client.

use std::cell::{Cell, RefCell};

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::host;

/// Rings at the moment it was last set to.
#[derive(Debug)]
pub(crate) struct Timer {
    ring: Closure<dyn FnMut()>,
    set_to: Cell<Option<u64>>,
    id: RefCell<Option<JsValue>>,
}

impl Timer {
    pub(crate) fn new(ring: impl FnMut() + 'static) -> Self {
        Self {
            ring: Closure::new(ring),
            set_to: Cell::new(None),
            id: RefCell::new(None),
        }
    }

    /// Sets the timer to a moment, or stops it. One that rings earlier is left: most moments are
    /// put off by every message, and the engine says anew when to ring.
    pub(crate) fn set(&self, now: u64, at: Option<u64>) {
        let set_to = self.set_to.get();
        if set_to == at || set_to.is_some_and(|earlier| at.is_some_and(|at| earlier <= at)) {
            return;
        }
        self.set_to.set(at);
        self.stop();
        if let Some(at) = at {
            let delay = (at.saturating_sub(now) as f64).min(LONGEST_MS);
            let ring: &Function = self.ring.as_ref().unchecked_ref();
            let id = host::set_timeout(ring, delay);
            self.id.replace(Some(id));
            self.set_to.set(Some(at));
        }
    }

    /// The timer has rung: it is set no more.
    pub(crate) fn rang(&self) {
        self.id.take();
        self.set_to.set(None);
    }

    fn stop(&self) {
        if let Some(id) = self.id.take() {
            host::clear_timeout(&id);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Browsers take longer delays for none.
const LONGEST_MS: f64 = 2_000_000_000.0;
