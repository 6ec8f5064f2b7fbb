//! What a backend's token endpoint answers, the same in every web framework.
//! The statuses are what `<pulse-widget>` goes by: after 503 it tries again by
//! itself, after anything else it says that comments are not available.

use serde::Serialize;

use crate::{MintError, SignError, Token};

/// An answer that no cache may keep, in JSON.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EndpointAnswer {
    pub(crate) status: u16,
    /// Seconds, where the server said how long to wait.
    pub(crate) retry_after: Option<u64>,
    pub(crate) json: String,
}

impl From<&Token> for EndpointAnswer {
    fn from(token: &Token) -> Self {
        #[derive(Serialize)]
        struct Body<'a> {
            token: &'a str,
        }

        let token = token.expose();
        Self {
            status: 200,
            retry_after: None,
            json: json(&Body { token }),
        }
    }
}

/// What is wrong is for whoever runs the site; it is logged here, since the
/// visitor's browser can do nothing with it.
impl From<&MintError> for EndpointAnswer {
    fn from(error: &MintError) -> Self {
        tracing::error!(%error, "no token was minted");
        match error {
            MintError::Request(_) => Self::unavailable(500, None),
            error if error.is_retryable() => {
                let wait = error.retry_after();
                // Of half a second, one: never earlier than asked.
                let seconds = wait.map(|wait| wait.as_millis().div_ceil(1000));
                Self::unavailable(503, seconds.and_then(|n| u64::try_from(n).ok()))
            }
            MintError::Call(_) => Self::unavailable(502, None),
        }
    }
}

impl From<&SignError> for EndpointAnswer {
    fn from(error: &SignError) -> Self {
        tracing::error!(%error, "no token was signed");
        Self::unavailable(500, None)
    }
}

impl EndpointAnswer {
    fn unavailable(status: u16, retry_after: Option<u64>) -> Self {
        #[derive(Serialize)]
        struct Body {
            error: &'static str,
        }

        let error = "comments are not available at the moment";
        Self {
            status,
            retry_after,
            json: json(&Body { error }),
        }
    }
}

fn json(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("a struct of texts is plain JSON")
}
