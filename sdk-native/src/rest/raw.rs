//! The way out: calls that there is no method for.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::input::undotted;
use crate::answer::Answer;
use crate::call::{Body, Call, Method};
use crate::transport::Transport;
use crate::{CallError, InputError, RestError};

/// A call of your own; from [`Pulse::raw`](crate::Pulse::raw). Key, time
/// limit, retries and errors are those of every call.
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let call = pulse.raw(pulse_sdk::Method::Get, ["healthz"]);
/// # }
/// ```
#[must_use = "a call is made by RawCall::send"]
pub struct RawCall {
    transport: Transport,
    call: Call,
    broken: Option<InputError>,
}

impl RawCall {
    pub(super) fn of(transport: Transport, method: Method, segments: Vec<String>) -> Self {
        let broken = segments.iter().find_map(|segment| undotted(segment).err());
        let mut call = Call::new(method, &[], WANTED);
        call.segments = segments;
        Self {
            transport,
            call,
            broken,
        }
    }

    /// Adds a parameter behind the `?`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// # use pulse_sdk::Method;
    /// let call = pulse.raw(Method::Get, ["api", "v1", "users"]).query("limit", "5");
    /// let answer = call.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.call = self.call.query(name, value);
        self
    }

    /// Sends a value as JSON.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// # use pulse_sdk::Method;
    /// let change = serde_json::json!({ "resolved": true });
    /// let call = pulse.raw(Method::Patch, ["api", "v1", "threads", "6e0d9c1a"]);
    /// call.json(&change).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => self.call.body = Body::Json(json.into()),
            Err(error) => {
                self.broken = Some(InputError::Json {
                    field: "body",
                    reason: error.to_string(),
                });
            }
        }
        self
    }

    /// The key by which the server knows a `POST` again, in place of the one
    /// the SDK makes for the tries of this call.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// # use pulse_sdk::Method;
    /// let call = pulse.raw(Method::Post, ["api", "v1", "threads", "6e0d9c1a", "comments"]);
    /// let reply = serde_json::json!({ "userId": "ci-bot", "body": "Build 4711 failed" });
    /// call.json(&reply).idempotency_key("build-4711").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.call.idempotency_key = Some(key.into());
        self
    }

    /// Makes the call.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// # use pulse_sdk::Method;
    /// let answer = pulse.raw(Method::Get, ["healthz"]).send().await?;
    /// assert_eq!(answer.status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// For every status but 2xx, and as every call.
    pub async fn send(self) -> Result<RawAnswer, RestError> {
        if let Some(error) = self.broken {
            return Err(error.into());
        }
        let answer = self.transport.answer(self.call).await?;
        let server = self.transport.server();
        if answer.bytes().is_none() {
            return Err(answer.not_wanted(&server, WANTED).into());
        }
        Ok(RawAnswer { answer, server })
    }
}

/// What a server answered to a [`RawCall`]. Its memory is wiped on drop, and
/// `Debug` does not show it: it may hold a token.
///
/// ```no_run
/// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
/// let answer = pulse.raw(pulse_sdk::Method::Get, ["healthz"]).send().await?;
/// println!("{} bytes", answer.bytes().len());
/// # Ok(())
/// # }
/// ```
pub struct RawAnswer {
    answer: Answer,
    server: String,
}

impl RawAnswer {
    /// The HTTP status, 2xx.
    ///
    /// ```no_run
    /// # fn example(answer: pulse_sdk::rest::RawAnswer) {
    /// let is_new = answer.status() == 201;
    /// # }
    /// ```
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.status()
    }

    /// What to look for in the server's log.
    ///
    /// ```no_run
    /// # fn example(answer: pulse_sdk::rest::RawAnswer) {
    /// println!("request {}", answer.request_id().unwrap_or("unknown"));
    /// # }
    /// ```
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.answer.request_id()
    }

    /// The body.
    ///
    /// ```no_run
    /// # fn example(answer: pulse_sdk::rest::RawAnswer) {
    /// let text = String::from_utf8_lossy(answer.bytes());
    /// # }
    /// ```
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.answer.bytes().unwrap_or_default()
    }

    /// The body, read as JSON.
    ///
    /// ```no_run
    /// # fn example(answer: pulse_sdk::rest::RawAnswer) -> Result<(), pulse_sdk::CallError> {
    /// #[derive(serde::Deserialize)]
    /// struct Health {
    ///     status: String,
    /// }
    ///
    /// let health: Health = answer.json()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CallError::NotPulse`] when the body is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        self.answer.read_as(&self.server, WANTED)
    }
}

impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawAnswer")
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

const WANTED: &str = "what was asked for";
