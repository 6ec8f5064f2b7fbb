//! Between JavaScript values and Rust's, by way of JSON text: the browser's
//! own parser is faster and smaller than anything that could be linked in.

use js_sys::{JSON, Object, Reflect};
use pulse_protocol::{Verbatim, to_json};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::host;

/// A field of an object; `undefined` where there is no object.
pub(crate) fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a field of a new object, which cannot fail.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A new object with these fields.
pub(crate) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object
}

/// Anything that has a JSON form.
pub(crate) fn from_json(value: &impl Serialize) -> JsValue {
    parse(&to_json(value))
}

/// JSON text; `undefined` when it is none.
pub(crate) fn parse(text: &str) -> JsValue {
    host::json_parse(text).unwrap_or(JsValue::UNDEFINED)
}

/// A value as the wire carries it; `None` for what JSON cannot say.
pub(crate) fn verbatim(value: &JsValue) -> Option<Verbatim> {
    let text = JSON::stringify(value).ok()?.as_string()?;
    Verbatim::of_json(&text)
}

/// Strings of an array; other things in it are left out.
pub(crate) fn strings(value: &JsValue) -> Vec<String> {
    js_sys::Array::is_array(value)
        .then(|| js_sys::Array::from(value))
        .into_iter()
        .flat_map(|array| {
            array
                .iter()
                .filter_map(|item| item.as_string())
                .collect::<Vec<_>>()
        })
        .collect()
}
