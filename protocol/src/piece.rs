//! JSON text, cut into the values it is made of.
//!
//! serde_json puts a whole parser, and the words of every possible error,
//! into each type that is read, and a page has to download them all. Here a
//! text is looked through once; after that it is cut into pieces without a
//! way to fail, and a piece is read when its type is known.

use std::borrow::Cow;

use crate::outline::{Extent, outline};

/// A text that is known to be JSON, and where its parts are.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    text: &'a str,
    extents: Vec<Extent>,
}

impl<'a> Document<'a> {
    /// Takes a text that is one JSON value; `None` when it is not.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let extents = outline(text)?;
        Some(Self { text, extents })
    }

    /// The value.
    #[must_use]
    pub fn root(&self) -> Piece<'_> {
        let inner = self.text.trim_matches(is_space);
        let start = (self.text.len() - self.text.trim_start_matches(is_space).len()) as u32;
        Piece {
            document: self,
            start,
            end: start + inner.len() as u32,
            extent: 0,
        }
    }
}

/// The text of one JSON value, without white space around it.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    document: &'a Document<'a>,
    start: u32,
    end: u32,
    /// Which object or list this is, when it is one.
    extent: u32,
}

impl<'a> Piece<'a> {
    /// The JSON text.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        let range = self.start as usize..self.end as usize;
        self.document.text.get(range).unwrap_or_default()
    }

    /// The piece under a name, when this is an object that has it.
    #[must_use]
    pub fn field(self, name: &str) -> Option<Self> {
        let mut found = [None];
        self.find(&[name], &mut found)?;
        found[0]
    }

    /// Looks for the pieces under names, when this is an object. Of a name that comes twice it is
    /// the last, as for browsers; names mostly come in the order in which they are asked for.
    pub(crate) fn find(self, names: &[&str], found: &mut [Option<Self>]) -> Option<()> {
        let mut rest = Rest::inside(self, b'{')?;
        let mut expected = 0;
        while let Some(key) = rest.next() {
            let value = rest.next()?;
            let key = key.text()?;
            let is_key = |at: &usize| names.get(*at).is_some_and(|name| *name == key);
            let at = Some(expected)
                .filter(is_key)
                .or_else(|| (0..names.len()).find(is_key));
            if let Some(at) = at {
                expected = at + 1;
                if let Some(found) = found.get_mut(at) {
                    *found = Some(value);
                }
            }
        }
        Some(())
    }

    /// The elements, when this is a list.
    #[must_use]
    pub fn items(self) -> Option<Items<'a>> {
        Rest::inside(self, b'[').map(Items)
    }

    /// The text, when this is one.
    #[must_use]
    pub fn text(self) -> Option<Cow<'a, str>> {
        let inner = self.as_str().strip_prefix('"')?.strip_suffix('"')?;
        if inner.as_bytes().contains(&b'\\') {
            unescaped(inner).map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
    }

    /// Where the piece is in the document's text.
    pub(crate) const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether objects and lists in it are in one another more often than that.
    pub(crate) fn nests_deeper(self, limit: usize) -> bool {
        if !self.as_str().starts_with(['{', '[']) {
            return false;
        }
        let first = self.extent as usize;
        let extents = &self.document.extents;
        let inside = extents
            .get(first)
            .and_then(|own| extents.get(first..own.next as usize))
            .unwrap_or_default();
        if inside.len() <= limit {
            return false;
        }
        let mut around: Vec<u32> = Vec::new();
        for extent in inside {
            while around.last().is_some_and(|end| extent.end > *end) {
                around.pop();
            }
            around.push(extent.end);
            if around.len() > limit {
                return true;
            }
        }
        false
    }
}

/// The elements of a list.
#[derive(Debug, Clone)]
pub struct Items<'a>(Rest<'a>);

impl<'a> Iterator for Items<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        self.0.next()
    }
}

/// What of an object or a list was not looked at yet.
#[derive(Debug, Clone)]
struct Rest<'a> {
    document: &'a Document<'a>,
    at: usize,
    end: usize,
    /// The next object or list.
    extent: u32,
}

impl<'a> Rest<'a> {
    fn inside(piece: Piece<'a>, open: u8) -> Option<Self> {
        let range = piece.range();
        (piece.document.text.as_bytes().get(range.start) == Some(&open)).then(|| Self {
            document: piece.document,
            at: range.start + 1,
            end: range.end - 1,
            extent: piece.extent + 1,
        })
    }

    /// The next value. Commas and colons are where they must be, since the text is valid.
    fn next(&mut self) -> Option<Piece<'a>> {
        let text = self.document.text.as_bytes().get(..self.end)?;
        let mut at = self.at;
        while let Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b':') = text.get(at) {
            at += 1;
        }
        let start = at;
        let extent = self.extent;
        match text.get(at)? {
            b'{' | b'[' => {
                let known = self.document.extents.get(extent as usize)?;
                at = known.end as usize;
                self.extent = known.next;
            }
            b'"' => {
                at += 1;
                loop {
                    match text.get(at)? {
                        b'"' => break,
                        b'\\' => at += 2,
                        _ => at += 1,
                    }
                }
                at += 1;
            }
            _ => {
                while !matches!(
                    text.get(at),
                    None | Some(b',' | b' ' | b'\n' | b'\r' | b'\t')
                ) {
                    at += 1;
                }
            }
        }
        self.at = at;
        Some(Piece {
            document: self.document,
            start: start as u32,
            end: at as u32,
            extent,
        })
    }
}

/// A text without its escapes; `None` where two of them make no character.
fn unescaped(inner: &str) -> Option<String> {
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        text.push(match chars.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let unit = hex(&mut chars)?;
                if (0xd800..0xdc00).contains(&unit) {
                    if (chars.next()?, chars.next()?) != ('\\', 'u') {
                        return None;
                    }
                    let low = hex(&mut chars)?
                        .checked_sub(0xdc00)
                        .filter(|low| *low < 0x400)?;
                    char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + low)?
                } else {
                    char::from_u32(unit)?
                }
            }
            other => other,
        });
    }
    Some(text)
}

fn hex(chars: &mut std::str::Chars<'_>) -> Option<u32> {
    (0..4).try_fold(0, |sum, _| Some(sum * 16 + chars.next()?.to_digit(16)?))
}

const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\r' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_commas_and_quotes_in_texts_cut_nothing() {
        let text = r#" { "a" : "]},\"{" , "b":[ [1 ,2],{"c":"\\"} ,"x,y" ] ,"d":-1.5e3 } "#;
        let document = Document::parse(text).unwrap();
        let piece = document.root();
        assert_eq!(piece.field("a").and_then(Piece::text).unwrap(), "]},\"{");
        assert_eq!(piece.field("d").unwrap().as_str(), "-1.5e3");
        let items = piece.field("b").and_then(Piece::items).unwrap();
        let items: Vec<&str> = items.map(Piece::as_str).collect();
        assert_eq!(items, ["[1 ,2]", r#"{"c":"\\"}"#, r#""x,y""#]);
    }

    #[test]
    fn escapes_are_read_as_serde_json_reads_them() {
        for text in [
            r#""a\n\t\r\b\f\/\\\"z""#,
            r#""\u00e9\u754c\ud83c\udf89 é""#,
            r#""\ud83c""#,
            r#""\ud83cx\u0041""#,
            r#""\udf89""#,
        ] {
            let document = Document::parse(text).unwrap();
            assert_eq!(
                document.root().text(),
                serde_json::from_str(text).ok().map(Cow::<str>::Owned),
                "{text}"
            );
        }
    }

    #[test]
    fn fields_are_found_in_any_order_and_the_last_of_a_name_counts() {
        let document = Document::parse(r#"{"c":3,"a":9,"x":{"a":0},"a":[{}],"b":"2"}"#).unwrap();
        let mut found = [None; 4];
        document
            .root()
            .find(&["a", "b", "c", "d"], &mut found)
            .unwrap();
        let found = found.map(|piece| piece.map(Piece::as_str));
        assert_eq!(found, [Some("[{}]"), Some("\"2\""), Some("3"), None]);
    }

    #[test]
    fn nesting_is_counted_within_the_piece() {
        let document = Document::parse(r#"[[[]],{"a":[[[]]],"b":[]},[["[[[["]],7]"#).unwrap();
        let depth = |piece: Piece<'_>| (0..).find(|limit| !piece.nests_deeper(*limit)).unwrap();
        let depths: Vec<usize> = document.root().items().unwrap().map(depth).collect();
        assert_eq!((depths, depth(document.root())), (vec![2, 4, 2, 0], 5));
    }
}
