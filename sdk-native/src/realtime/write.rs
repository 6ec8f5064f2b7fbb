//! Writes as futures.

use std::pin::Pin;
use std::task::{Context, Poll};

use pulse_protocol::entity::TargetType;
use pulse_protocol::{
    ClientMessage, CommentCreate, CommentDelete, CommentEdit, CommentId, NotificationId,
    NotificationRead, NotificationReadAll, ReactionAdd, ReactionId, ReactionRemove, ThreadCreate,
    ThreadDelete, ThreadId, ThreadMove, ThreadResolve, Verbatim,
};
use tokio::sync::oneshot;

use super::shared::Outcome;
use super::{EndReason, NewThread, Realtime, Reply, WriteError};

/// A write that is under way. It resolves to the id of what it made, once the
/// server has kept it. Dropping it does not take the write back.
///
/// ```no_run
/// # async fn example(bot: pulse_sdk::realtime::Realtime, thread: pulse_sdk::realtime::ThreadId) -> Result<(), pulse_sdk::realtime::WriteError> {
/// let write = bot.reply(&thread, "All green again");
/// println!("on its way as {}", write.id());
/// let comment = write.await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Write<T = ()> {
    made: T,
    outcome: oneshot::Receiver<Outcome>,
}

impl<T> Write<T> {
    /// The id of what the write makes, known before the server has it.
    ///
    /// ```
    /// # fn example(bot: pulse_sdk::realtime::Realtime, thread: pulse_sdk::realtime::ThreadId) {
    /// let comment = bot.reply(&thread, "All green again").id().clone();
    /// # }
    /// ```
    #[must_use]
    pub const fn id(&self) -> &T {
        &self.made
    }
}

impl<T: Clone + Unpin> Future for Write<T> {
    type Output = Result<T, WriteError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = std::task::ready!(Pin::new(&mut self.outcome).poll(cx));
        Poll::Ready(match outcome {
            Ok(Ok(())) => Ok(self.made.clone()),
            Ok(Err(error)) => Err(error),
            // The runtime was shut down under the client.
            Err(_) => Err(WriteError::Ended(EndReason::Closed)),
        })
    }
}

/// Writing. Each begins at once, also while the connection is away.
impl Realtime {
    /// Starts a conversation.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// use pulse_sdk::realtime::NewThread;
    ///
    /// let thread = bot.create_thread(NewThread::new("The nightly build failed")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_thread(&self, thread: NewThread) -> Write<ThreadId> {
        self.write(|fresh| {
            let id = ThreadId::parse(fresh()).expect(UUID);
            let message = ClientMessage::ThreadCreate(ThreadCreate {
                id: id.clone(),
                comment_id: None,
                body: thread.body,
                mentions: thread.mentions,
                position: thread.position,
                attachment_ids: thread.attachments,
            });
            (id, message)
        })
    }

    /// Adds a comment to a conversation.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime, thread: pulse_sdk::realtime::ThreadId) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// let comment = bot.reply(&thread, "I am looking into it").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reply(&self, thread_id: &ThreadId, reply: impl Into<Reply>) -> Write<CommentId> {
        let reply = reply.into();
        self.write(|fresh| {
            let id = CommentId::parse(fresh()).expect(UUID);
            let message = ClientMessage::CommentCreate(CommentCreate {
                thread_id: thread_id.clone(),
                id: id.clone(),
                body: reply.body,
                mentions: reply.mentions,
                attachment_ids: reply.attachments,
            });
            (id, message)
        })
    }

    /// Settles a conversation.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime, thread: pulse_sdk::realtime::ThreadId) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// bot.resolve(&thread).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolve(&self, thread_id: &ThreadId) -> Write {
        self.set_resolved(thread_id, true)
    }

    /// Opens a settled conversation again.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime, thread: pulse_sdk::realtime::ThreadId) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// bot.reopen(&thread).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reopen(&self, thread_id: &ThreadId) -> Write {
        self.set_resolved(thread_id, false)
    }

    /// Puts a conversation's pin elsewhere.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime, thread: pulse_sdk::realtime::ThreadId) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// use pulse_sdk::realtime::Verbatim;
    ///
    /// if let Ok(position) = Verbatim::parse(r#"{"x": 0.5, "y": 0.1}"#) {
    ///     bot.move_thread(&thread, position).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn move_thread(&self, thread_id: &ThreadId, position: Verbatim) -> Write {
        self.plain(ClientMessage::ThreadMove(ThreadMove {
            thread_id: thread_id.clone(),
            position,
        }))
    }

    /// Removes a conversation.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime, thread: pulse_sdk::realtime::ThreadId) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// bot.delete_thread(&thread).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete_thread(&self, thread_id: &ThreadId) -> Write {
        self.plain(ClientMessage::ThreadDelete(ThreadDelete {
            thread_id: thread_id.clone(),
        }))
    }

    /// Changes a comment's text.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime, comment: pulse_sdk::realtime::CommentId) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// bot.edit_comment(&comment, "3 of 4 checks failed").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn edit_comment(&self, comment_id: &CommentId, text: impl Into<Reply>) -> Write {
        let text = text.into();
        self.plain(ClientMessage::CommentEdit(CommentEdit {
            comment_id: comment_id.clone(),
            body: text.body,
            mentions: text.mentions,
        }))
    }

    /// Removes a comment; with the last one goes the conversation.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime, comment: pulse_sdk::realtime::CommentId) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// bot.delete_comment(&comment).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete_comment(&self, comment_id: &CommentId) -> Write {
        self.plain(ClientMessage::CommentDelete(CommentDelete {
            comment_id: comment_id.clone(),
        }))
    }

    /// Reacts to a comment.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime, comment: pulse_sdk::realtime::CommentId) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// let reaction = bot.react(&comment, "🎉").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn react(&self, comment_id: &CommentId, emoji: impl Into<String>) -> Write<ReactionId> {
        self.write(|fresh| {
            let id = ReactionId::parse(fresh()).expect(UUID);
            let message = ClientMessage::ReactionAdd(ReactionAdd {
                id: Some(id.clone()),
                target_id: comment_id.to_string(),
                target_type: TargetType::Comment,
                emoji: emoji.into(),
            });
            (id, message)
        })
    }

    /// Takes a reaction back.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime, comment: pulse_sdk::realtime::CommentId) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// let reaction = bot.react(&comment, "👀").await?;
    /// bot.remove_reaction(&reaction).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove_reaction(&self, reaction_id: &ReactionId) -> Write {
        self.plain(ClientMessage::ReactionRemove(ReactionRemove {
            reaction_id: reaction_id.clone(),
        }))
    }

    /// Marks a notification as seen.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// for notification in bot.notifications() {
    ///     bot.mark_read(&notification.id).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn mark_read(&self, notification_id: &NotificationId) -> Write {
        self.plain(ClientMessage::NotificationRead(NotificationRead {
            notification_id: notification_id.clone(),
        }))
    }

    /// Marks all notifications as seen.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime) -> Result<(), pulse_sdk::realtime::WriteError> {
    /// bot.mark_all_read().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn mark_all_read(&self) -> Write {
        self.plain(ClientMessage::NotificationReadAll(
            NotificationReadAll::default(),
        ))
    }

    fn set_resolved(&self, thread_id: &ThreadId, resolved: bool) -> Write {
        self.plain(ClientMessage::ThreadResolve(ThreadResolve {
            thread_id: thread_id.clone(),
            resolved,
        }))
    }

    fn plain(&self, message: ClientMessage) -> Write {
        self.write(|_| ((), message))
    }

    fn write<T>(
        &self,
        make: impl FnOnce(&mut dyn FnMut() -> String) -> (T, ClientMessage),
    ) -> Write<T> {
        let (made, outcome) = self.shared().write(make);
        Write { made, outcome }
    }
}

const UUID: &str = "a UUID is a short plain text";
