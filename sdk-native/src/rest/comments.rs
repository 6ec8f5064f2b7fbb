//! Comments: reading, writing, changing and deleting them.

use pulse_protocol::rest::{self, CommentAnswer, CommentChange};
use pulse_protocol::{CommentId, ThreadId};

use super::input::in_path;
use super::threads::user_id;
use super::{CommentEdit, CommentRequest, List};
use crate::call::{Call, Method};
use crate::transport::Transport;
use crate::{InputError, RestError};

/// The comments of a thread; from [`Pulse::comments`](crate::Pulse::comments).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let comments = pulse.comments("6e0d9c1a").list();
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Comments {
    transport: Transport,
    thread: String,
}

impl Comments {
    pub(super) fn of(transport: Transport, thread: &str) -> Self {
        let thread = thread.to_owned();
        Self { transport, thread }
    }

    /// The comments, oldest first, by `GET /threads/:threadId/comments`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// for comment in pulse.comments("6e0d9c1a").list().all().await? {
    ///     println!("{}: {}", comment.user_id, comment.body);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> List<rest::Comment> {
        let call = self.call(Method::Get, "a list of comments");
        List::of(self.transport.clone(), call)
    }

    /// Replies, by `POST /threads/:threadId/comments`. Who takes part in the
    /// thread is notified.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// use pulse_sdk::rest::CommentRequest;
    ///
    /// let reply = CommentRequest::new("ci-bot", "All green again").mention("user-7");
    /// let comment = pulse.comments("6e0d9c1a").create(reply).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such thread or the author is not known, and as every
    /// call.
    pub async fn create(&self, request: CommentRequest) -> Result<rest::Comment, RestError> {
        let (body, key) = request.into_body()?;
        let call = self.call(Method::Post, "a new comment")?;
        let call = call.json(&body).idempotency_key(key);
        let answer: CommentAnswer = self.transport.call(call).await?;
        Ok(answer.comment)
    }

    fn call(&self, method: Method, wanted: &'static str) -> Result<Call, InputError> {
        let thread = in_path::<ThreadId>(&self.thread)?;
        Ok(Call::api(method, &["threads", thread, "comments"], wanted))
    }
}

/// One comment; from [`Pulse::comment`](crate::Pulse::comment).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let comment = pulse.comment("c51f").by("moderator-1");
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Comment {
    transport: Transport,
    id: String,
    by: Option<String>,
}

impl Comment {
    pub(super) fn of(transport: Transport, id: &str) -> Self {
        Self {
            transport,
            id: id.to_owned(),
            by: None,
        }
    }

    /// In whose name the comment is changed; without this, its author edits
    /// it and nobody deletes it.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.comment("c51f").by("moderator-1").delete().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn by(self, user: impl AsRef<str>) -> Self {
        Self {
            by: Some(user.as_ref().to_owned()),
            ..self
        }
    }

    /// Changes the text, and with a [`CommentEdit`] who is named, by
    /// `PATCH /comments/:commentId`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let comment = pulse.comment("c51f").edit("3 of 4 checks failed").await?;
    /// assert!(comment.edited_at.is_some());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such comment, and as every call.
    pub async fn edit(&self, edit: impl Into<CommentEdit>) -> Result<rest::Comment, RestError> {
        let (body, mentions) = edit.into().into_parts()?;
        let change = CommentChange {
            body,
            mentions,
            user_id: user_id(self.by.as_deref())?,
        };
        let call = self.call(Method::Patch, "a comment")?.json(&change);
        let answer: CommentAnswer = self.transport.call(call).await?;
        Ok(answer.comment)
    }

    /// Deletes the comment, by `DELETE /comments/:commentId`; the last one
    /// takes its thread along.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.comment("c51f").delete().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such comment, and as every call.
    pub async fn delete(&self) -> Result<(), RestError> {
        let mut call = self.call(Method::Delete, "that the comment is deleted")?;
        if let Some(by) = user_id(self.by.as_deref())? {
            call = call.query("userId", by.as_str());
        }
        Ok(self.transport.delete(call).await?)
    }

    fn call(&self, method: Method, wanted: &'static str) -> Result<Call, InputError> {
        let id = in_path::<CommentId>(&self.id)?;
        Ok(Call::api(method, &["comments", id], wanted))
    }
}
