//! Reading back a write that was kept over a restart.

use pulse_protocol::{ClientMessage, OpId, RawFrame};

/// The name and the message of a kept frame; `None` when it is no write.
pub(crate) fn read(frame: &str) -> Option<(OpId, ClientMessage)> {
    let frame = RawFrame::read(frame).ok()?;
    let message = match frame.kind() {
        "thread:create" => ClientMessage::ThreadCreate(frame.body()?),
        "thread:resolve" => ClientMessage::ThreadResolve(frame.body()?),
        "thread:move" => ClientMessage::ThreadMove(frame.body()?),
        "thread:delete" => ClientMessage::ThreadDelete(frame.body()?),
        "comment:create" => ClientMessage::CommentCreate(frame.body()?),
        "comment:edit" => ClientMessage::CommentEdit(frame.body()?),
        "comment:delete" => ClientMessage::CommentDelete(frame.body()?),
        "reaction:add" => ClientMessage::ReactionAdd(frame.body()?),
        "reaction:remove" => ClientMessage::ReactionRemove(frame.body()?),
        "notification:read" => ClientMessage::NotificationRead(frame.body()?),
        "notification:read-all" => ClientMessage::NotificationReadAll(frame.body()?),
        _ => return None,
    };
    Some((frame.field("opId")?, message))
}

#[cfg(test)]
mod tests {
    use pulse_protocol::{ClientFrame, Document};

    use super::*;

    #[test]
    fn every_write_comes_back_as_it_was() {
        let vectors = include_str!("../../tests/vectors/client-messages.json");
        let op_id = OpId::parse("op1").unwrap();
        let mut kinds = std::collections::BTreeSet::new();
        let vectors = Document::parse(vectors).unwrap();
        for vector in vectors.root().items().unwrap() {
            let frame = ClientFrame::decode(vector.field("json").unwrap().as_str()).unwrap();
            let text = ClientFrame::encode_parts(&frame.message, Some(&op_id));
            let back = read(&text);
            if frame.message.is_write() {
                kinds.insert(frame.message.kind());
                assert_eq!(back, Some((op_id.clone(), frame.message)), "{text}");
            } else {
                assert_eq!(back, None, "{text}");
            }
        }
        assert_eq!(kinds.len(), 11);
    }

    #[test]
    fn a_write_without_a_name_is_none() {
        assert_eq!(read(r#"{"type":"thread:delete","threadId":"t1"}"#), None);
    }
}
