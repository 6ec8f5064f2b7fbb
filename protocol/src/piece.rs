//! JSON text, cut into the values it is made of.
//!
//! serde_json puts a whole parser, and the words of every possible error,
//! into each type that is read, and a page has to download them all. Here
//! serde_json checks a text once; after that it is cut into pieces without a
//! way to fail, and a piece is read when its type is known. A text is looked
//! at once for each level it nests, which costs less than the parsers weigh.

use std::borrow::Cow;

use serde::de::IgnoredAny;

/// The text of one valid JSON value, without white space around it.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a>(&'a str);

impl<'a> Piece<'a> {
    /// Takes a text that is one JSON value; `None` when it is not.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let valid = serde_json::from_str::<IgnoredAny>(text).is_ok();
        valid.then(|| Self(text.trim_matches(is_space)))
    }

    /// The JSON text.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// The piece under a name, when this is an object that has it.
    #[must_use]
    pub fn field(self, name: &str) -> Option<Self> {
        let mut rest = Rest::inside(self, '{')?;
        while let Some(key) = rest.next() {
            let value = rest.next()?;
            if key.text()? == name {
                return Some(value);
            }
        }
        None
    }

    /// The names and values, when this is an object.
    pub(crate) fn fields(self) -> Option<Vec<(Cow<'a, str>, Self)>> {
        let mut rest = Rest::inside(self, '{')?;
        let mut fields = Vec::new();
        while let Some(key) = rest.next() {
            fields.push((key.text()?, rest.next()?));
        }
        Some(fields)
    }

    /// The elements, when this is a list.
    #[must_use]
    pub fn items(self) -> Option<Items<'a>> {
        Rest::inside(self, '[').map(Items)
    }

    /// The text, when this is one.
    #[must_use]
    pub fn text(self) -> Option<Cow<'a, str>> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            unescaped(inner).map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
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
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn inside(piece: Piece<'a>, open: char) -> Option<Self> {
        let inner = piece.0.strip_prefix(open)?;
        Some(Self(inner.get(..inner.len() - 1)?))
    }

    /// The next value. Commas and colons are where they must be, since the text is valid.
    fn next(&mut self) -> Option<Piece<'a>> {
        let text = self
            .0
            .trim_start_matches(|c| is_space(c) || c == ',' || c == ':');
        let end = end_of_value(text.as_bytes());
        self.0 = text.get(end..)?;
        text.get(..end).filter(|piece| !piece.is_empty()).map(Piece)
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

/// Where the first value ends. Brackets in strings do not count.
fn end_of_value(text: &[u8]) -> usize {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => {
                in_string = !in_string;
                if !in_string && depth == 0 {
                    return at + 1;
                }
            }
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            b',' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_commas_and_quotes_in_texts_cut_nothing() {
        let text = r#" { "a" : "]},\"{" , "b":[ [1 ,2],{"c":"\\"} ,"x,y" ] ,"d":-1.5e3 } "#;
        let piece = Piece::parse(text).unwrap();
        assert_eq!(piece.field("a").and_then(Piece::text).unwrap(), "]},\"{");
        assert_eq!(piece.field("d").unwrap().0, "-1.5e3");
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
            let here = Piece::parse(text).and_then(Piece::text);
            assert_eq!(
                here,
                serde_json::from_str(text).ok().map(Cow::<str>::Owned),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in ["", "{", "[1,]", r#"{"a"}"#, "{} {}"] {
            assert!(Piece::parse(text).is_none(), "{text}");
        }
    }
}
