//! Reads an HTTP answer and decides what it means. Whatever stands between
//! the backend and the server may answer too, so nothing is taken for granted:
//! not the length, not the type, not that there is JSON.

use std::time::{Duration, SystemTime};

use pulse_protocol::ErrorCode;
use pulse_protocol::rest::ErrorBody;
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::error::{CallError, Refusal, one_line};

/// An answer, read whole.
pub(crate) struct Answer {
    status: u16,
    content_type: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    body: Body,
}

enum Body {
    /// Wiped on drop, since it may hold a token.
    Whole(Zeroizing<Vec<u8>>),
    TooLong(usize),
}

impl Answer {
    pub(crate) async fn read(
        mut response: Response,
        now: SystemTime,
        limit_bytes: usize,
    ) -> Result<Self, reqwest::Error> {
        let headers = response.headers();
        let mut answer = Self {
            status: response.status().as_u16(),
            content_type: text(headers, CONTENT_TYPE.as_str())
                .and_then(|value| value.split(';').next())
                .map(|value| value.trim().to_owned()),
            request_id: text(headers, "x-request-id").map(str::to_owned),
            retry_after: retry_after(headers, now),
            body: Body::TooLong(limit_bytes),
        };
        // As large as announced, so that a token does not move and leave copies.
        let announced = response.content_length().unwrap_or_default();
        let capacity = usize::try_from(announced).map_or(BELIEVED_BYTES, |n| n.min(BELIEVED_BYTES));
        let mut body = Zeroizing::new(Vec::with_capacity(capacity));
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > limit_bytes {
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
            *body = Zeroizing::new(text.replace(secret, "[redacted]").into_bytes());
        }
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The body, unless it was too long.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Whole(body) => Some(body),
            Body::TooLong(_) => None,
        }
    }

    /// Reads a good answer.
    pub(crate) fn read_as<T: DeserializeOwned>(
        &self,
        server: &str,
        wanted: &str,
    ) -> Result<T, CallError> {
        self.json().ok_or_else(|| self.not_wanted(server, wanted))
    }

    /// That a good answer is not the one that is needed.
    pub(crate) fn not_wanted(&self, server: &str, wanted: &str) -> CallError {
        let description = self.description();
        let answer = if description == "application/json" {
            format!("JSON that is not {wanted}")
        } else {
            format!("{description} instead of {wanted}")
        };
        self.not_pulse(server, answer)
    }

    fn not_pulse(&self, server: &str, answer: String) -> CallError {
        CallError::NotPulse {
            server: server.to_owned(),
            status: self.status,
            answer,
        }
    }

    fn json<T: DeserializeOwned>(&self) -> Option<T> {
        match &self.body {
            Body::Whole(body) => serde_json::from_slice(body).ok(),
            Body::TooLong(_) => None,
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
            Body::TooLong(limit) => format!("more than {limit} bytes"),
            Body::Whole(body) if body.is_empty() => "an empty body".to_owned(),
            Body::Whole(_) => match &self.content_type {
                Some(content_type) => one_line(content_type),
                None => "a body without a content type".to_owned(),
            },
        }
    }
}

/// Lets a good answer pass, and makes any other the error it stands for.
pub(crate) fn check(answer: Answer, server: &str) -> Result<Answer, CallError> {
    let status = answer.status;
    let retry_after = answer.retry_after;
    let refusal = || answer.refusal().unwrap_or_else(|| answer.described());
    Err(match status {
        200..=299 => return Ok(answer),
        300..=399 => CallError::Redirected {
            server: server.to_owned(),
            status,
        },
        // A proxy before the server has limits of its own.
        413 => CallError::TooLarge(refusal()),
        429 => CallError::RateLimited {
            refusal: refusal(),
            retry_after,
        },
        500..=599 => CallError::ServerFailed {
            refusal: refusal(),
            retry_after,
        },
        _ => match answer.refusal() {
            None => answer.not_pulse(server, answer.description()),
            Some(refusal) => match status {
                401 => CallError::Unauthorized(refusal),
                403 => CallError::Forbidden(refusal),
                404 => CallError::NotFound(refusal),
                409 => CallError::Conflict(refusal),
                _ => CallError::Rejected(refusal),
            },
        },
    })
}

/// Seconds, or a date (RFC 9110, section 10.2.3), which is of the clock that
/// the answer's own date is of. `now` serves when that is missing.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = text(headers, RETRY_AFTER.as_str())?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |value| httpdate::parse_http_date(value).ok();
    let at = date(value)?;
    let now = text(headers, DATE.as_str()).and_then(date).unwrap_or(now);
    // What is over already is no wait.
    Some(at.duration_since(now).unwrap_or_default())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// What is set aside because a header says so, and no more.
const BELIEVED_BYTES: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn wait(retry_after_value: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after_value.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        // Fri, 01 May 2026 09:00:00 GMT
        let now = UNIX_EPOCH + Duration::from_secs(1_777_626_000);
        retry_after(&headers, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn a_wait_is_given_in_seconds_or_as_a_date() {
        assert_eq!(wait(" 120 ", None), Some(120));
        assert_eq!(wait("Fri, 01 May 2026 09:01:30 GMT", None), Some(90));
        assert_eq!(wait("Friday, 01-May-26 09:01:30 GMT", None), Some(90));
        assert_eq!(wait("Fri, 01 May 2026 08:00:00 GMT", None), Some(0));
    }

    #[test]
    fn a_date_is_of_the_servers_clock() {
        let behind = Some("Fri, 01 May 2026 08:30:00 GMT");
        assert_eq!(wait("Fri, 01 May 2026 08:30:07 GMT", behind), Some(7));
        assert_eq!(wait("5", behind), Some(5));
        let broken = Some("yesterday");
        assert_eq!(wait("Fri, 01 May 2026 09:00:09 GMT", broken), Some(9));
    }

    #[test]
    fn what_is_neither_says_nothing() {
        for value in ["", "soon", "-1", "1.5", "99999999999999999999"] {
            assert_eq!(wait(value, None), None, "{value}");
        }
    }
}
