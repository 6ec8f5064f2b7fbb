//! Writes as values: who wants what, when, under which operation id.

use axum::extract::ws::Utf8Bytes;
use pulse_protocol::claims::Role;
use pulse_protocol::{
    ClientMessage, CommentCreate, CommentDelete, CommentEdit, EnvironmentId, ErrorCode,
    NotificationRead, NotificationReadAll, OpId, ReactionAdd, ReactionRemove, RoomId, Seq,
    ThreadCreate, ThreadDelete, ThreadMove, ThreadResolve, Timestamp, UserId,
};
use thiserror::Error;
use uuid::Uuid;

use super::AuditEntry;

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an actor is its fields")]
pub struct Actor {
    /// In which environment.
    pub environment: EnvironmentId,
    /// The person; nobody when a host's backend writes for itself.
    pub user: Option<UserId>,
    /// What they may do.
    pub role: Role,
}

/// One write.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a write is its fields")]
pub struct Write {
    /// Who.
    pub actor: Actor,
    /// In which room.
    pub room: RoomId,
    /// The same over every attempt to deliver it.
    pub op_id: Option<OpId>,
    /// For an operation of a host's backend: stands for all that the request
    /// said. Under one id, another request is refused.
    pub request: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Makes the ids of what the write creates.
    pub nonce: Uuid,
    /// What.
    pub action: Action,
    /// Tells of it in the audit log: kept with what it does, when it is done.
    pub entry: Option<Box<AuditEntry>>,
}

impl Write {
    /// Whose operation ids these are: a host's backend has its own, whomever
    /// it writes for, and no person's id is empty.
    pub(super) fn operation_author(&self) -> &str {
        match &self.actor.user {
            Some(user) if self.request.is_none() => user.as_str(),
            _ => "",
        }
    }
}

/// A person to be erased from a room.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a write is its fields")]
pub struct Erasure {
    /// Who.
    pub person: UserId,
    /// To whom their comments are left; the comments go when to nobody.
    pub replacement: Option<UserId>,
}

/// What a write does.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "each action must be applied")]
pub enum Action {
    /// Starts a conversation.
    CreateThread(ThreadCreate),
    /// Settles one or opens it again.
    ResolveThread(ThreadResolve),
    /// Puts its pin elsewhere.
    MoveThread(ThreadMove),
    /// Removes it.
    DeleteThread(ThreadDelete),
    /// Replies.
    CreateComment(CommentCreate),
    /// Changes a text.
    EditComment(CommentEdit),
    /// Removes a comment.
    DeleteComment(CommentDelete),
    /// Reacts.
    AddReaction(ReactionAdd),
    /// Takes a reaction back.
    RemoveReaction(ReactionRemove),
    /// Saw a notification.
    ReadNotification(NotificationRead),
    /// Saw all that were there.
    ReadAllNotifications(NotificationReadAll),
    /// Removes a person from the room.
    ErasePerson(Erasure),
}

impl Action {
    /// The write a message asks for; gives other messages back.
    ///
    /// # Errors
    /// With the message, when it is no write.
    pub fn of(message: ClientMessage) -> Result<Self, Box<ClientMessage>> {
        use ClientMessage as M;
        Ok(match message {
            M::ThreadCreate(m) => Self::CreateThread(m),
            M::ThreadResolve(m) => Self::ResolveThread(m),
            M::ThreadMove(m) => Self::MoveThread(m),
            M::ThreadDelete(m) => Self::DeleteThread(m),
            M::CommentCreate(m) => Self::CreateComment(m),
            M::CommentEdit(m) => Self::EditComment(m),
            M::CommentDelete(m) => Self::DeleteComment(m),
            M::ReactionAdd(m) => Self::AddReaction(m),
            M::ReactionRemove(m) => Self::RemoveReaction(m),
            M::NotificationRead(m) => Self::ReadNotification(m),
            M::NotificationReadAll(m) => Self::ReadAllNotifications(m),
            other => return Err(Box::new(other)),
        })
    }
}

/// How a write ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an outcome is its fields")]
pub struct Outcome {
    /// The last event it made: none when it changed nothing in the room.
    pub result: Result<Option<Seq>, Refusal>,
    /// Its first event, as version 2 gets it. Of an operation that had been
    /// answered before, only when it was of a host's backend.
    pub event: Option<Utf8Bytes>,
    /// Whether it had been answered before.
    pub repeated: bool,
}

/// Why a write was not done.
#[derive(Debug, Clone, PartialEq, Eq, Error, serde::Serialize, serde::Deserialize)]
#[error("{message}")]
#[expect(clippy::exhaustive_structs, reason = "a refusal is its fields")]
pub struct Refusal {
    /// The stable reason.
    pub code: ErrorCode,
    /// A sentence.
    pub message: String,
}

impl Refusal {
    /// A refusal in words.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}
