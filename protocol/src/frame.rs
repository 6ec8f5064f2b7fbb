//! One text frame: a message and what version 2 puts beside its fields.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::write::to_json;
use crate::{ClientMessage, OpId, Seq, ServerMessage};

/// A frame from a client.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "a frame is its fields")]
pub struct ClientFrame {
    /// What is said.
    #[serde(flatten)]
    pub message: ClientMessage,
    /// On every write of a version 2 client: the answer names it.
    #[serde(rename = "opId", skip_serializing_if = "Option::is_none")]
    pub op_id: Option<OpId>,
}

/// A frame from the server.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "a frame is its fields")]
pub struct ServerFrame {
    /// What is said.
    #[serde(flatten)]
    pub message: ServerMessage,
    /// On every durable event, for version 2 clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
}

/// Why a text frame could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// Not JSON, or not an object with a text `type`.
    #[error("a message is a JSON object with a text \"type\": {detail}")]
    Shape {
        /// What the parser saw.
        detail: String,
        /// Set when a well-formed operation id could still be read.
        op_id: Option<OpId>,
    },
    /// A type this version does not know. It is to be ignored.
    #[error("unknown message type")]
    UnknownType {
        /// Set when the message had one, so that its sender can be told.
        op_id: Option<OpId>,
    },
    /// A known type with a missing or wrong field.
    #[error("{kind}: {detail}")]
    Fields {
        /// The message's type.
        kind: &'static str,
        /// Which field, and what is wrong with it.
        detail: String,
        /// Set when the message had one, so that its sender can be told.
        op_id: Option<OpId>,
    },
}

impl DecodeError {
    /// The operation the unreadable message was, when it said so.
    #[must_use]
    pub fn op_id(&self) -> Option<&OpId> {
        match self {
            Self::Shape { op_id, .. }
            | Self::UnknownType { op_id }
            | Self::Fields { op_id, .. } => op_id.as_ref(),
        }
    }

    fn with_op_id(mut self, id: Option<OpId>) -> Self {
        match &mut self {
            Self::Shape { op_id, .. }
            | Self::UnknownType { op_id }
            | Self::Fields { op_id, .. } => *op_id = id,
        }
        self
    }
}

impl ClientFrame {
    /// A frame without an operation id.
    #[must_use]
    pub const fn plain(message: ClientMessage) -> Self {
        Self {
            message,
            op_id: None,
        }
    }

    /// Reads a text frame.
    ///
    /// # Errors
    /// When it is no message; see [`DecodeError`] for what to do about it.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let head = Head::read(text)?;
        match ClientMessage::read(&head.kind, text) {
            None => Err(DecodeError::UnknownType { op_id: head.op_id }),
            Some(Err(error)) => Err(error.with_op_id(head.op_id)),
            Some(Ok(message)) => Ok(Self {
                message,
                op_id: head.op_id,
            }),
        }
    }

    /// The frame as JSON text.
    #[must_use]
    pub fn encode(&self) -> String {
        Self::encode_parts(&self.message, self.op_id.as_ref())
    }

    /// A frame's JSON text, from its parts.
    #[must_use]
    pub fn encode_parts(message: &ClientMessage, op_id: Option<&OpId>) -> String {
        append(message.write(), "opId", op_id)
    }
}

impl ServerFrame {
    /// A frame that takes no place in a room's sequence.
    #[must_use]
    pub const fn plain(message: ServerMessage) -> Self {
        Self { message, seq: None }
    }

    /// Reads a text frame.
    ///
    /// # Errors
    /// When it is no message; see [`DecodeError`] for what to do about it.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let head = Head::read(text)?;
        match ServerMessage::read(&head.kind, text) {
            None => Err(DecodeError::UnknownType { op_id: None }),
            Some(Err(error)) => Err(error),
            // Answers name a place in a field of their own.
            Some(Ok(message)) => Ok(Self {
                seq: head.seq.filter(|_| message.is_durable()),
                message,
            }),
        }
    }

    /// The frame as JSON text.
    #[must_use]
    pub fn encode(&self) -> String {
        append(self.message.write(), "seq", self.seq.as_ref())
    }
}

/// What is read of every frame before its type is known.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(rename = "opId")]
    op_id: Option<OpId>,
    seq: Option<Seq>,
}

impl<'a> Head<'a> {
    fn read(text: &'a str) -> Result<Self, DecodeError> {
        // serde reads a struct from a JSON array too; the wire has only objects.
        if !text.trim_start().starts_with('{') {
            let detail = "the text does not begin with {".to_owned();
            return Err(DecodeError::Shape {
                detail,
                op_id: None,
            });
        }
        serde_json::from_str(text).map_err(|error| DecodeError::Shape {
            detail: error.to_string(),
            op_id: None,
        })
    }
}

/// Reads a message's own fields, and says which one is wrong.
pub(crate) fn read_body<'a, T: Deserialize<'a>>(
    kind: &'static str,
    text: &'a str,
) -> Result<T, DecodeError> {
    serde_json::from_str(text).map_err(|error| {
        #[cfg(feature = "explain")]
        let detail = explain::<T>(text, &error);
        #[cfg(not(feature = "explain"))]
        let detail = error.to_string();
        DecodeError::Fields {
            kind,
            detail,
            op_id: None,
        }
    })
}

/// The path of the wrong field costs a second look, so only failures pay.
#[cfg(feature = "explain")]
fn explain<'a, T: Deserialize<'a>>(text: &'a str, error: &serde_json::Error) -> String {
    let mut json = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(fault) if fault.path().iter().len() > 0 => format!("{}: {error}", fault.path()),
        _ => error.to_string(),
    }
}

/// Puts a message's type in front of its fields. Put together from texts, because
/// serde's tagged enums and flattened structs bring a serializer for each type.
pub(crate) fn tagged(kind: &str, fields: &str) -> String {
    let mut text = String::with_capacity(fields.len() + kind.len() + 64);
    text.push_str("{\"type\":\"");
    text.push_str(kind);
    text.push('"');
    if fields != "{}" {
        text.push(',');
    }
    text.push_str(fields.strip_prefix('{').unwrap_or_default());
    text
}

/// Adds a field to the text of an object that has some.
fn append(mut text: String, name: &str, value: Option<&impl Serialize>) -> String {
    if let Some(value) = value {
        text.pop();
        text.push_str(",\"");
        text.push_str(name);
        text.push_str("\":");
        text.push_str(&to_json(value));
        text.push('}');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_field_is_named() {
        let error = ClientFrame::decode(r#"{"type":"comment:create","threadId":7}"#).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("comment:create: threadId: invalid type"),
            "{error}"
        );
        let error = ClientFrame::decode(r#"{"type":"comment:delete"}"#).unwrap_err();
        assert!(
            error.to_string().contains("missing field `commentId`"),
            "{error}"
        );
    }

    #[test]
    fn an_operation_that_cannot_be_read_is_still_named() {
        let error = ClientFrame::decode(r#"{"type":"comment:delete","opId":"o1"}"#).unwrap_err();
        assert_eq!(error.op_id().map(OpId::as_str), Some("o1"));
        let error = ClientFrame::decode(r#"{"type":"later:thing","opId":"o2"}"#).unwrap_err();
        assert_eq!(
            error,
            DecodeError::UnknownType {
                op_id: OpId::parse("o2").ok()
            }
        );
    }

    #[test]
    fn what_is_no_object_with_a_type_is_a_shape_error() {
        for text in [
            "",
            "[]",
            "null",
            "\"auth\"",
            "{}",
            r#"{"type":1}"#,
            "{",
            r#"["draw:clear"]"#,
        ] {
            let error = ClientFrame::decode(text).unwrap_err();
            assert!(
                matches!(error, DecodeError::Shape { .. }),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn a_frame_is_written_as_serde_would_write_it() {
        for (text, op_id) in [
            (
                r#"{"type":"notification:read-all"}"#,
                OpId::parse("o\"1").ok(),
            ),
            (r#"{"type":"draw:clear"}"#, None),
            (
                r#"{"type":"comment:delete","commentId":"c"}"#,
                OpId::parse("o1").ok(),
            ),
        ] {
            let mut frame = ClientFrame::decode(text).unwrap();
            frame.op_id = op_id;
            assert_eq!(frame.encode(), serde_json::to_string(&frame).unwrap());
        }
        let mut frame = ServerFrame::decode(r#"{"type":"thread:deleted","threadId":"t"}"#).unwrap();
        frame.seq = Some(Seq(7));
        assert_eq!(frame.encode(), serde_json::to_string(&frame).unwrap());
    }

    #[test]
    fn a_place_that_belongs_to_the_message_is_written_once() {
        let text = r#"{"type":"ack","opId":"o","seq":4}"#;
        let frame = ServerFrame::decode(text).unwrap();
        assert_eq!(frame.seq, None);
        assert_eq!(frame.encode(), text);
    }

    #[test]
    fn unknown_fields_are_ignored() {
        let frame = ClientFrame::decode(r#"{"type":"draw:clear","later":{"a":1}}"#).unwrap();
        assert_eq!(frame.message.kind(), "draw:clear");
    }
}
