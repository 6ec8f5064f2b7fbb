//! What is asked of a server, as data: so that it can be asked again.

use std::fmt;

use bytes::Bytes;
use pulse_protocol::UserId;
use serde::Serialize;

/// The methods of HTTP that a Pulse server takes.
///
/// ```
/// use pulse_sdk::Method;
///
/// assert_eq!(Method::Patch.as_str(), "PATCH");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Reads.
    Get,
    /// Makes something new.
    Post,
    /// Puts something in its place.
    Put,
    /// Changes something.
    Patch,
    /// Takes something away.
    Delete,
}

impl Method {
    /// The method on the wire.
    ///
    /// ```
    /// # use pulse_sdk::Method;
    /// assert_eq!(Method::Get.as_str(), "GET");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One call, the same over every attempt. `Debug` leaves out what people
/// wrote.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) segments: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) idempotency_key: Option<String>,
    /// The answer in words, for the case that something else comes.
    pub(crate) wanted: &'static str,
    /// No answer is longer; a stray download stops here.
    pub(crate) answer_bytes: usize,
}

impl Call {
    /// A call below the server's address. `wanted` names the answer.
    pub(crate) fn new(method: Method, segments: &[&str], wanted: &'static str) -> Self {
        Self {
            method,
            segments: segments.iter().map(|&segment| segment.to_owned()).collect(),
            query: Vec::new(),
            body: Body::None,
            idempotency_key: None,
            wanted,
            answer_bytes: ANSWER_BYTES,
        }
    }

    /// A call to `/api/v1`.
    pub(crate) fn api(method: Method, segments: &[&str], wanted: &'static str) -> Self {
        Self::new(method, &[&["api", "v1"], segments].concat(), wanted)
    }

    pub(crate) fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn json(self, body: &impl Serialize) -> Self {
        let json = serde_json::to_vec(body).expect("a body of the protocol is plain JSON");
        self.body(Body::Json(json.into()))
    }

    pub(crate) fn file(self, file: File) -> Self {
        self.body(Body::File(file))
    }

    pub(crate) fn body(self, body: Body) -> Self {
        Self { body, ..self }
    }

    pub(crate) fn idempotency_key(self, key: Option<String>) -> Self {
        Self {
            idempotency_key: key,
            ..self
        }
    }

    pub(crate) fn answer_bytes(self, answer_bytes: usize) -> Self {
        Self {
            answer_bytes,
            ..self
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("segments", &self.segments)
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}

/// What a call sends. Tries share it.
#[derive(Clone)]
pub(crate) enum Body {
    None,
    Json(Bytes),
    File(File),
}

/// A file for a form.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) user_id: UserId,
    pub(crate) bytes: Bytes,
    pub(crate) filename: String,
    pub(crate) media_type: Option<String>,
}

/// A thread may have thousands of comments, of 40 kB each.
const ANSWER_BYTES: usize = 64 * 1024 * 1024;
