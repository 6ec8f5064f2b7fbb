//! Files on their way to the server: `js/browser.js`, told what this client knows.

use js_sys::Promise;
use pulse_client_core::Token;
use wasm_bindgen::JsValue;

use crate::browser::upload_file;
use crate::driver::Driver;
use crate::value::object;

/// Uploads a file; the promise is for its attachment.
pub(crate) fn upload(driver: &Driver, file: &JsValue, options: &JsValue) -> Promise {
    upload_file(&access(driver), file, options)
}

/// What a request beside the socket needs. The token is the one of this moment.
pub(crate) fn access(driver: &Driver) -> JsValue {
    object(&[
        ("url", driver.upload_url().into()),
        ("key", driver.api_key().into()),
        ("token", driver.token().as_ref().map(Token::expose).into()),
        ("source", driver.token_source().into()),
        ("largestMb", driver.largest_file_mb().into()),
        ("ended", driver.until_ended().into()),
    ])
}
