//! What is written: the content of new threads and comments.

use pulse_protocol::{AttachmentId, UserId, rest};
use serde::Serialize;
use serde_json::json;

use super::input::{mentions, object, position, text};
use crate::InputError;

type Key = Option<String>;

/// A thread to start; give it to [`Threads::create`](super::Threads::create).
///
/// ```
/// use pulse_sdk::rest::ThreadRequest;
///
/// let request = ThreadRequest::new("user-7", "Is this still right?")
///     .mention("user-8")
///     .pin(0.31, 0.08);
/// ```
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is given to Threads::create"]
pub struct ThreadRequest {
    comment: CommentRequest,
    position: Option<Result<pulse_protocol::Verbatim, InputError>>,
}

impl ThreadRequest {
    /// The author, by your own id of them, and the first comment: plain text
    /// of at most 10,000 characters.
    ///
    /// ```
    /// # use pulse_sdk::rest::ThreadRequest;
    /// let request = ThreadRequest::new("ci-bot", "The link check failed");
    /// ```
    pub fn new(user: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            comment: CommentRequest::new(user, body),
            position: None,
        }
    }

    /// Names somebody, by your own id of them: they are notified.
    ///
    /// ```
    /// # use pulse_sdk::rest::ThreadRequest;
    /// let request = ThreadRequest::new("user-7", "@Grace, look").mention("user-8");
    /// ```
    pub fn mention(self, user: impl Into<String>) -> Self {
        Self {
            comment: self.comment.mention(user),
            ..self
        }
    }

    /// Takes a file along that the author brought by
    /// [`Uploads::create`](super::Uploads::create). Beside one, the text may
    /// be empty.
    ///
    /// ```no_run
    /// # use pulse_sdk::rest::{ThreadRequest, UploadRequest};
    /// # async fn example(pulse: pulse_sdk::Pulse, png: Vec<u8>) -> Result<(), pulse_sdk::RestError> {
    /// let picture = pulse.uploads().create(UploadRequest::new("user-7", png)).await?;
    /// let request = ThreadRequest::new("user-7", "").attach(&picture.id);
    /// # Ok(())
    /// # }
    /// ```
    pub fn attach(self, attachment: impl AsRef<str>) -> Self {
        Self {
            comment: self.comment.attach(attachment),
            ..self
        }
    }

    /// Pins the thread to a place, in fractions of the window's width and
    /// height. Without a pin, the thread is in the panel alone.
    ///
    /// ```
    /// # use pulse_sdk::rest::ThreadRequest;
    /// let in_the_middle = ThreadRequest::new("user-7", "Here").pin(0.5, 0.5);
    /// ```
    pub fn pin(self, x: f64, y: f64) -> Self {
        self.position(&json!({ "x": x, "y": y }))
    }

    /// Pins the thread with a position of your own, such as one that a widget
    /// made: an object with numbers `x` and `y`, kept as it is.
    ///
    /// ```
    /// # use pulse_sdk::rest::ThreadRequest;
    /// let position = serde_json::json!({ "x": 0.5, "y": 0.1, "selector": "#hero" });
    /// let request = ThreadRequest::new("user-7", "This picture").position(&position);
    /// ```
    pub fn position(self, position: &impl Serialize) -> Self {
        Self {
            position: Some(object("position", position)),
            ..self
        }
    }

    /// A key of your own by which the server knows this write again, over the
    /// life of your process, for at least 24 hours: the same key with the same
    /// content has one effect and the same answer.
    ///
    /// ```
    /// # use pulse_sdk::rest::ThreadRequest;
    /// let request = ThreadRequest::new("ci-bot", "Build 4711 failed").idempotency_key("build-4711");
    /// ```
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        Self {
            comment: self.comment.idempotency_key(key),
            ..self
        }
    }

    pub(super) fn into_body(self) -> Result<(rest::ThreadRequest, Key), InputError> {
        let pin = self.position.transpose()?;
        pin.as_ref().map_or(Ok(()), position)?;
        let (comment, key) = self.comment.into_body()?;
        let request = rest::ThreadRequest {
            user_id: comment.user_id,
            body: comment.body,
            mentions: comment.mentions,
            attachment_ids: comment.attachment_ids,
            position: pin,
        };
        Ok((request, key))
    }
}

/// A comment to write; give it to
/// [`Comments::create`](super::Comments::create).
///
/// ```
/// use pulse_sdk::rest::CommentRequest;
///
/// let reply = CommentRequest::new("user-8", "It is, @Ada").mention("user-7");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is given to Comments::create"]
pub struct CommentRequest {
    user: String,
    body: String,
    mentions: Vec<String>,
    attachments: Vec<String>,
    key: Key,
}

impl CommentRequest {
    /// The author, by your own id of them, and plain text of at most 10,000
    /// characters.
    ///
    /// ```
    /// # use pulse_sdk::rest::CommentRequest;
    /// let reply = CommentRequest::new("ci-bot", "All green again");
    /// ```
    pub fn new(user: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            user: user.into(),
            body: body.into(),
            mentions: Vec::new(),
            attachments: Vec::new(),
            key: None,
        }
    }

    /// Names somebody, by your own id of them: they are notified.
    ///
    /// ```
    /// # use pulse_sdk::rest::CommentRequest;
    /// let reply = CommentRequest::new("user-8", "@Ada, yes").mention("user-7");
    /// ```
    pub fn mention(mut self, user: impl Into<String>) -> Self {
        self.mentions.push(user.into());
        self
    }

    /// As [`ThreadRequest::attach`].
    ///
    /// ```
    /// # use pulse_sdk::rest::CommentRequest;
    /// let reply = CommentRequest::new("user-8", "Like this").attach("a1b2");
    /// ```
    pub fn attach(mut self, attachment: impl AsRef<str>) -> Self {
        self.attachments.push(attachment.as_ref().to_owned());
        self
    }

    /// As [`ThreadRequest::idempotency_key`].
    ///
    /// ```
    /// # use pulse_sdk::rest::CommentRequest;
    /// let reply = CommentRequest::new("ci-bot", "Build 4712 is fine").idempotency_key("build-4712");
    /// ```
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        Self {
            key: Some(key.into()),
            ..self
        }
    }

    pub(super) fn into_body(self) -> Result<(rest::CommentRequest, Key), InputError> {
        text(&self.body, self.attachments.len())?;
        mentions(&self.mentions)?;
        let attachment_ids = self.attachments.iter().map(AttachmentId::parse);
        let request = rest::CommentRequest {
            user_id: UserId::parse(self.user)?,
            body: self.body,
            mentions: self.mentions,
            attachment_ids: attachment_ids.collect::<Result<_, _>>()?,
        };
        Ok((request, self.key))
    }
}

/// A comment's new content; give it to [`Comment::edit`](super::Comment::edit).
/// A text alone is one too, and leaves the mentions as they are.
///
/// ```
/// use pulse_sdk::rest::CommentEdit;
///
/// let edit = CommentEdit::new("It is, @Grace").mentions(["user-9"]);
/// ```
#[derive(Debug, Clone)]
#[must_use = "an edit does nothing until it is given to Comment::edit"]
pub struct CommentEdit {
    body: String,
    mentions: Option<Vec<String>>,
}

impl CommentEdit {
    /// The new text.
    ///
    /// ```
    /// # use pulse_sdk::rest::CommentEdit;
    /// let edit = CommentEdit::new("3 of 4 checks failed");
    /// ```
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            mentions: None,
        }
    }

    /// Who is named now, in place of those before.
    ///
    /// ```
    /// # use pulse_sdk::rest::CommentEdit;
    /// let nobody = CommentEdit::new("Never mind").mentions(Vec::<String>::new());
    /// ```
    pub fn mentions<M>(self, users: M) -> Self
    where
        M: IntoIterator<Item: Into<String>>,
    {
        Self {
            mentions: Some(users.into_iter().map(Into::into).collect()),
            ..self
        }
    }

    pub(super) fn into_parts(self) -> Result<(String, Option<Vec<String>>), InputError> {
        text(&self.body, 0)?;
        mentions(self.mentions.as_deref().unwrap_or_default())?;
        Ok((self.body, self.mentions))
    }
}

impl From<&str> for CommentEdit {
    fn from(body: &str) -> Self {
        Self::new(body)
    }
}

impl From<String> for CommentEdit {
    fn from(body: String) -> Self {
        Self::new(body)
    }
}
