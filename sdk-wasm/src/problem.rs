//! Problems as JavaScript sees them.

use pulse_client_core::Problem;
use wasm_bindgen::prelude::*;

use crate::browser;
use crate::value::from_json;

/// An `Error` named `PulseError`, with the problem's fields on it.
pub(crate) fn pulse_error(problem: &Problem) -> JsValue {
    browser::pulse_error(&payload(problem)).unwrap_or_else(|error| error)
}

/// The payload of the `error` event.
pub(crate) fn payload(problem: &Problem) -> JsValue {
    from_json(problem)
}
