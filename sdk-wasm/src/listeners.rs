//! Who listens to what. A listener that throws does not keep the others from
//! hearing.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::host;

/// The listeners of one emitter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listeners(Rc<RefCell<Vec<(String, Function)>>>);

impl Listeners {
    /// Adds a listener, once, and returns the function that removes it.
    pub(crate) fn on(&self, event: String, listener: Function) -> Function {
        self.off(&event, &listener);
        self.0.borrow_mut().push((event.clone(), listener.clone()));
        let listeners = Rc::downgrade(&self.0);
        let remove = Closure::<dyn FnMut()>::new(move || {
            if let Some(listeners) = listeners.upgrade() {
                Self(listeners).off(&event, &listener);
            }
        });
        remove.into_js_value().unchecked_into()
    }

    pub(crate) fn off(&self, event: &str, listener: &Function) {
        self.0
            .borrow_mut()
            .retain(|(name, known)| name != event || !js_sys::Object::is(known, listener));
    }

    pub(crate) fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    /// Calls the listeners of an event. The payload is made only when there are some.
    pub(crate) fn tell(&self, event: &str, payload: &dyn Fn() -> JsValue) {
        let listeners: Vec<Function> = self
            .0
            .borrow()
            .iter()
            .filter(|(name, _)| name == event)
            .map(|(_, listener)| listener.clone())
            .collect();
        if listeners.is_empty() {
            return;
        }
        let payload = payload();
        for listener in listeners {
            if let Err(error) = listener.call1(&JsValue::UNDEFINED, &payload) {
                report(&error);
            }
        }
    }
}

/// Shows an error of the page's own code to the page's developer.
pub(crate) fn report(error: &JsValue) {
    if host::report_error(error).is_err() {
        host::console_error(error);
    }
}
