//! Reads JSON with little code, for programs that people download.
//!
//! serde_json puts a whole parser, and the words of every possible error,
//! into each type that is read. Here serde_json checks a text once; after
//! that it is cut into pieces without a way to fail, and each piece is read
//! when its type is known. What is generated for a type is a walk over
//! pieces. A text is looked at once for each level it nests, which costs a
//! page less than loading the parsers does.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

/// The text of one valid JSON value, without white space around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece<'a>(&'a str);

/// What is wrong: the name of a missing field, or that some field has the wrong type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault(pub(crate) Option<&'static str>);

impl<'a> Piece<'a> {
    /// Takes a text that is one JSON value.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Fault> {
        match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => Ok(Self(text.trim_matches(is_space))),
            Err(_) => Err(Fault(None)),
        }
    }

    /// The piece under a name, when this is an object that has it.
    pub(crate) fn field(self, name: &str) -> Option<Self> {
        let mut rest = Rest::inside(self, '{')?;
        while let Some(key) = rest.next() {
            let value = rest.next()?;
            if key.text()? == name {
                return Some(value);
            }
        }
        None
    }

    /// The text, when this is one.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            unescaped(inner).map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
    }

    /// How many elements there are, when this is a list.
    pub(crate) fn count(self) -> Option<usize> {
        let mut rest = Rest::inside(self, '[')?;
        let mut count = 0;
        while rest.next().is_some() {
            count += 1;
        }
        Some(count)
    }
}

/// What of an object or a list was not looked at yet.
#[derive(Debug)]
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

impl Fault {
    /// Names the field that was missed, where this is the complaint about it.
    fn in_place_of(self, missing: Option<&'static str>) -> Self {
        Self(self.0.or(missing))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(field) => {
                f.write_str("missing field ")?;
                f.write_str(field)
            }
            None => f.write_str("a field has the wrong type"),
        }
    }
}

impl std::error::Error for Fault {}

/// Says nothing about values: the words for it are most of a parser's weight.
impl de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self(None)
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self(None)
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self(None)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self(None)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self(None)
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self(None)
    }
}

impl<'de> Deserializer<'de> for Piece<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.as_bytes().first() {
            Some(b'"') => self.deserialize_str(visitor),
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => visitor.visit_unit(),
            _ => match (self.0.parse(), self.0.parse()) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_f64(number),
                _ => Err(Fault(None)),
            },
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text() {
            Some(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Some(Cow::Owned(text)) => visitor.visit_string(text),
            None => Err(Fault(None)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Fault(None)),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u64(self.0.parse().map_err(|_| Fault(None))?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0 == "null" {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    /// Fields are handed over in the order of the type, not of the text: what
    /// serde generates for that is half of what it generates for names.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let mut fields = Fields::of(self, names)?;
        let value = visitor.visit_seq(&mut fields);
        value.map_err(|fault| fault.in_place_of(fields.missing))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Rest::inside(self, '{').ok_or(Fault(None))?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_seq(Rest::inside(self, '[').ok_or(Fault(None))?)
    }

    /// The protocol's enums are texts.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let text = self.text().ok_or(Fault(None))?;
        let text: StrDeserializer<'_, Fault> = (&*text).into_deserializer();
        visitor.visit_enum(text)
    }

    /// Raw JSON asks for itself by this door: it wants a map of one entry, under the name it gave.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_map(Raw {
            name: Some(name),
            text: self.0,
        })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

/// The fields of an object, in the order of the type that is read.
struct Fields<'a> {
    pieces: Vec<(Cow<'a, str>, Piece<'a>)>,
    names: std::slice::Iter<'static, &'static str>,
    missing: Option<&'static str>,
}

impl<'a> Fields<'a> {
    fn of(piece: Piece<'a>, names: &'static [&'static str]) -> Result<Self, Fault> {
        let mut rest = Rest::inside(piece, '{').ok_or(Fault(None))?;
        let mut pieces = Vec::new();
        while let Some(key) = rest.next() {
            let (key, value) = key.text().zip(rest.next()).ok_or(Fault(None))?;
            pieces.push((key, value));
        }
        Ok(Self {
            pieces,
            names: names.iter(),
            missing: None,
        })
    }

    fn next(&mut self) -> Option<(&'static str, Option<Piece<'a>>)> {
        let name = *self.names.next()?;
        let found = self.pieces.iter().find(|(key, _)| key == name);
        Some((name, found.map(|(_, piece)| *piece)))
    }
}

impl<'de> SeqAccess<'de> for &mut Fields<'de> {
    type Error = Fault;

    /// An absent field is null for whom null will do, and otherwise the end,
    /// where serde takes the default or complains.
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some((name, piece)) = self.next() else {
            return Ok(None);
        };
        match (seed.deserialize(piece.unwrap_or(Piece("null"))), piece) {
            (Ok(value), _) => Ok(Some(value)),
            (Err(fault), Some(_)) => Err(fault),
            (Err(_), None) => {
                self.missing = Some(name);
                Ok(None)
            }
        }
    }
}

/// A value as the text it is.
struct Raw<'a> {
    name: Option<&'static str>,
    text: &'a str,
}

impl<'de> MapAccess<'de> for Raw<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some(name) = self.name.take() else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, Fault> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(BorrowedStrDeserializer::new(self.text))
    }
}

impl<'de> MapAccess<'de> for Rest<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some(key) = self.next().and_then(Piece::text) else {
            return Ok(None);
        };
        let key: StrDeserializer<'_, Fault> = (&*key).into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(self.next().ok_or(Fault(None))?)
    }
}

impl<'de> SeqAccess<'de> for Rest<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        self.next().map(|piece| seed.deserialize(piece)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize as _;

    use super::*;
    use crate::{ClientMessage, ServerMessage};

    macro_rules! reads_as_serde_json {
        ($set:ty, $vectors:literal) => {
            let mut rest =
                Rest::inside(Piece::parse(include_str!($vectors)).unwrap(), '[').unwrap();
            let mut kinds = std::collections::BTreeSet::new();
            while let Some(vector) = rest.next() {
                let frame = vector.field("json").unwrap();
                let kind = frame.field("type").and_then(Piece::text).unwrap();
                let here = <$set>::read_piece(&kind, frame).unwrap();
                let there = <$set>::read(&kind, frame.0).unwrap();
                assert_eq!(here.unwrap(), there.unwrap(), "{kind}");
                kinds.insert(kind);
            }
            assert_eq!(kinds.len(), <$set>::KINDS.len());
        };
    }

    #[test]
    fn every_message_is_read_as_serde_json_reads_it() {
        reads_as_serde_json!(ServerMessage, "../../tests/vectors/server-messages.json");
        reads_as_serde_json!(ClientMessage, "../../tests/vectors/client-messages.json");
    }

    #[test]
    fn brackets_commas_and_quotes_in_texts_cut_nothing() {
        let text = r#" { "a" : "]},\"{" , "b":[ [1 ,2],{"c":"\\"} ,"x,y" ] ,"d":-1.5e3 } "#;
        let piece = Piece::parse(text).unwrap();
        assert_eq!(piece.field("a").and_then(Piece::text).unwrap(), "]},\"{");
        assert_eq!(piece.field("d").unwrap().0, "-1.5e3");
        let mut items = Rest::inside(piece.field("b").unwrap(), '[').unwrap();
        let items: Vec<&str> = std::iter::from_fn(|| items.next())
            .map(|item| item.0)
            .collect();
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
            let here = Piece::parse(text).ok().and_then(Piece::text);
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
            assert_eq!(Piece::parse(text).unwrap_err(), Fault(None), "{text}");
        }
    }

    #[test]
    fn a_missing_field_is_named() {
        let piece = Piece::parse(r#"{"threadId":"t"}"#).unwrap();
        let fault = crate::ThreadResolved::deserialize(piece).unwrap_err();
        assert_eq!(fault.to_string(), "missing field resolved");
    }
}
