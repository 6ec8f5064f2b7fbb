//! Problems as JavaScript sees them.

use pulse_client_core::Problem;
use wasm_bindgen::prelude::*;

use crate::value::from_json;

#[wasm_bindgen(module = "/js/browser.js")]
extern "C" {
    #[wasm_bindgen(js_name = pulseError)]
    fn of_payload(problem: &JsValue) -> JsValue;
}

/// An `Error` named `PulseError`, with the problem's fields on it.
pub(crate) fn pulse_error(problem: &Problem) -> JsValue {
    of_payload(&payload(problem))
}

/// The payload of the `error` event.
pub(crate) fn payload(problem: &Problem) -> JsValue {
    from_json(problem)
}
