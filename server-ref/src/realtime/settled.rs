//! Settled threads, which clients of version 2 get in pages.

use pulse_protocol::{ServerFrame, ServerMessage, ThreadsPage, Timestamp};

use crate::storage::{Page, Place, WholeThread};

/// Where a client's next page begins. It says when the client got its
/// snapshot, too: a thread that was opened again since then belongs to the
/// pages, or nobody would tell the client of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SettledCursor {
    pub(super) since: Timestamp,
    pub(super) after: Option<Place>,
}

impl SettledCursor {
    /// Before the first page, for a snapshot of this moment.
    pub(super) fn first(now: Timestamp) -> Self {
        let since = now.unix_ms().saturating_sub(MARGIN_MS);
        Self {
            since: Timestamp::from_unix_ms(since),
            after: None,
        }
    }

    /// The text clients are given. They make nothing of it.
    pub(super) fn to_text(&self) -> String {
        let since = self.since.unix_ms();
        let (at, id) = match &self.after {
            Some(place) => (place.at, format!("{since}:{}", place.id)),
            None => (i64::MAX.unsigned_abs(), format!("{since}:")),
        };
        Place { at, id }.to_cursor()
    }

    /// Reads a text that a client was given.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let place = Place::of_cursor(text)?;
        let (since, id) = place.id.split_once(':')?;
        let after = (!id.is_empty()).then(|| Place {
            at: place.at,
            id: id.to_owned(),
        });
        Some(Self {
            since: Timestamp::from_unix_ms(since.parse().ok()?),
            after,
        })
    }
}

/// A page as a frame: fewer threads than were read when they are large.
pub(super) fn page_text(page: Page<WholeThread>, since: Timestamp) -> String {
    let Page { items, mut next } = page;
    let (mut threads, mut reactions, mut bytes) = (vec![], vec![], 0);
    let mut last = None;
    for whole in items {
        let size = size_of(&whole);
        if bytes > 0 && bytes + size > PAGE_BYTES {
            next = last;
            break;
        }
        bytes += size;
        last = Some(Place {
            at: whole.thread.created_at.unix_ms(),
            id: whole.thread.id.to_string(),
        });
        threads.push(whole.thread);
        reactions.extend(whole.reactions);
    }
    let next_cursor = next.map(|place| {
        let after = Some(place);
        SettledCursor { since, after }.to_text()
    });
    let page = ThreadsPage {
        threads,
        reactions,
        next_cursor,
    };
    ServerFrame::plain(ServerMessage::ThreadsPage(page)).encode()
}

/// About as many bytes as it has on the wire.
fn size_of(whole: &WholeThread) -> usize {
    let comments = whole.thread.comments.iter();
    let texts: usize = comments.map(|comment| comment.body.len() + 300).sum();
    texts + 200 * whole.reactions.len() + 500
}

/// Clocks and writes under way: a thread too many costs nothing, since
/// clients pass over what they know.
const MARGIN_MS: u64 = 60_000;
const PAGE_BYTES: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_brings_back_where_and_since_when() {
        let first = SettledCursor::first(Timestamp::from_unix_ms(100_000));
        assert_eq!(first.since, Timestamp::from_unix_ms(40_000));
        let later = SettledCursor {
            after: Some(Place {
                at: 7,
                id: "a:b".to_owned(),
            }),
            ..first.clone()
        };
        for cursor in [first, later] {
            assert_eq!(SettledCursor::of_text(&cursor.to_text()), Some(cursor));
        }
        let place = Place {
            at: 1,
            id: "no-time".to_owned(),
        };
        assert_eq!(SettledCursor::of_text(&place.to_cursor()), None);
        assert_eq!(SettledCursor::of_text("nonsense"), None);
    }
}
