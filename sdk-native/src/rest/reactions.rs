//! Reactions on comments.

use pulse_protocol::entity;
use pulse_protocol::rest::{ReactionAnswer, ReactionRequest};
use pulse_protocol::{CommentId, ReactionId, UserId};

use super::input::{emoji, in_path};
use super::threads::user_id;
use crate::call::{Call, Method};
use crate::transport::Transport;
use crate::{InputError, RestError};

/// The reactions on a comment; from
/// [`Pulse::reactions`](crate::Pulse::reactions).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let reactions = pulse.reactions("c51f");
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Reactions {
    transport: Transport,
    comment: String,
}

impl Reactions {
    pub(super) fn of(transport: Transport, comment: &str) -> Self {
        let comment = comment.to_owned();
        Self { transport, comment }
    }

    /// Reacts in somebody's name, by `POST /comments/:commentId/reactions`.
    /// The emoji is any short text. The same one of the same person is there
    /// once, and is given back as it was.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let reaction = pulse.reactions("c51f").add("user-7", "🎉").await?;
    /// println!("{}", reaction.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such comment, the person is not known or reactions
    /// are switched off, and as every call.
    pub async fn add(
        &self,
        user: impl AsRef<str>,
        emoji_text: impl Into<String>,
    ) -> Result<entity::Reaction, RestError> {
        let request = ReactionRequest {
            user_id: UserId::parse(user).map_err(InputError::from)?,
            emoji: emoji_text.into(),
        };
        emoji(&request.emoji)?;
        let comment = in_path::<CommentId>(&self.comment)?;
        let segments = ["comments", comment, "reactions"];
        let call = Call::api(Method::Post, &segments, "a reaction").json(&request);
        let answer: ReactionAnswer = self.transport.call(call).await?;
        Ok(answer.reaction)
    }
}

/// One reaction; from [`Pulse::reaction`](crate::Pulse::reaction).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let reaction = pulse.reaction("r08a").by("user-7");
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Reaction {
    transport: Transport,
    id: String,
    by: Option<String>,
}

impl Reaction {
    pub(super) fn of(transport: Transport, id: &str) -> Self {
        Self {
            transport,
            id: id.to_owned(),
            by: None,
        }
    }

    /// In whose name the reaction is taken away; without this, in nobody's.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.reaction("r08a").by("user-7").remove().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn by(self, user: impl AsRef<str>) -> Self {
        Self {
            by: Some(user.as_ref().to_owned()),
            ..self
        }
    }

    /// Takes the reaction away, by `DELETE /reactions/:reactionId`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let reaction = pulse.reactions("c51f").add("user-7", "🎉").await?;
    /// pulse.reaction(&reaction.id).remove().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such reaction, and as every call.
    pub async fn remove(&self) -> Result<(), RestError> {
        let id = in_path::<ReactionId>(&self.id)?;
        let wanted = "that the reaction is deleted";
        let mut call = Call::api(Method::Delete, &["reactions", id], wanted);
        if let Some(by) = user_id(self.by.as_deref())? {
            call = call.query("userId", by.as_str());
        }
        Ok(self.transport.delete(call).await?)
    }
}
