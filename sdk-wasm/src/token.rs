//! Where tokens come from: the host's function, or an address that answers
//! with one.

use js_sys::{Function, Promise};
use pulse_client_core::{Token, TokenFailure, TokenReason};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::host;
use crate::value::{field, object};

/// Who is asked for tokens.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// The host's function.
    Function(Function),
    /// An address.
    Endpoint(String),
}

/// Asks for a token.
pub(crate) async fn fetch(source: Source, reason: TokenReason) -> Result<Token, TokenFailure> {
    let answer = match source {
        Source::Function(function) => call(&function, reason).await,
        Source::Endpoint(url) => get(&url).await,
    };
    let answer = answer.map_err(|error| failure(&error))?;
    let text = answer
        .as_string()
        .or_else(|| field(&answer, "token").as_string());
    text.and_then(Token::new).ok_or_else(|| {
        TokenFailure::Unavailable("the token provider gave no token: a string is needed".to_owned())
    })
}

async fn call(function: &Function, reason: TokenReason) -> Result<JsValue, JsValue> {
    let request = object(&[("reason", reason.as_str().into())]);
    let answer = function.call1(&JsValue::UNDEFINED, &request)?;
    JsFuture::from(Promise::resolve(&answer)).await
}

async fn get(url: &str) -> Result<JsValue, JsValue> {
    let init = object(&[
        ("credentials", "same-origin".into()),
        ("cache", "no-store".into()),
        ("headers", object(&[("accept", "application/json".into())])),
    ]);
    let response = JsFuture::from(host::fetch(url, &init)?).await?;
    if field(&response, "ok") != JsValue::TRUE {
        let status = field(&response, "status");
        let code = status.as_f64().unwrap_or_default() as u16;
        let message = format!("the token endpoint answered {code}");
        return Err(object(&[("status", status), ("message", message.into())]));
    }
    let json: Function = field(&response, "json").dyn_into()?;
    JsFuture::from(Promise::resolve(&json.call0(&response)?)).await
}

/// A status of 401 or 403 is a no; everything else may pass.
fn failure(error: &JsValue) -> TokenFailure {
    let message = field(error, "message")
        .as_string()
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "the token provider failed".to_owned());
    match field(error, "status").as_f64() {
        Some(401.0 | 403.0) => TokenFailure::Refused(message),
        _ => TokenFailure::Unavailable(message),
    }
}
