//! Pointers of a room, gathered for one tick and encoded once.

use axum::extract::ws::Utf8Bytes;
use pulse_protocol::UserId;

/// The newest pointer of each person who moved, as JSON.
#[derive(Debug)]
pub(super) struct CursorBatch {
    cursors: Vec<(UserId, Utf8Bytes)>,
    /// The whole frame, for everybody who is not in it.
    whole: Option<Utf8Bytes>,
}

impl CursorBatch {
    pub(super) fn new(cursors: Vec<(UserId, Utf8Bytes)>) -> Self {
        let whole = batch_text(cursors.iter().map(|(_, text)| text));
        Self { cursors, whole }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(UserId, Utf8Bytes)> {
        self.cursors.iter()
    }

    /// The frame without the receiver's own pointer; none when that was all.
    pub(super) fn text_for(&self, receiver: &UserId) -> Option<Utf8Bytes> {
        if self.cursors.iter().any(|(user, _)| user == receiver) {
            let others = self.cursors.iter().filter(|(user, _)| user != receiver);
            batch_text(others.map(|(_, text)| text))
        } else {
            self.whole.clone()
        }
    }
}

/// A `cursor:batch` of pointers that are JSON already.
pub(super) fn batch_text<'a>(cursors: impl Iterator<Item = &'a Utf8Bytes>) -> Option<Utf8Bytes> {
    let mut frame = String::from(r#"{"type":"cursor:batch","cursors":["#);
    let empty = frame.len();
    for cursor in cursors {
        if frame.len() > empty {
            frame.push(',');
        }
        frame.push_str(cursor);
    }
    (frame.len() > empty).then(|| {
        frame.push_str("]}");
        frame.into()
    })
}
