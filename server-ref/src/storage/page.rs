//! Pages of lists. A place is what the list is ordered by, so that a page
//! begins where the one before ended, whatever was added or removed meanwhile.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The last element of a page: a time or number, and the id that tells those
/// of the same time apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a place is its fields")]
pub struct Place {
    /// What the list is ordered by.
    pub at: u64,
    /// The element's id.
    pub id: String,
}

impl Place {
    /// The text clients are given. They make nothing of it.
    #[must_use]
    pub fn to_cursor(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}:{}", self.at, self.id))
    }

    /// Reads a text that clients were given.
    #[must_use]
    pub fn of_cursor(cursor: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (at, id) = text.split_once(':')?;
        Some(Self {
            at: at.parse().ok().filter(|&at| i64::try_from(at).is_ok())?,
            id: id.to_owned(),
        })
    }
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_structs, reason = "a question is its fields")]
pub struct Slice {
    /// After which element; from the beginning when none.
    pub after: Option<Place>,
    /// The most elements; all when none.
    pub limit: Option<u32>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a page is its fields")]
pub struct Page<T> {
    /// The elements.
    pub items: Vec<T>,
    /// Where the next page begins; none after the last.
    pub next: Option<Place>,
}

impl<T> Page<T> {
    /// A page of what was read with one element more than wanted.
    pub(crate) fn of(mut items: Vec<T>, slice: &Slice, place: impl Fn(&T) -> Place) -> Self {
        let limit = slice.limit.map_or(usize::MAX, |limit| limit as usize);
        let is_more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| is_more).map(place);
        Self { items, next }
    }

    /// The same of elements that do not tell their places themselves.
    pub(crate) fn of_placed<Id: ToString>(
        items: Vec<(T, u64)>,
        slice: &Slice,
        id: impl Fn(&T) -> Id,
    ) -> Self {
        let page = Page::of(items, slice, |(item, at)| Place {
            at: *at,
            id: id(item).to_string(),
        });
        Self {
            items: page.items.into_iter().map(|(item, _)| item).collect(),
            next: page.next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_brings_its_place_back_and_others_are_refused() {
        let place = Place {
            at: 7,
            id: "/a:b é".to_owned(),
        };
        assert_eq!(Place::of_cursor(&place.to_cursor()), Some(place));
        for wrong in ["", "x", "!", "Nw", "OTk5OTk5OTk5OTk5OTk5OTk5OTk6eA"] {
            assert_eq!(Place::of_cursor(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_page_has_a_next_only_when_there_is_more() {
        let place = |at: &u64| Place {
            at: *at,
            id: String::new(),
        };
        let slice = |limit| Slice { after: None, limit };
        assert_eq!(
            Page::of(vec![1, 2, 3], &slice(Some(2)), place).next,
            Some(place(&2))
        );
        assert_eq!(Page::of(vec![1, 2], &slice(Some(2)), place).next, None);
        assert_eq!(Page::of(vec![1, 2], &slice(None), place).items, [1, 2]);
    }
}
