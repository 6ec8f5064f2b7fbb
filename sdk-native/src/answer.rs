//! Reads an HTTP answer and decides what it means. Whatever stands between
//! the backend and the server may answer too, so nothing is taken for granted:
//! not the length, not the type, not that there is JSON.

use std::time::Duration;

use pulse_protocol::ErrorCode;
use pulse_protocol::rest::ErrorBody;
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use serde::de::DeserializeOwned;

use crate::error::{CallError, Refusal, one_line};

/// No answer of the server is longer; a stray download stops here.
const LIMIT_BYTES: usize = 1024 * 1024;

/// An answer, read whole.
pub(crate) struct Answer {
    status: u16,
    content_type: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    body: Body,
}

enum Body {
    Whole(Vec<u8>),
    TooLong,
}

impl Answer {
    pub(crate) async fn read(mut response: Response) -> Result<Self, reqwest::Error> {
        let headers = response.headers();
        let mut answer = Self {
            status: response.status().as_u16(),
            content_type: text(headers, CONTENT_TYPE.as_str())
                .and_then(|value| value.split(';').next())
                .map(|value| value.trim().to_owned()),
            request_id: text(headers, "x-request-id").map(str::to_owned),
            retry_after: text(headers, RETRY_AFTER.as_str())
                .and_then(|value| value.trim().parse().ok())
                .map(Duration::from_secs),
            body: Body::TooLong,
        };
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > LIMIT_BYTES {
                return Ok(answer);
            }
            body.extend_from_slice(&chunk);
        }
        answer.body = Body::Whole(body);
        Ok(answer)
    }

    /// Some servers and proxies quote the headers they dislike.
    pub(crate) fn without(mut self, secret: &str) -> Self {
        if let Body::Whole(body) = &mut self.body
            && let Ok(text) = str::from_utf8(body)
            && text.contains(secret)
        {
            *body = text.replace(secret, "[redacted]").into_bytes();
        }
        self
    }

    fn json<T: DeserializeOwned>(&self) -> Option<T> {
        match &self.body {
            Body::Whole(body) => serde_json::from_slice(body).ok(),
            Body::TooLong => None,
        }
    }

    /// What the server said, if it spoke as a Pulse server does.
    fn refusal(&self) -> Option<Refusal> {
        let mut body: ErrorBody = self.json()?;
        if body.request_id.is_empty() {
            body.request_id = self.request_id.clone().unwrap_or_default();
        }
        Some(Refusal::new(self.status, &body))
    }

    /// For answers of proxies, whose words are of no use to anybody.
    fn described(&self) -> Refusal {
        let body = ErrorBody {
            error: format!("answered with {}", self.description()),
            code: ErrorCode::Unknown,
            request_id: self.request_id.clone().unwrap_or_default(),
        };
        Refusal::new(self.status, &body)
    }

    /// In words; the body itself may hold anything, a token included.
    fn description(&self) -> String {
        match &self.body {
            Body::TooLong => format!("more than {LIMIT_BYTES} bytes"),
            Body::Whole(body) if body.is_empty() => "an empty body".to_owned(),
            Body::Whole(_) => match &self.content_type {
                Some(content_type) => one_line(content_type),
                None => "a body without a content type".to_owned(),
            },
        }
    }
}

/// Reads a good answer as `T`, and any other as the error it stands for.
pub(crate) fn interpret<T: DeserializeOwned>(
    answer: &Answer,
    server: &str,
    wanted: &str,
) -> Result<T, CallError> {
    let status = answer.status;
    let retry_after = answer.retry_after;
    let not_pulse = |answer: String| CallError::NotPulse {
        server: server.to_owned(),
        status,
        answer,
    };
    match status {
        200..=299 => answer.json().ok_or_else(|| {
            let description = answer.description();
            not_pulse(if description == "application/json" {
                format!("JSON that is not {wanted}")
            } else {
                format!("{description} instead of {wanted}")
            })
        }),
        300..=399 => Err(CallError::Redirected {
            server: server.to_owned(),
            status,
        }),
        429 | 500..=599 => {
            let refusal = answer.refusal().unwrap_or_else(|| answer.described());
            Err(match status {
                429 => CallError::RateLimited {
                    refusal,
                    retry_after,
                },
                _ => CallError::ServerFailed {
                    refusal,
                    retry_after,
                },
            })
        }
        _ => Err(match answer.refusal() {
            None => not_pulse(answer.description()),
            Some(refusal) => match status {
                401 => CallError::Unauthorized(refusal),
                403 => CallError::Forbidden(refusal),
                _ => CallError::Rejected(refusal),
            },
        }),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
