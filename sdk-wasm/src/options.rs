//! What a client is made from, read and checked: whatever is wrong is said in
//! a sentence that names the option.

use js_sys::Function;
use pulse_client_core::{Config, Keeping, Provider, Token};
use pulse_protocol::RoomId;
use pulse_protocol::entity::DeviceType;
use wasm_bindgen::prelude::*;

use crate::endpoint;
use crate::kept;
use crate::value::field;

/// The checked options.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) config: Config,
    pub(crate) url: String,
    /// The socket's class, where it is not the browser's own.
    pub(crate) web_socket: Option<Function>,
    pub(crate) outbox_storage: Option<JsValue>,
    pub(crate) get_token: Option<Function>,
    pub(crate) token_endpoint: Option<String>,
}

impl Options {
    /// Reads the argument of the constructor.
    pub(crate) fn read(options: &JsValue) -> Result<Self, String> {
        if !options.is_object() {
            return Err("options must be an object with apiKey and room".to_owned());
        }
        let api_key = text(options, "apiKey")?.ok_or("apiKey is missing")?;
        if api_key.starts_with("sk_") {
            return Err(
                "apiKey is a secret key (sk_…), which must never be in a page: \
                use the publishable key (pk_…)"
                    .to_owned(),
            );
        }
        let room = text(options, "room")?.ok_or("room is missing")?;
        let room = RoomId::parse(room).map_err(|error| format!("room: {error}"))?;
        let get_token = function(options, "getToken")?;
        let token_endpoint = text(options, "tokenEndpoint")?;
        let mut config = Config::new(api_key, room);
        config.sdk = concat!("pulse-client/", env!("CARGO_PKG_VERSION")).to_owned();
        config.token = text(options, "token")?.and_then(Token::new);
        config.device_type = device_type(options)?;
        config.idle_after_ms = idle_after_ms(options)?;
        config.unix_ms_at_start = js_sys::Date::now() as u64;
        if get_token.is_some() || token_endpoint.is_some() {
            config.provider = Provider::Present;
        }
        let outbox_storage = storage(options)?;
        if outbox_storage.is_some() {
            config.outbox = Keeping::Saved;
        }
        Ok(Self {
            config,
            url: url(options)?,
            web_socket: function(options, "WebSocket")?,
            outbox_storage,
            get_token,
            token_endpoint,
        })
    }
}

/// Who is asked for tokens: the function before the address.
pub(crate) fn source(get_token: Option<&Function>, endpoint: Option<&str>) -> Option<JsValue> {
    get_token
        .map(JsValue::from)
        .or_else(|| endpoint.map(JsValue::from))
}

fn url(options: &JsValue) -> Result<String, String> {
    match text(options, "endpoint")? {
        None => endpoint::of_page().ok_or_else(|| {
            "endpoint is missing, and there is no page whose host could be taken".to_owned()
        }),
        Some(given) => endpoint::websocket_url(&given)
            .ok_or_else(|| format!("endpoint is no http(s) or ws(s) address: {given}")),
    }
}

fn device_type(options: &JsValue) -> Result<Option<DeviceType>, String> {
    Ok(Some(match text(options, "deviceType")?.as_deref() {
        None => return Ok(None),
        Some("desktop") => DeviceType::Desktop,
        Some("mobile") => DeviceType::Mobile,
        Some("tablet") => DeviceType::Tablet,
        Some(other) => {
            return Err(format!(
                "deviceType must be desktop, mobile or tablet, not {other}"
            ));
        }
    }))
}

/// A time, or `Infinity` for never.
fn idle_after_ms(options: &JsValue) -> Result<Option<u64>, String> {
    let value = field(options, "idleAfterMs");
    if value.is_null() || value.is_undefined() {
        return Ok(Some(IDLE_AFTER_MS));
    }
    match value.as_f64() {
        Some(ms) if ms >= SHORTEST_IDLE_MS => Ok(ms.is_finite().then_some(ms as u64)),
        _ => Err("idleAfterMs must be 10000 or more, or Infinity".to_owned()),
    }
}

/// A text option. Absent, null and empty are the same.
fn text(options: &JsValue, name: &str) -> Result<Option<String>, String> {
    let value = field(options, name);
    if value.is_null() || value.is_undefined() {
        return Ok(None);
    }
    let text = value
        .as_string()
        .ok_or_else(|| format!("{name} must be a string"))?;
    Ok((!text.trim().is_empty()).then_some(text))
}

fn storage(options: &JsValue) -> Result<Option<JsValue>, String> {
    let value = field(options, "outboxStorage");
    if value.is_null() || value.is_undefined() {
        Ok(None)
    } else if kept::is_storage(&value) {
        Ok(Some(value))
    } else {
        Err("outboxStorage must be a storage such as localStorage".to_owned())
    }
}

fn function(options: &JsValue, name: &str) -> Result<Option<Function>, String> {
    let value = field(options, name);
    if value.is_null() || value.is_undefined() {
        return Ok(None);
    }
    let function = value
        .dyn_into()
        .map_err(|_| format!("{name} must be a function"))?;
    Ok(Some(function))
}

/// Long enough to read a page, short enough to tell who has gone for lunch.
const IDLE_AFTER_MS: u64 = 300_000;
/// Use of the page is told every five seconds at most.
const SHORTEST_IDLE_MS: f64 = 10_000.0;
