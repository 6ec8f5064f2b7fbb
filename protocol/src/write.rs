//! Writes JSON with little code: serde's types, without serde_json's
//! formatters, errors and special cases for each of them.

use std::fmt::{self, Write as _};

use serde::ser::{self, Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};

use crate::raw_value::Nothing;

/// A value as JSON text. It writes what the protocol's types are made of;
/// for maps, tuples, bytes and enums with content the text is empty.
#[must_use]
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    let mut json = Json::default();
    match value.serialize(&mut json) {
        Ok(()) => json.text,
        Err(Nothing) => String::new(),
    }
}

/// JSON, being written.
#[derive(Default)]
struct Json {
    text: String,
    /// What comes next is JSON already.
    raw: bool,
}

impl Json {
    /// Copies as much at once as needs no escape.
    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        let mut done = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte > 0x1f && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.text.push_str(text.get(done..at).unwrap_or_default());
            self.escape(byte);
            done = at + 1;
        }
        self.text.push_str(text.get(done..).unwrap_or_default());
        self.text.push('"');
    }

    fn escape(&mut self, byte: u8) {
        self.text.push('\\');
        match byte {
            b'"' | b'\\' => self.text.push(char::from(byte)),
            b'\n' => self.text.push('n'),
            _ => {
                self.text.push_str("u00");
                self.text.push(char::from(b'0' + (byte >> 4)));
                let low = b"0123456789abcdef"[usize::from(byte & 15)];
                self.text.push(char::from(low));
            }
        }
    }

    /// Between two values of an object or a list, but not before the first.
    fn comma(&mut self) {
        if !self.text.ends_with(['{', '[']) {
            self.text.push(',');
        }
    }

    fn display(&mut self, value: &dyn fmt::Display) -> Result<(), Nothing> {
        write!(self.text, "{value}").map_err(|_| Nothing)
    }
}

/// An object or a list, being written.
struct Open<'a> {
    json: &'a mut Json,
    end: &'static str,
}

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Nothing;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Nothing> {
        if !self.json.raw {
            self.json.comma();
            self.json.quoted(name);
            self.json.text.push(':');
        }
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result<(), Nothing> {
        self.json.text.push_str(self.end);
        Ok(())
    }
}

impl SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Nothing;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Nothing> {
        self.json.comma();
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result<(), Nothing> {
        self.json.text.push_str(self.end);
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident $number:ty,)+) => {$(
        fn $method(self, number: $number) -> Result<(), Nothing> {
            self.display(&number)
        }
    )+};
}

macro_rules! not_in_the_protocol {
    ($($method:ident($($argument:ty),*) $result:ty,)+) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$result, Nothing> {
            Err(Nothing)
        }
    )+};
}

type Never = Impossible<(), Nothing>;

impl<'a> Serializer for &'a mut Json {
    type Ok = ();
    type Error = Nothing;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Never;

    numbers! {
        serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64,
    }

    not_in_the_protocol! {
        serialize_bytes(&[u8]) (),
        serialize_unit_struct(&'static str) (),
        serialize_tuple(usize) Never,
        serialize_tuple_struct(&'static str, usize) Never,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) Never,
        serialize_map(Option<usize>) Never,
        serialize_struct_variant(&'static str, u32, &'static str, usize) Never,
    }

    fn serialize_bool(self, value: bool) -> Result<(), Nothing> {
        self.text.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), Nothing> {
        self.serialize_f64(number.into())
    }

    /// By serde_json's number, whose digits are few and whose code is there anyway.
    fn serialize_f64(self, number: f64) -> Result<(), Nothing> {
        match serde_json::Number::from_f64(number) {
            Some(number) => self.display(&number),
            None => self.serialize_unit(),
        }
    }

    fn serialize_char(self, c: char) -> Result<(), Nothing> {
        self.quoted(c.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Nothing> {
        if std::mem::take(&mut self.raw) {
            self.text.push_str(text);
        } else {
            self.quoted(text);
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Nothing> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Nothing> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Nothing> {
        self.text.push_str("null");
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<(), Nothing> {
        self.quoted(name);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Nothing> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Nothing> {
        Err(Nothing)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Nothing> {
        self.text.push('[');
        Ok(Open {
            json: self,
            end: "]",
        })
    }

    /// serde_json's raw values come as a struct with a name that no type has.
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Open<'a>, Nothing> {
        self.raw = name.starts_with('$');
        let end = if self.raw {
            ""
        } else {
            self.text.push('{');
            "}"
        };
        Ok(Open { json: self, end })
    }
}

impl ser::Error for Nothing {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientFrame, Document, ServerFrame, Verbatim};

    #[test]
    fn every_frame_is_written_as_serde_json_writes_it() {
        let vectors = include_str!("../../tests/vectors/server-messages.json");
        let vectors = Document::parse(vectors).unwrap();
        for vector in vectors.root().items().unwrap() {
            let frame = ServerFrame::decode(vector.field("json").unwrap().as_str()).unwrap();
            assert_eq!(frame.encode(), serde_json::to_string(&frame).unwrap());
        }
        let vectors = include_str!("../../tests/vectors/client-messages.json");
        let vectors = Document::parse(vectors).unwrap();
        for vector in vectors.root().items().unwrap() {
            let frame = ClientFrame::decode(vector.field("json").unwrap().as_str()).unwrap();
            assert_eq!(frame.encode(), serde_json::to_string(&frame).unwrap());
        }
    }

    #[test]
    fn texts_numbers_and_raw_values_are_json() {
        let texts = ["", "a\"b\\c\n\u{1f}\u{7f}", "界🎉"];
        let read: Vec<String> = serde_json::from_str(&to_json(&texts[..])).unwrap();
        assert_eq!(read, texts);
        assert_eq!(
            to_json(&[1.5_f64, 3.0, 1e300, f64::NAN][..]),
            "[1.5,3.0,1e+300,null]"
        );
        let raw = Verbatim::parse(r#"{"x":[1e3]}"#).unwrap();
        assert_eq!(to_json(&[Some(raw), None][..]), r#"[{"x":[1e3]},null]"#);
    }

    #[test]
    fn what_the_protocol_has_not_is_nothing() {
        assert_eq!(to_json(&(1, 2)), "");
        assert_eq!(to_json(&std::collections::BTreeMap::from([(1, 2)])), "");
    }
}
