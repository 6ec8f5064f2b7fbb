//! JSON that passes through unread, every field of it: positions,
//! selections, drawings. What a newer client puts there reaches its peers
//! through an older server.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::piece::{Document, Piece};
use crate::raw_value::raw_value;

/// A JSON value kept as the text it arrived in.
#[derive(Clone)]
pub struct Verbatim(Arc<RawValue>);

impl Verbatim {
    /// The deepest nesting that is passed on. A receiver may read the text
    /// with a parser that recurses.
    pub const DEPTH_LIMIT: usize = 32;

    /// Takes any JSON text.
    ///
    /// # Errors
    /// When the text is not one JSON value, or nests deeper than
    /// [`Verbatim::DEPTH_LIMIT`].
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Takes any JSON text, without a word about what is wrong with others.
    #[must_use]
    pub fn of_json(text: &str) -> Option<Self> {
        Self::of_piece(Document::parse(text)?.root())
    }

    /// Takes a piece of JSON that does not nest too deeply.
    pub(crate) fn of_piece(piece: Piece<'_>) -> Option<Self> {
        if piece.nests_deeper(Self::DEPTH_LIMIT) {
            return None;
        }
        Some(Self(raw_value(piece)?.into()))
    }

    /// Writes a value as JSON and keeps the text.
    ///
    /// # Errors
    /// When the value has no JSON form.
    pub fn of(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        Self::parse(&serde_json::to_string(value)?)
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Reads the text as a type.
    ///
    /// # Errors
    /// When the text does not fit the type.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.0.get())
    }

    /// Whether the text is a JSON object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.0.get().starts_with('{')
    }

    /// How many elements the text has, when it is a JSON array.
    #[must_use]
    pub fn array_length(&self) -> Option<usize> {
        Some(Document::parse(self.as_str())?.root().items()?.count())
    }
}

impl PartialEq for Verbatim {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Verbatim {}

impl fmt::Debug for Verbatim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Verbatim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Verbatim {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if nests_deeper(raw.get(), Self::DEPTH_LIMIT) {
            let limit = Self::DEPTH_LIMIT;
            return Err(D::Error::custom(format_args!(
                "nested deeper than {limit} levels"
            )));
        }
        Ok(Self(raw.into()))
    }
}

#[cfg(feature = "ts")]
impl ts_rs::TS for Verbatim {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &ts_rs::Config) -> String {
        "unknown".to_owned()
    }

    fn inline(config: &ts_rs::Config) -> String {
        Self::name(config)
    }
}

/// The text is known to be valid JSON, so counting brackets outside strings
/// counts the nesting.
fn nests_deeper(json: &str, limit: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_and_number_forms_pass_through() {
        let text = r#"{"x":0.10,"later":[1e3,{"deep":"\"}{"}]}"#;
        assert_eq!(Verbatim::parse(text).unwrap().as_str(), text);
        assert_eq!(
            serde_json::to_string(&Verbatim::parse(text).unwrap()).unwrap(),
            text
        );
    }

    #[test]
    fn deep_nesting_is_refused_and_brackets_in_strings_are_not_nesting() {
        let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
        assert!(Verbatim::parse(&deep).is_err());
        assert!(Verbatim::of_json(&deep).is_none());
        assert!(Verbatim::of_json(&deep[1..65]).is_some());
        let text = format!(r#""{}""#, "[".repeat(100));
        assert!(Verbatim::parse(&text).is_ok());
    }
}
