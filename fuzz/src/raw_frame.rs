//! What a client in a page reads: its own walk over JSON sees what a full
//! parser sees.

use pulse_protocol::{RawFrame, ServerFrame, UserId, Verbatim};
use serde::de::IgnoredAny;
use serde_json::Value;

/// Reads a text step by step, and as a whole.
///
/// # Panics
/// When the two do not agree.
pub fn run(text: &str) {
    let whole: Option<Value> = serde_json::from_str(text).ok();
    let Ok(frame) = RawFrame::read(text) else {
        assert!(ServerFrame::decode(text).is_err(), "a frame was not seen");
        return;
    };
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    assert!(is_json, "what is a frame is JSON");
    // Of a field that is there twice, either may count; and a number may be
    // JSON without fitting into any type.
    if let Some(whole) = whole.filter(|whole| is_unambiguous(text, whole)) {
        assert_eq!(whole["type"], frame.kind());
        let seq = frame.seq().map(|seq| seq.0);
        if let Some(seq) = seq {
            assert_eq!(whole["seq"], seq);
        }
        if let Some(user) = frame.field::<UserId>("userId") {
            assert_eq!(whole["userId"], user.as_str());
        }
    }
    if let Some(position) = frame.field::<Verbatim>("position") {
        let read = serde_json::from_str::<IgnoredAny>(position.as_str());
        assert!(read.is_ok(), "a field is JSON");
    }
    if let Ok(typed) = ServerFrame::decode(text)
        && typed.message.is_durable()
    {
        assert_eq!(typed.seq, frame.seq());
    }
}

/// Whether no field is there twice: then the whole, written again, has as
/// many names as the text.
fn is_unambiguous(text: &str, whole: &Value) -> bool {
    fn names(value: &Value) -> usize {
        match value {
            Value::Object(fields) => fields.len() + fields.values().map(names).sum::<usize>(),
            Value::Array(items) => items.iter().map(names).sum(),
            _ => 0,
        }
    }
    fn colons(text: &str) -> usize {
        let (mut count, mut inside, mut escaped) = (0, false, false);
        for byte in text.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if inside => escaped = true,
                b'"' => inside = !inside,
                b':' if !inside => count += 1,
                _ => {}
            }
        }
        count
    }
    colons(text) == names(whole)
}
