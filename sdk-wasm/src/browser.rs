//! `js/browser.js`, typed: what of the client only calls the browser.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/browser.js")]
extern "C" {
    /// An `Error` with these fields. With `catch` though it throws nothing: without, this would be
    /// the second function that needs no glue, and each brings an import of the file, of which
    /// bundlers warn.
    #[wasm_bindgen(catch, js_name = pulseError)]
    pub(crate) fn pulse_error(problem: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = tellToken)]
    pub(crate) fn tell_token(source: &JsValue, reason: &str, told: &JsValue);

    #[wasm_bindgen(js_name = uploadFile)]
    pub(crate) fn upload_file(client: &JsValue, file: &JsValue, options: &JsValue) -> Promise;

    /// What one client keeps in a storage of the host.
    #[derive(Debug)]
    pub(crate) type Kept;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(storage: &JsValue, api_key: &str, room: &str, client: &str) -> Kept;

    #[wasm_bindgen(method, js_name = save)]
    pub(crate) fn save_lists(this: &Kept, authors: &Array, times: &Array, frames: &Array) -> bool;

    #[wasm_bindgen(method, catch, js_name = takeOver)]
    pub(crate) fn left_by(this: &Kept, author: &str) -> Result<Array, JsValue>;
}
