//! What an engine tells its host.

use pulse_protocol::entity::PresenceStatus;
use pulse_protocol::{OpId, RelayedCursor, ThreadId, UserId};

use crate::{PendingWrite, Problem, Status};

/// Something the host may want to know.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The connection's status changed.
    Status {
        /// The new one.
        status: Status,
        /// The one before.
        previous: Status,
        /// Why, in a sentence, where there is more to say.
        message: Option<String>,
    },
    /// The token ends soon and nobody can fetch another: the host should set one.
    TokenExpiring {
        /// By the server's clock, in milliseconds since 1970.
        expires_at: u64,
    },
    /// Something went wrong.
    Error(Problem),
    /// A part of the view is different now.
    Changed(Part),
    /// The server has the write.
    Settled(OpId),
    /// The write was refused. It left no trace in the view; its text is here.
    Rejected(PendingWrite),
    /// A refused write is tried again under another name.
    Renamed {
        /// The name it was refused under.
        from: OpId,
        /// Its new name.
        to: OpId,
    },
    /// The list of pending writes is different now.
    Pending,
    /// Somebody's pointer moved. Not kept in the view.
    Cursor(RelayedCursor),
    /// Somebody began to write, or has stopped.
    Typing {
        /// Where.
        thread_id: ThreadId,
        /// Who.
        user_id: UserId,
    },
    /// One's own presence, as it was told to the server.
    OwnPresence(PresenceStatus),
    /// A server message, as it came, after its effects on the view. Signals of
    /// others (clicks, viewports, selections, drawings, emoji) come this way
    /// only; errors and cursors come only as what they are.
    Message {
        /// Its type.
        kind: &'static str,
        /// The frame.
        text: String,
    },
}

/// A part of the view.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// Oneself, everybody known, the environment's settings.
    Auth,
    /// Everybody known.
    Users,
    /// What the environment allows.
    Config,
    /// Who is here.
    Presence,
    /// Conversations.
    Threads,
    /// One's notifications.
    Notifications,
    /// Reactions: of one target, or of all.
    Reactions(Option<String>),
    /// The activity log.
    ActivityLogs,
}
