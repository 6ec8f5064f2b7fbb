//! Writes that the server does not have yet, in the order they were made,
//! and writes it refused, whose text is kept for another try.

use std::collections::VecDeque;

use pulse_protocol::limits::{OUTBOX_BYTES, OUTBOX_OPERATIONS};
use pulse_protocol::{ClientFrame, ClientMessage, ErrorCode, OpId, Timestamp, UserId};
use serde::Serialize;

use crate::{Problem, SavedWrite};

/// A write that is not settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PendingWrite {
    /// Names it.
    pub op_id: OpId,
    /// The message type, such as `comment:create`.
    pub kind: &'static str,
    /// Id of the thread, comment, reaction or notification concerned.
    pub target_id: String,
    /// How far it is.
    pub status: WriteStatus,
    /// The text, for another try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
}

/// How far a write is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "part of the public interface")]
pub enum WriteStatus {
    /// Waits for the connection.
    Queued,
    /// Sent, not acknowledged.
    Sent,
    /// Refused.
    Failed,
}

/// A write in the outbox.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) id: OpId,
    pub(crate) message: ClientMessage,
    pub(crate) at: Timestamp,
    /// Who made it; unknown until the first `auth:ok`.
    pub(crate) author: Option<UserId>,
    phase: Phase,
    bytes: usize,
    attempts: u32,
}

#[derive(Debug, Clone)]
enum Phase {
    Queued { not_before: u64 },
    Sent,
    Failed(Problem),
}

/// Bounded; nothing leaves it unnoticed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outbox {
    operations: VecDeque<Operation>,
    bytes: usize,
}

impl Operation {
    pub(crate) fn new(
        id: OpId,
        message: ClientMessage,
        at: Timestamp,
        author: Option<UserId>,
    ) -> Self {
        let bytes = ClientFrame::encode_parts(&message, Some(&id)).len();
        Self {
            id,
            message,
            at,
            author,
            phase: Phase::Queued { not_before: 0 },
            bytes,
            attempts: 0,
        }
    }

    /// Whether its effect is to be shown.
    pub(crate) const fn is_live(&self) -> bool {
        !matches!(self.phase, Phase::Failed(_))
    }

    pub(crate) const fn is_sent(&self) -> bool {
        matches!(self.phase, Phase::Sent)
    }

    pub(crate) fn view(&self) -> PendingWrite {
        PendingWrite {
            op_id: self.id.clone(),
            kind: self.message.kind(),
            target_id: target_id(&self.message).to_owned(),
            status: match self.phase {
                Phase::Queued { .. } => WriteStatus::Queued,
                Phase::Sent => WriteStatus::Sent,
                Phase::Failed(_) => WriteStatus::Failed,
            },
            body: body(&self.message).map(str::to_owned),
            error: match &self.phase {
                Phase::Failed(problem) => Some(problem.clone()),
                _ => None,
            },
        }
    }
}

impl Outbox {
    /// Takes a write.
    ///
    /// # Errors
    /// Hands it back when the outbox is full.
    pub(crate) fn push(&mut self, operation: Operation) -> Result<(), Box<(Operation, Problem)>> {
        if self.operations.len() >= OUTBOX_OPERATIONS {
            let limit = format!("{OUTBOX_OPERATIONS} writes wait already");
            return Err(Box::new((
                operation,
                Problem::new(ErrorCode::OutboxFull, limit),
            )));
        }
        if self.bytes + operation.bytes > OUTBOX_BYTES {
            let limit = format!("the waiting writes would exceed {OUTBOX_BYTES} bytes");
            return Err(Box::new((
                operation,
                Problem::new(ErrorCode::OutboxFull, limit),
            )));
        }
        self.bytes += operation.bytes;
        self.operations.push_back(operation);
        Ok(())
    }

    /// All, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter()
    }

    pub(crate) fn get(&self, id: &OpId) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == *id)
    }

    /// Those whose effect is shown, in order.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Operation> {
        self.operations
            .iter()
            .filter(|operation| operation.is_live())
    }

    /// Takes a write out.
    pub(crate) fn remove(&mut self, id: &OpId) -> Option<Operation> {
        let at = self
            .operations
            .iter()
            .position(|operation| operation.id == *id)?;
        let operation = self.operations.remove(at)?;
        self.bytes -= operation.bytes;
        Some(operation)
    }

    /// The next write to send: the first unsent one, unless it must wait.
    /// Nothing overtakes it, since later writes may build on it.
    pub(crate) fn take_next(&mut self, now: u64) -> Option<&Operation> {
        let next = self
            .operations
            .iter_mut()
            .find_map(|operation| match operation.phase {
                Phase::Queued { not_before } => Some((not_before, operation)),
                _ => None,
            })?;
        let (not_before, operation) = next;
        if not_before > now {
            return None;
        }
        operation.phase = Phase::Sent;
        operation.attempts += 1;
        Some(operation)
    }

    /// When the next unsent write may go.
    pub(crate) fn due(&self) -> Option<u64> {
        self.operations
            .iter()
            .find_map(|operation| match operation.phase {
                Phase::Queued { not_before } => Some(not_before),
                _ => None,
            })
    }

    /// The connection is gone: whatever was not acknowledged will be sent again.
    pub(crate) fn requeue_all(&mut self) {
        for operation in &mut self.operations {
            if operation.is_sent() {
                operation.phase = Phase::Queued { not_before: 0 };
            }
        }
    }

    /// Puts one write back, to be sent again later. False when it was tried too often.
    pub(crate) fn postpone(&mut self, id: &OpId, not_before: u64) -> bool {
        let found = self
            .operations
            .iter_mut()
            .find(|operation| operation.id == *id);
        match found {
            Some(operation) if operation.attempts < MOST_ATTEMPTS => {
                operation.phase = Phase::Queued { not_before };
                true
            }
            _ => false,
        }
    }

    /// Keeps a refused write for its text.
    pub(crate) fn fail(&mut self, id: &OpId, problem: Problem) -> Option<PendingWrite> {
        let operation = self
            .operations
            .iter_mut()
            .find(|operation| operation.id == *id)?;
        operation.phase = Phase::Failed(problem);
        Some(operation.view())
    }

    /// Whether the write needs something that an earlier, unsettled write makes.
    pub(crate) fn waits_for_earlier(&self, id: &OpId) -> bool {
        let Some(at) = self
            .operations
            .iter()
            .position(|operation| operation.id == *id)
        else {
            return false;
        };
        let needed = needs(&self.operations[at].message);
        self.operations.iter().take(at).any(|earlier| {
            matches!(earlier.phase, Phase::Queued { .. })
                && makes(&earlier.message)
                    .iter()
                    .flatten()
                    .any(|made| Some(*made) == needed)
        })
    }

    pub(crate) fn saved(&self) -> Vec<SavedWrite> {
        self.operations
            .iter()
            .map(|operation| SavedWrite {
                unix_ms: operation.at.unix_ms(),
                author: operation.author.as_ref().map(ToString::to_string),
                frame: ClientFrame::encode_parts(&operation.message, Some(&operation.id)),
            })
            .collect()
    }

    /// Names the author of writes that were made before anybody was known.
    pub(crate) fn claim(&mut self, author: &UserId) {
        for operation in &mut self.operations {
            operation.author.get_or_insert_with(|| author.clone());
        }
    }
}

/// Id of what a write is about.
pub(crate) fn target_id(message: &ClientMessage) -> &str {
    match message {
        ClientMessage::ThreadCreate(m) => m.id.as_str(),
        ClientMessage::ThreadResolve(m) => m.thread_id.as_str(),
        ClientMessage::ThreadMove(m) => m.thread_id.as_str(),
        ClientMessage::ThreadDelete(m) => m.thread_id.as_str(),
        ClientMessage::CommentCreate(m) => m.id.as_str(),
        ClientMessage::CommentEdit(m) => m.comment_id.as_str(),
        ClientMessage::CommentDelete(m) => m.comment_id.as_str(),
        ClientMessage::ReactionAdd(m) => m.id.as_ref().map_or(&m.target_id, |id| id.as_str()),
        ClientMessage::ReactionRemove(m) => m.reaction_id.as_str(),
        ClientMessage::NotificationRead(m) => m.notification_id.as_str(),
        _ => "",
    }
}

fn body(message: &ClientMessage) -> Option<&str> {
    match message {
        ClientMessage::ThreadCreate(m) => Some(&m.body),
        ClientMessage::CommentCreate(m) => Some(&m.body),
        ClientMessage::CommentEdit(m) => Some(&m.body),
        ClientMessage::ReactionAdd(m) => Some(&m.emoji),
        _ => None,
    }
}

/// The ids a write brings into being.
fn makes(message: &ClientMessage) -> [Option<&str>; 2] {
    match message {
        ClientMessage::ThreadCreate(m) => [
            Some(m.id.as_str()),
            m.comment_id.as_ref().map(AsRef::as_ref),
        ],
        ClientMessage::CommentCreate(m) => [Some(m.id.as_str()), None],
        ClientMessage::ReactionAdd(m) => [m.id.as_ref().map(AsRef::as_ref), None],
        _ => [None, None],
    }
}

/// The id a write presupposes.
fn needs(message: &ClientMessage) -> Option<&str> {
    match message {
        ClientMessage::CommentCreate(m) => Some(m.thread_id.as_str()),
        ClientMessage::ReactionAdd(m) => Some(&m.target_id),
        ClientMessage::ThreadCreate(_) | ClientMessage::NotificationReadAll(_) => None,
        other => Some(target_id(other)),
    }
}

/// A write that the server cannot take for a moment is tried this often.
const MOST_ATTEMPTS: u32 = 8;
