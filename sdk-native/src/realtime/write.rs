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
use super::{EndReason, Realtime, WriteError};

/// A write that is under way. It resolves to the id of what it made, once the
/// server has kept it. Dropping it does not take the write back.
#[derive(Debug)]
pub struct Write<T = ()> {
    made: T,
    outcome: oneshot::Receiver<Outcome>,
}

impl<T> Write<T> {
    /// The id of what the write makes, known before the server has it.
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

/// A conversation to be started.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a thread is started by Realtime::create_thread"]
pub struct NewThread {
    body: String,
    mentions: Vec<String>,
    position: Option<Verbatim>,
}

impl NewThread {
    /// Begins with this text.
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            mentions: Vec::new(),
            position: None,
        }
    }

    /// Names people, by their ids: they get a notification.
    pub fn mentions<M: Into<String>>(self, people: impl IntoIterator<Item = M>) -> Self {
        let mentions = people.into_iter().map(Into::into).collect();
        Self { mentions, ..self }
    }

    /// Pins it to a place of the page, as widgets describe places.
    pub fn position(self, position: Verbatim) -> Self {
        let position = Some(position);
        Self { position, ..self }
    }
}

/// A comment to be added to a conversation; a text alone is one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a reply is sent by Realtime::reply"]
pub struct Reply {
    body: String,
    mentions: Vec<String>,
}

impl Reply {
    /// Says this.
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            mentions: Vec::new(),
        }
    }

    /// Names people, by their ids: they get a notification.
    pub fn mentions<M: Into<String>>(self, people: impl IntoIterator<Item = M>) -> Self {
        let mentions = people.into_iter().map(Into::into).collect();
        Self { mentions, ..self }
    }
}

impl<T: Into<String>> From<T> for Reply {
    fn from(body: T) -> Self {
        Self::new(body)
    }
}

/// Writing. Each begins at once, also while the connection is away.
impl Realtime {
    /// Starts a conversation.
    pub fn create_thread(&self, thread: NewThread) -> Write<ThreadId> {
        self.write(|fresh| {
            let id = ThreadId::parse(fresh()).expect(UUID);
            let message = ClientMessage::ThreadCreate(ThreadCreate {
                id: id.clone(),
                comment_id: None,
                body: thread.body,
                mentions: thread.mentions,
                position: thread.position,
                attachment_ids: Vec::new(),
            });
            (id, message)
        })
    }

    /// Adds a comment to a conversation.
    pub fn reply(&self, thread_id: &ThreadId, reply: impl Into<Reply>) -> Write<CommentId> {
        let reply = reply.into();
        self.write(|fresh| {
            let id = CommentId::parse(fresh()).expect(UUID);
            let message = ClientMessage::CommentCreate(CommentCreate {
                thread_id: thread_id.clone(),
                id: id.clone(),
                body: reply.body,
                mentions: reply.mentions,
                attachment_ids: Vec::new(),
            });
            (id, message)
        })
    }

    /// Settles a conversation.
    pub fn resolve(&self, thread_id: &ThreadId) -> Write {
        self.set_resolved(thread_id, true)
    }

    /// Opens a settled conversation again.
    pub fn reopen(&self, thread_id: &ThreadId) -> Write {
        self.set_resolved(thread_id, false)
    }

    /// Puts a conversation's pin elsewhere.
    pub fn move_thread(&self, thread_id: &ThreadId, position: Verbatim) -> Write {
        self.plain(ClientMessage::ThreadMove(ThreadMove {
            thread_id: thread_id.clone(),
            position,
        }))
    }

    /// Removes a conversation.
    pub fn delete_thread(&self, thread_id: &ThreadId) -> Write {
        self.plain(ClientMessage::ThreadDelete(ThreadDelete {
            thread_id: thread_id.clone(),
        }))
    }

    /// Changes a comment's text.
    pub fn edit_comment(&self, comment_id: &CommentId, text: impl Into<Reply>) -> Write {
        let text = text.into();
        self.plain(ClientMessage::CommentEdit(CommentEdit {
            comment_id: comment_id.clone(),
            body: text.body,
            mentions: text.mentions,
        }))
    }

    /// Removes a comment; with the last one goes the conversation.
    pub fn delete_comment(&self, comment_id: &CommentId) -> Write {
        self.plain(ClientMessage::CommentDelete(CommentDelete {
            comment_id: comment_id.clone(),
        }))
    }

    /// Reacts to a comment.
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
    pub fn remove_reaction(&self, reaction_id: &ReactionId) -> Write {
        self.plain(ClientMessage::ReactionRemove(ReactionRemove {
            reaction_id: reaction_id.clone(),
        }))
    }

    /// Marks a notification as seen.
    pub fn mark_read(&self, notification_id: &NotificationId) -> Write {
        self.plain(ClientMessage::NotificationRead(NotificationRead {
            notification_id: notification_id.clone(),
        }))
    }

    /// Marks all notifications as seen.
    pub fn mark_all_read(&self) -> Write {
        self.plain(ClientMessage::NotificationReadAll(NotificationReadAll {}))
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
