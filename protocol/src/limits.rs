//! How much of everything is taken, and the check both sides make.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{ClientMessage, Verbatim};

/// A client's first message must come within this time.
pub const AUTH_TIMEOUT_MS: u64 = 10_000;
/// How often a client of version 2 is heard at least.
pub const HEARTBEAT_MS: u64 = 15_000;
/// A client of version 1 that was not heard for this long is gone.
pub const PRESENCE_TIMEOUT_MS: u64 = 60_000;
/// Cursors of a room are gathered for this long.
pub const CURSOR_BATCH_MS: u64 = 50;
/// Unreadable frames in a row that close a socket.
pub const BAD_MESSAGES: u32 = 20;
/// Ephemeral messages a second, and how many at once.
pub const EPHEMERAL_RATE: (u32, u32) = (100, 200);
/// Writes a second, and how many at once.
pub const WRITE_RATE: (u32, u32) = (50, 1000);
/// Bytes that may wait for a receiver before it counts as too slow.
pub const OUTBOUND_BYTES: usize = 1024 * 1024;
/// Unsent writes a client keeps.
pub const OUTBOX_OPERATIONS: usize = 1000;
/// Bytes of unsent writes a client keeps.
pub const OUTBOX_BYTES: usize = 1024 * 1024;
/// Entries of the activity log in a snapshot.
pub const ACTIVITY_ENTRIES: usize = 100;
/// Notifications in a snapshot.
pub const NOTIFICATIONS: usize = 100;
/// The shortest life of a token.
pub const TOKEN_TTL_MIN_SECONDS: u64 = 60;
/// The longest life of a token.
pub const TOKEN_TTL_MAX_SECONDS: u64 = 24 * 60 * 60;
/// The life of a token that asks for none.
pub const TOKEN_TTL_DEFAULT_SECONDS: u64 = 60 * 60;
/// The longest address of a picture.
pub const AVATAR_BYTES: usize = 2048;
/// The longest bearer token that is looked at.
pub const TOKEN_BYTES: usize = 4096;
/// The most rooms and prefixes in a token, which travels in every handshake.
pub const TOKEN_ROOMS: usize = 50;
/// The most bytes of all of them.
pub const TOKEN_ROOMS_BYTES: usize = 2048;

/// Limits that an environment may lower, as told to clients of version 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::exhaustive_structs, reason = "a set of limits is its fields")]
pub struct Limits {
    /// One text frame.
    pub frame_bytes: usize,
    /// A comment's text, in Unicode characters.
    pub comment_chars: usize,
    /// A person's name, in Unicode characters.
    pub name_chars: usize,
    /// Mentions in one comment.
    pub mentions: usize,
    /// Files on one comment.
    pub attachments: usize,
    /// An emoji, in bytes: a family of four takes 25.
    pub emoji_bytes: usize,
    /// A pin's position.
    pub position_bytes: usize,
    /// A pointer's position.
    pub point_bytes: usize,
    /// A text selection.
    pub selection_bytes: usize,
    /// Points of one stroke.
    pub stroke_points: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_bytes: 64 * 1024,
            comment_chars: 10_000,
            name_chars: 200,
            mentions: 50,
            attachments: 5,
            emoji_bytes: 64,
            position_bytes: 8 * 1024,
            point_bytes: 1024,
            selection_bytes: 4 * 1024,
            stroke_points: 2000,
        }
    }
}

/// A field that holds more, or less, than it may.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LimitError {
    /// More than the limit.
    #[error("{field} is longer than {limit} {unit}: {length}")]
    TooLong {
        /// The field on the wire.
        field: &'static str,
        /// The most allowed.
        limit: usize,
        /// What was given.
        length: usize,
        /// What is counted.
        unit: &'static str,
    },
    /// Nothing where something is needed.
    #[error("{field} is empty")]
    Empty {
        /// The field on the wire.
        field: &'static str,
    },
    /// Another kind of JSON value than the field holds.
    #[error("{field} must be {expected}")]
    Kind {
        /// The field on the wire.
        field: &'static str,
        /// What it holds.
        expected: &'static str,
    },
}

impl Limits {
    /// Checks a message's sizes. Both sides use it: the client to refuse at
    /// once, the server because it trusts nobody.
    ///
    /// # Errors
    /// Names the first field that is out of bounds, and the bound.
    pub fn check(&self, message: &ClientMessage) -> Result<(), LimitError> {
        use ClientMessage as M;
        match message {
            M::ThreadCreate(m) => {
                self.text(&m.body, m.attachment_ids.is_empty())?;
                self.named(&m.mentions, m.attachment_ids.len())?;
                m.position
                    .as_ref()
                    .map_or(Ok(()), |position| self.pin(position))
            }
            M::CommentCreate(m) => {
                self.text(&m.body, m.attachment_ids.is_empty())?;
                self.named(&m.mentions, m.attachment_ids.len())
            }
            M::CommentEdit(m) => {
                self.text(&m.body, true)?;
                self.named(&m.mentions, 0)
            }
            M::ThreadMove(m) => self.pin(&m.position),
            M::NotificationReadAll(m) => most(
                "notificationIds",
                m.notification_ids.as_ref().map_or(0, Vec::len),
                NOTIFICATIONS,
                "ids",
            ),
            M::ReactionAdd(m) => {
                most(
                    "targetId",
                    m.target_id.len(),
                    crate::ThreadId::LIMIT_BYTES,
                    "bytes",
                )?;
                self.emoji(&m.emoji)
            }
            M::EmojiDrop(m) => {
                self.emoji(&m.emoji)?;
                self.point(&m.position)
            }
            M::CursorMove(m) => self.point(&m.position),
            M::ClickPerform(m) => self.point(&m.position),
            M::SelectionUpdate(m) => m.selection.as_ref().map_or(Ok(()), |selection| {
                object("selection", selection)?;
                most(
                    "selection",
                    selection.as_str().len(),
                    self.selection_bytes,
                    "bytes",
                )
            }),
            M::DrawStroke(m) => {
                let expected = "a list of points";
                let kind = LimitError::Kind {
                    field: "points",
                    expected,
                };
                let points = m.points.array_length().ok_or(kind)?;
                most("points", points, self.stroke_points, "points")?;
                most("color", m.color.len(), 64, "bytes")
            }
            _ => Ok(()),
        }
    }

    fn text(&self, body: &str, needed: bool) -> Result<(), LimitError> {
        if needed && body.trim().is_empty() {
            return Err(LimitError::Empty { field: "body" });
        }
        // Bytes bound characters, so most texts need no counting.
        if body.len() <= self.comment_chars {
            return Ok(());
        }
        most(
            "body",
            body.chars().count(),
            self.comment_chars,
            "characters",
        )
    }

    fn named(&self, mentions: &[String], attachments: usize) -> Result<(), LimitError> {
        most("mentions", mentions.len(), self.mentions, "names")?;
        for mention in mentions {
            most(
                "mentions",
                mention.len(),
                crate::UserId::LIMIT_BYTES * 4,
                "bytes",
            )?;
        }
        most("attachmentIds", attachments, self.attachments, "files")
    }

    fn emoji(&self, emoji: &str) -> Result<(), LimitError> {
        if emoji.is_empty() {
            return Err(LimitError::Empty { field: "emoji" });
        }
        most("emoji", emoji.len(), self.emoji_bytes, "bytes")
    }

    fn pin(&self, position: &Verbatim) -> Result<(), LimitError> {
        object("position", position)?;
        most(
            "position",
            position.as_str().len(),
            self.position_bytes,
            "bytes",
        )
    }

    fn point(&self, position: &Verbatim) -> Result<(), LimitError> {
        object("position", position)?;
        most(
            "position",
            position.as_str().len(),
            self.point_bytes,
            "bytes",
        )
    }
}

fn object(field: &'static str, value: &Verbatim) -> Result<(), LimitError> {
    let expected = "an object";
    if value.is_object() {
        Ok(())
    } else {
        Err(LimitError::Kind { field, expected })
    }
}

fn most(
    field: &'static str,
    length: usize,
    limit: usize,
    unit: &'static str,
) -> Result<(), LimitError> {
    if length <= limit {
        Ok(())
    } else {
        Err(LimitError::TooLong {
            field,
            limit,
            length,
            unit,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClientFrame;

    fn check(json: &str) -> Result<(), String> {
        let frame = ClientFrame::decode(json).unwrap();
        Limits::default()
            .check(&frame.message)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_refusal_names_the_field_and_the_limit() {
        let body = "é".repeat(10_001);
        let json = format!(r#"{{"type":"comment:edit","commentId":"c","body":"{body}"}}"#);
        assert_eq!(
            check(&json).unwrap_err(),
            "body is longer than 10000 characters: 10001"
        );
        let json = r#"{"type":"thread:move","threadId":"t","position":[1]}"#;
        assert_eq!(check(json).unwrap_err(), "position must be an object");
        let json = r#"{"type":"draw:stroke","points":{},"color":"red","width":3}"#;
        assert_eq!(check(json).unwrap_err(), "points must be a list of points");
    }

    #[test]
    fn more_notifications_than_anybody_has_are_refused() {
        let read = |count| {
            let ids = vec![r#""n1""#; count].join(",");
            check(&format!(
                r#"{{"type":"notification:read-all","notificationIds":[{ids}]}}"#
            ))
        };
        assert_eq!(read(100), Ok(()));
        let refusal = "notificationIds is longer than 100 ids: 101";
        assert_eq!(read(101).unwrap_err(), refusal);
    }

    #[test]
    fn a_body_may_be_empty_only_beside_a_file() {
        let json = r#"{"type":"comment:create","threadId":"t","id":"c","body":" "}"#;
        assert_eq!(check(json).unwrap_err(), "body is empty");
        let json =
            r#"{"type":"comment:create","threadId":"t","id":"c","body":"","attachmentIds":["a"]}"#;
        assert_eq!(check(json), Ok(()));
    }

    #[test]
    fn ten_thousand_characters_of_any_script_fit() {
        let body = "界".repeat(10_000);
        let json = format!(r#"{{"type":"comment:edit","commentId":"c","body":"{body}"}}"#);
        assert_eq!(check(&json), Ok(()));
    }
}
