//! Problems as JavaScript sees them.

use pulse_client_core::Problem;
use wasm_bindgen::prelude::*;

use crate::value::{from_json, set};

/// An `Error` named `PulseError`, with the problem's fields on it.
pub(crate) fn pulse_error(problem: &Problem) -> JsValue {
    let error: JsValue = js_sys::Error::new(&problem.message).into();
    set(&error, "name", &"PulseError".into());
    set(&error, "code", &problem.code.as_str().into());
    set(&error, "retryable", &problem.retryable.into());
    if let Some(wait) = problem.retry_after_ms {
        set(&error, "retryAfterMs", &(wait as f64).into());
    }
    if let Some(op_id) = &problem.op_id {
        set(&error, "opId", &op_id.as_str().into());
    }
    error
}

/// The payload of the `error` event.
pub(crate) fn payload(problem: &Problem) -> JsValue {
    from_json(problem)
}
