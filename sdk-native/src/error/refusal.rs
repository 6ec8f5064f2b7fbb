//! A server's own words about a request it did not carry out.

use std::fmt;

use pulse_protocol::ErrorCode;
use pulse_protocol::rest::ErrorBody;

const MESSAGE_LIMIT_CHARS: usize = 300;

/// What the server answered instead of doing what was asked.
///
/// ```
/// # fn example(error: pulse_sdk::CallError) {
/// if let Some(refusal) = error.refusal() {
///     println!("{} for {}: {}", refusal.status, refusal.code, refusal.message);
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The server's sentence, on one line and at most 300 characters long.
    pub message: String,
    /// The stable reason to decide by; [`ErrorCode::Unknown`] when something
    /// other than a Pulse server answered.
    pub code: ErrorCode,
    /// What to look for in the server's log.
    pub request_id: Option<String>,
}

impl Refusal {
    /// Makes the texts safe to log: no line breaks, no terminal escapes, and
    /// nothing longer than a person would read.
    pub(crate) fn new(status: u16, body: &ErrorBody) -> Self {
        let request_id = one_line(&body.request_id);
        Self {
            status,
            message: one_line(&body.error),
            code: body.code,
            request_id: (!request_id.is_empty()).then_some(request_id),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (status {}", self.message, self.status)?;
        if self.code != ErrorCode::Unknown {
            write!(f, ", {}", self.code.as_str())?;
        }
        if let Some(request_id) = &self.request_id {
            write!(f, ", request {request_id}")?;
        }
        f.write_str(")")
    }
}

/// Nothing foreign reaches a log before it passed here.
pub(crate) fn one_line(text: &str) -> String {
    let mut line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MESSAGE_LIMIT_CHARS)
        .collect();
    if text.chars().count() > MESSAGE_LIMIT_CHARS {
        line.pop();
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(json: &str) -> Refusal {
        Refusal::new(400, &serde_json::from_str(json).unwrap())
    }

    #[test]
    fn whatever_a_server_says_stays_on_one_short_line() {
        let refusal = refusal(&format!(
            r#"{{"error": "{}", "requestId": "r\u001b[31m1"}}"#,
            r"ä\n".repeat(400)
        ));
        assert_eq!(refusal.message.chars().count(), 300);
        assert!(refusal.message.ends_with('…'));
        assert!(!refusal.to_string().chars().any(char::is_control));
    }

    #[test]
    fn the_code_and_the_request_are_named_when_there_are_any() {
        let whole = r#"{"error": "name is missing", "code": "invalid_field", "requestId": "r-1"}"#;
        assert_eq!(
            refusal(whole).to_string(),
            "name is missing (status 400, invalid_field, request r-1)"
        );
        let bare = r#"{"error": "no"}"#;
        assert_eq!(refusal(bare).to_string(), "no (status 400)");
        let newer = r#"{"error": "no", "code": "made_up_next_year"}"#;
        assert_eq!(refusal(newer).to_string(), "no (status 400)");
    }
}
