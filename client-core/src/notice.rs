//! What an engine sees that is out of the ordinary, for whoever debugs a
//! client: numbers and fixed words, and nothing that anybody wrote.
//!
//! It is only collected with the feature `diagnostics`; the client that ships
//! to browsers is built without it and carries none of this.

use std::fmt;

use pulse_protocol::Seq;

/// Something out of the ordinary. Its `Display` is a line for a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// A frame is no JSON object with a type.
    Unreadable {
        /// How long it is.
        bytes: usize,
    },
    /// A frame has a type that is not known, or fields that are not of its type.
    Unusable {
        /// How long it is.
        bytes: usize,
    },
    /// A message came when nobody waited for one of its kind.
    Unexpected {
        /// Its type.
        kind: &'static str,
    },
    /// News of a socket that is not the current one.
    StaleSocket,
    /// An answer to a request for a token that is not waited for any more.
    StaleToken,
    /// An answer about a write that is not in the outbox.
    UnknownOperation,
    /// An event came that had come before.
    Again {
        /// Its place.
        seq: Seq,
        /// The last place that is known.
        last: Seq,
    },
    /// An event came before others that it follows.
    Early {
        /// Its place.
        seq: Seq,
        /// The last place that is known.
        last: Seq,
    },
    /// Events are missing, and asked for.
    Missing {
        /// The last place that is known.
        after: Seq,
    },
    /// What the server says of its history contradicts what it said before:
    /// the client starts anew.
    Contradiction,
    /// Something took longer than it may.
    Overdue {
        /// What it is.
        what: &'static str,
    },
    /// So many notices were not asked for in time and are gone.
    Missed {
        /// How many.
        notices: u32,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { bytes } => write!(f, "a frame of {bytes} bytes is unreadable"),
            Self::Unusable { bytes } => {
                write!(
                    f,
                    "a frame of {bytes} bytes is of no use: an unknown type or other fields"
                )
            }
            Self::Unexpected { kind } => write!(f, "{kind} came when nobody waited for it"),
            Self::StaleSocket => f.write_str("news of a socket that is not the current one"),
            Self::StaleToken => f.write_str("a token that nobody waits for any more"),
            Self::UnknownOperation => f.write_str("an answer about a write that is not waiting"),
            Self::Again { seq, last } => {
                write!(f, "event {} came again, after {}", seq.0, last.0)
            }
            Self::Early { seq, last } => write!(f, "event {} came early, after {}", seq.0, last.0),
            Self::Missing { after } => write!(f, "asking for the events after {}", after.0),
            Self::Contradiction => f.write_str("the server's history contradicts itself"),
            Self::Overdue { what } => write!(f, "{what} took too long"),
            Self::Missed { notices } => write!(f, "{notices} notices before this are gone"),
        }
    }
}

/// Notices that wait to be asked for.
#[cfg(feature = "diagnostics")]
#[derive(Debug, Default)]
pub(crate) struct Notices {
    waiting: std::collections::VecDeque<Notice>,
    missed: u32,
}

#[cfg(feature = "diagnostics")]
impl Notices {
    /// Full: the oldest goes, and is counted.
    pub(crate) fn push(&mut self, notice: Notice) {
        if self.waiting.len() == MOST {
            self.waiting.pop_front();
            self.missed = self.missed.saturating_add(1);
        }
        self.waiting.push_back(notice);
    }

    pub(crate) fn pop(&mut self) -> Option<Notice> {
        if self.missed > 0 {
            let notices = std::mem::take(&mut self.missed);
            return Some(Notice::Missed { notices });
        }
        self.waiting.pop_front()
    }
}

#[cfg(feature = "diagnostics")]
const MOST: usize = 64;
