//! Ids as types, so that a thread's cannot be handed where a comment's is
//! meant. Text is checked once, when it is parsed.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdError {
    /// Nothing was given.
    #[error("{kind} is empty")]
    Empty {
        /// Which id, in words.
        kind: &'static str,
    },
    /// More bytes than the kind allows.
    #[error("{kind} is longer than {limit} bytes: {length}")]
    TooLong {
        /// Which id, in words.
        kind: &'static str,
        /// The most bytes allowed.
        limit: usize,
        /// The bytes given.
        length: usize,
    },
    /// A control character, which would make logs and headers ambiguous.
    #[error("{kind} contains a control character")]
    Control {
        /// Which id, in words.
        kind: &'static str,
    },
}

macro_rules! string_ids {
    ($($(#[$doc:meta])* $name:ident, $kind:literal, $limit:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The most bytes such an id may have.
            pub const LIMIT_BYTES: usize = $limit;

            /// Checks and keeps a text.
            ///
            /// # Errors
            /// When the text is empty, too long or has control characters.
            pub fn parse(text: impl AsRef<str>) -> Result<Self, IdError> {
                let text = text.as_ref();
                check(text, $kind, $limit)?;
                Ok(Self(text.into()))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl crate::Read for $name {
            fn read(piece: crate::Piece<'_>) -> Option<Self> {
                Self::parse(piece.text()?).ok()
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(text).map_err(D::Error::custom)
            }
        }
    )+};
}

string_ids! {
    /// An isolated tenant, such as `env_abc123`.
    EnvironmentId, "environment id", 64;
    /// A key pair of an environment.
    KeyId, "key id", 64;
    /// A place to collaborate: any text the host page chooses, slashes included.
    RoomId, "room id", 256;
    /// A person, by the id the host's own backend gave.
    UserId, "user id", 256;
    /// A conversation; made by the client that starts it.
    ThreadId, "thread id", 64;
    /// One contribution to a thread; made by the client that writes it.
    CommentId, "comment id", 64;
    /// One person's emoji on a comment or thread.
    ReactionId, "reaction id", 64;
    /// An uploaded file.
    AttachmentId, "attachment id", 64;
    /// A personal notification.
    NotificationId, "notification id", 64;
    /// An entry of a room's activity log.
    ActivityId, "activity id", 64;
    /// One write, the same over every attempt to deliver it.
    OpId, "operation id", 64;
    /// One authenticated socket.
    ConnectionId, "connection id", 64;
    /// One life of a room's sequence. Another epoch means that sequence
    /// numbers cannot be compared, as after restoring a backup.
    Epoch, "epoch", 64;
}

/// The place of a durable event in its room, gapless from 1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first event of a room.
    pub const ZERO: Self = Self(0);

    /// The number of the event that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn check(text: &str, kind: &'static str, limit: usize) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty { kind });
    }
    if text.len() > limit {
        let length = text.len();
        return Err(IdError::TooLong {
            kind,
            limit,
            length,
        });
    }
    if has_control(text.as_bytes()) {
        return Err(IdError::Control { kind });
    }
    Ok(())
}

/// What `char::is_control` says of any character, without decoding them.
fn has_control(text: &[u8]) -> bool {
    text.iter().enumerate().any(|(at, byte)| match byte {
        0..0x20 | 0x7f => true,
        0xc2 => text.get(at + 1).is_some_and(|next| *next < 0xa0),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            let bytes = c.to_string();
            assert_eq!(has_control(bytes.as_bytes()), c.is_control(), "{c:?}");
        }
    }

    #[test]
    fn an_id_names_its_kind_and_limit_when_refused() {
        let error = RoomId::parse("r".repeat(301)).unwrap_err();
        assert_eq!(error.to_string(), "room id is longer than 256 bytes: 301");
        assert_eq!(
            UserId::parse("").unwrap_err().to_string(),
            "user id is empty"
        );
        assert_eq!(
            ThreadId::parse("a\nb").unwrap_err().to_string(),
            "thread id contains a control character"
        );
    }

    #[test]
    fn a_room_id_may_have_slashes_and_any_script() {
        let room: RoomId = serde_json::from_str(r#""/製品/価格 🎉""#).unwrap();
        assert_eq!(room.as_str(), "/製品/価格 🎉");
        assert_eq!(serde_json::to_string(&room).unwrap(), r#""/製品/価格 🎉""#);
    }

    #[test]
    fn an_escaped_text_is_read_like_a_plain_one() {
        let id: UserId = serde_json::from_str(r#""a\u0062c""#).unwrap();
        assert_eq!(id.as_str(), "abc");
        assert!(serde_json::from_str::<UserId>("7").is_err());
    }
}
