//! Where tokens come from: `js/browser.js`, in the engine's words.

use pulse_client_core::{Token, TokenFailure, TokenReason};
use wasm_bindgen::prelude::*;

use crate::browser::tell_token;

/// Asks the host's function, or an address, for a token.
pub(crate) fn fetch(
    source: &JsValue,
    reason: TokenReason,
    told: impl FnOnce(Result<Token, TokenFailure>) + 'static,
) {
    let told = move |token: Option<String>, refused: bool, message: String| {
        told(match token.and_then(Token::new) {
            Some(token) => Ok(token),
            None if refused => Err(TokenFailure::Refused(message)),
            None => Err(TokenFailure::Unavailable(message)),
        });
    };
    tell_token(source, reason.as_str(), &Closure::once_into_js(told));
}
