//! A server frame that is read as far as it is needed.
//!
//! [`ServerFrame`](crate::ServerFrame) reads every message into its type. A
//! client in a page hands many messages on as they are, and every type it
//! does not read is code that nobody has to download.

use std::borrow::Cow;

use crate::piece::Document;
use crate::read::Read;
use crate::{DecodeError, Seq};

/// A frame whose body was not read yet.
#[derive(Debug, Clone)]
pub struct RawFrame<'a> {
    document: Document<'a>,
    kind: Cow<'a, str>,
}

impl<'a> RawFrame<'a> {
    /// Reads the head of a text frame.
    ///
    /// # Errors
    /// When the text is no JSON object with a text `type`.
    pub fn read(text: &'a str) -> Result<Self, DecodeError> {
        let document = Document::parse(text);
        let kind = document.as_ref().and_then(|document| {
            let kind = document.root().field("type")?;
            Some(match kind.text()? {
                // As long as the text, not as what looked through it.
                Cow::Borrowed(inner) => {
                    let start = kind.range().start + 1;
                    Cow::Borrowed(text.get(start..start + inner.len())?)
                }
                Cow::Owned(unescaped) => Cow::Owned(unescaped),
            })
        });
        match (document, kind) {
            (Some(document), Some(kind)) => Ok(Self { document, kind }),
            _ => Err(DecodeError::Shape {
                detail: "the frame is none".to_owned(),
                op_id: None,
            }),
        }
    }

    /// The message's `type`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// A field of the message, when it is there and fits the type.
    #[must_use]
    pub fn field<T: Read>(&self, name: &str) -> Option<T> {
        T::read(self.document.root().field(name)?)
    }

    /// The event's place in the room's sequence, if it takes one.
    #[must_use]
    pub fn seq(&self) -> Option<Seq> {
        self.field("seq")
    }

    /// The message as the type that its `type` stands for; `None` when a field is missing or wrong.
    #[must_use]
    pub fn body<T: Read>(&self) -> Option<T> {
        T::read(self.document.root())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PresenceLeave;

    #[test]
    fn a_frame_is_read_step_by_step() {
        let text = r#"{"type":"presence:leave","userId":"u\u0031","seq":4}"#;
        let frame = RawFrame::read(text).unwrap();
        assert_eq!(frame.kind(), "presence:leave");
        assert_eq!(frame.seq(), Some(Seq(4)));
        let leave: PresenceLeave = frame.body().unwrap();
        assert_eq!(Some(leave.user_id), frame.field("userId"));
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for text in ["", "[]", "{}", r#"{"type":7}"#, r#""type""#] {
            assert!(RawFrame::read(text).is_err(), "{text}");
        }
        let frame = RawFrame::read(r#"{"type":"presence:leave"}"#).unwrap();
        assert_eq!(frame.body::<PresenceLeave>(), None);
    }
}
