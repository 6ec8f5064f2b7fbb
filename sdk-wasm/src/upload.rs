//! Files on their way to the server, before a comment takes them along.

use std::rc::Rc;

use js_sys::{Array, Promise};
use pulse_client_core::{Command, Input, Problem, Token, TokenFailure, TokenReason};
use pulse_protocol::ErrorCode;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::driver::Driver;
use crate::problem::pulse_error;
use crate::token;
use crate::value::{field, object, parse};

#[wasm_bindgen(module = "/js/post-file.js")]
extern "C" {
    #[wasm_bindgen(js_name = postFile)]
    fn post_file(request: &JsValue) -> Promise;
}

/// Uploads a file and answers with its attachment. A token that the server does not take any more
/// is replaced once.
pub(crate) async fn upload(
    driver: Rc<Driver>,
    file: JsValue,
    options: JsValue,
) -> Result<JsValue, JsValue> {
    check_size(&driver, &file)?;
    let token = match driver.token() {
        Some(token) => token,
        None => fresh_token(&driver, TokenReason::Connect).await?,
    };
    let mut answer = post(&driver, &token, &file, &options).await?;
    if answer.status == 401 && driver.token_source().is_some() {
        let token = fresh_token(&driver, TokenReason::Rejected).await?;
        answer = post(&driver, &token, &file, &options).await?;
    }
    answer.attachment()
}

/// Nobody should wait for minutes to hear that a file is too large.
fn check_size(driver: &Driver, file: &JsValue) -> Result<(), JsValue> {
    let Some(bytes) = field(file, "size").as_f64() else {
        return Err(js_sys::TypeError::new("PulseClient: uploadFile takes a File or Blob").into());
    };
    let limit_mb = driver.largest_file_mb();
    if bytes > f64::from(limit_mb) * BYTES_PER_MB {
        let message = format!("the file is larger than {limit_mb} MB");
        return Err(pulse_error(&Problem::new(ErrorCode::TooLarge, message)));
    }
    Ok(())
}

async fn fresh_token(driver: &Rc<Driver>, reason: TokenReason) -> Result<Token, JsValue> {
    let Some(source) = driver.token_source() else {
        let message = "a token is needed to upload a file, and there is none";
        return Err(pulse_error(&Problem::new(ErrorCode::Unauthorized, message)));
    };
    let token = token::fetch(source, reason).await.map_err(|failure| {
        pulse_error(&match failure {
            TokenFailure::Refused(message) => Problem::new(ErrorCode::Unauthorized, message),
            TokenFailure::Unavailable(message) => {
                Problem::new(ErrorCode::TokenUnavailable, message)
            }
        })
    })?;
    driver.feed(Input::Command(Command::SetToken(token.clone())));
    Ok(token)
}

/// What the server said.
struct Answer {
    status: u16,
    text: String,
}

async fn post(
    driver: &Driver,
    token: &Token,
    file: &JsValue,
    options: &JsValue,
) -> Result<Answer, JsValue> {
    let signal = field(options, "signal");
    let signals = Array::of1(&driver.until_destroyed()?.into());
    if signal.is_object() {
        signals.push(&signal);
    }
    let request = object(&[
        ("url", driver.upload_url().into()),
        (
            "headers",
            object(&[
                ("x-pulse-key", driver.api_key().into()),
                ("x-pulse-token", token.expose().into()),
            ]),
        ),
        ("file", file.clone()),
        ("signals", signals.into()),
        ("onProgress", field(options, "onProgress")),
    ]);
    let answer = JsFuture::from(post_file(&request)).await;
    let answer = answer.map_err(|error| {
        if field(&signal, "aborted") == JsValue::TRUE {
            // As `fetch` does it: the caller knows its own reason.
            return error;
        }
        let message = "the upload did not reach the server";
        pulse_error(&Problem::new(ErrorCode::Unavailable, message))
    })?;
    Ok(Answer {
        status: field(&answer, "status").as_f64().unwrap_or_default() as u16,
        text: field(&answer, "text").as_string().unwrap_or_default(),
    })
}

impl Answer {
    fn attachment(&self) -> Result<JsValue, JsValue> {
        let body = parse(&self.text);
        if (200..300).contains(&self.status) && body.is_object() {
            return Ok(body);
        }
        let code = field(&body, "code").as_string().unwrap_or_default();
        let code = ErrorCode::ALL.iter().find(|known| known.as_str() == code);
        let message = field(&body, "error")
            .as_string()
            .unwrap_or_else(|| format!("the upload was answered with {}", self.status));
        let mut problem = Problem::new(code.copied().unwrap_or_else(|| self.code()), message);
        problem.retry_after_ms = field(&body, "retryAfterMs").as_f64().map(|ms| ms as u64);
        Err(pulse_error(&problem))
    }

    /// For servers and proxies that name no reason.
    fn code(&self) -> ErrorCode {
        match self.status {
            401 => ErrorCode::Unauthorized,
            403 => ErrorCode::Forbidden,
            413 => ErrorCode::TooLarge,
            415 => ErrorCode::UnsupportedMedia,
            429 => ErrorCode::RateLimited,
            500.. => ErrorCode::Unavailable,
            _ => ErrorCode::Unknown,
        }
    }
}

const BYTES_PER_MB: f64 = 1_048_576.0;
