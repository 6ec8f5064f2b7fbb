//! serde_json's raw values, made of text that is known to be JSON.
//!
//! The usual ways look at the text once more, and bring the words for all
//! that could be wrong with it.

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::value::RawValue;

use crate::piece::Piece;

/// The piece as a raw value.
pub(crate) fn raw_value(piece: Piece<'_>) -> Option<Box<RawValue>> {
    let name = None;
    let text = piece.as_str();
    Box::deserialize(Raw { name, text }).ok()
}

/// Hands over a text the way raw values ask for themselves: as the only
/// entry of a map, under the name they gave.
struct Raw<'a> {
    name: Option<&'static str>,
    text: &'a str,
}

impl<'de> Deserializer<'de> for Raw<'de> {
    type Error = Nothing;

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Nothing> {
        visitor.visit_map(Self {
            name: Some(name),
            text: self.text,
        })
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Nothing> {
        Err(Nothing)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Raw<'de> {
    type Error = Nothing;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Nothing> {
        let Some(name) = self.name.take() else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, Nothing> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Nothing> {
        seed.deserialize(BorrowedStrDeserializer::new(self.text))
    }
}

/// An error without words: those for what is wrong are most of a parser's weight.
#[derive(Debug)]
pub(crate) struct Nothing;

impl fmt::Display for Nothing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("something else was expected")
    }
}

impl std::error::Error for Nothing {}

impl de::Error for Nothing {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    #[test]
    fn a_text_becomes_the_raw_value_it_is() {
        let text = r#"{"a":[1e3,"\u00e9"]}"#;
        let document = Document::parse(text).unwrap();
        assert_eq!(raw_value(document.root()).unwrap().get(), text);
    }
}
