//! Reads JSON with little code, for programs that people download.
//!
//! serde_json writes a whole parser into each type that is read. Here one
//! function cuts an object or a list into pieces of JSON text, and each piece
//! is read when its type is known; the generated code for a type is a walk
//! over pieces. A text is scanned once for each level it nests, which costs
//! less than the parsers weigh.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::Error;
use serde_json::value::RawValue;

/// Reads a type from JSON text.
pub(crate) fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    T::deserialize(Piece(text.trim()))
}

/// The text of one JSON value, without white space around it.
#[derive(Clone, Copy)]
struct Piece<'a>(&'a str);

impl<'a> Piece<'a> {
    fn text(self) -> Result<Cow<'a, str>, Error> {
        Ok(serde_json::from_str::<Text<'a>>(self.0)?.0)
    }

    fn fields(self) -> Result<Fields<'a>, Error> {
        Ok(serde_json::from_str::<Fields<'a>>(self.0)?.reversed())
    }
}

impl<'de> Deserializer<'de> for Piece<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.as_bytes().first() {
            Some(b'"') => match self.text()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            Some(b'{') => visitor.visit_map(self.fields()?),
            Some(b'[') => visitor.visit_seq(Items::of(self.0)?),
            Some(b't' | b'f') => visitor.visit_bool(serde_json::from_str(self.0)?),
            Some(b'n') => visitor.visit_unit(),
            _ => match self.0.parse() {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_f64(serde_json::from_str(self.0)?),
            },
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(serde_json::from_str(self.0)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u64(serde_json::from_str(self.0)?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0 == "null" {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Items::of(self.0)?)
    }

    /// The protocol's enums are texts.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let text = self.text()?;
        let text: StrDeserializer<'_, Error> = (&*text).into_deserializer();
        visitor.visit_enum(text)
    }

    /// Raw JSON asks for itself by this door.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        serde_json::Deserializer::from_str(self.0).deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

/// The fields of an object, the first one last.
struct Fields<'a> {
    rest: Vec<(Cow<'a, str>, &'a RawValue)>,
    value: Option<&'a RawValue>,
}

impl Fields<'_> {
    fn reversed(mut self) -> Self {
        self.rest.reverse();
        self
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.rest.pop() else {
            return Ok(None);
        };
        self.value = Some(value);
        let key: StrDeserializer<'_, Error> = (&*key).into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let value = self
            .value
            .take()
            .ok_or_else(|| Error::custom("a value without a key"))?;
        seed.deserialize(Piece(value.get()))
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Cut;
        impl<'de> Visitor<'de> for Cut {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut rest = Vec::new();
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    rest.push((key.0, map.next_value()?));
                }
                Ok(Fields { rest, value: None })
            }
        }
        deserializer.deserialize_map(Cut)
    }
}

/// The elements of a list.
struct Items<'a>(std::vec::IntoIter<&'a RawValue>);

impl<'a> Items<'a> {
    fn of(text: &'a str) -> Result<Self, Error> {
        Ok(Self(
            serde_json::from_str::<Vec<&'a RawValue>>(text)?.into_iter(),
        ))
    }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.0
            .next()
            .map(|piece| seed.deserialize(Piece(piece.get())))
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// A text that is borrowed where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Take;
        impl<'de> Visitor<'de> for Take {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Take)
    }
}
