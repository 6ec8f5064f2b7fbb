//! The rules that arguments keep, checked before anything is sent.

use std::str::FromStr;

use pulse_protocol::limits::{LimitError, Limits};
use pulse_protocol::{IdError, Verbatim};
use reqwest::multipart::Part;
use serde::Serialize;

use crate::InputError;

/// An id that can be part of an address. A slash is encoded, dots cannot be:
/// every reader of addresses takes them for a way up.
pub(super) fn in_path<T: FromStr<Err = IdError>>(id: &str) -> Result<&str, InputError> {
    id.parse::<T>()?;
    undotted(id)
}

/// A segment of an address that stays one.
pub(super) fn undotted(segment: &str) -> Result<&str, InputError> {
    match segment {
        "." => Err(InputError::Dots { dots: "." }),
        ".." => Err(InputError::Dots { dots: ".." }),
        other => Ok(other),
    }
}

/// A comment's text. An environment may take less, which the server tells.
/// Beside files it may be empty.
pub(super) fn text(body: &str, files: usize) -> Result<(), InputError> {
    if files == 0 && body.trim().is_empty() {
        return Err(LimitError::Empty { field: "body" }.into());
    }
    let limit = Limits::default().comment_chars;
    most("body", body.chars().count(), limit, "characters")
}

/// How many people a comment names.
pub(super) fn mentions(mentions: &[String]) -> Result<(), InputError> {
    most(
        "mentions",
        mentions.len(),
        Limits::default().mentions,
        "names",
    )
}

/// An emoji.
pub(super) fn emoji(emoji: &str) -> Result<(), InputError> {
    if emoji.is_empty() {
        return Err(LimitError::Empty { field: "emoji" }.into());
    }
    most("emoji", emoji.len(), Limits::default().emoji_bytes, "bytes")
}

/// A value of the host's own that must be a JSON object.
pub(super) fn object(field: &'static str, value: &impl Serialize) -> Result<Verbatim, InputError> {
    let json = Verbatim::of(value).map_err(|error| InputError::Json {
        field,
        reason: error.to_string(),
    })?;
    if json.is_object() {
        Ok(json)
    } else {
        let expected = "an object";
        Err(LimitError::Kind { field, expected }.into())
    }
}

/// A media type such as `image/png`.
pub(super) fn media_type(text: &str) -> Result<(), InputError> {
    let checked = Part::text("").mime_str(text);
    checked.map(drop).map_err(|_| InputError::MediaType)
}

/// A pin's place.
pub(super) fn position(position: &Verbatim) -> Result<(), InputError> {
    let length = position.as_str().len();
    most(
        "position",
        length,
        Limits::default().position_bytes,
        "bytes",
    )
}

fn most(
    field: &'static str,
    length: usize,
    limit: usize,
    unit: &'static str,
) -> Result<(), InputError> {
    if length <= limit {
        return Ok(());
    }
    Err(InputError::Limit(LimitError::TooLong {
        field,
        limit,
        length,
        unit,
    }))
}

#[cfg(test)]
mod tests {
    use pulse_protocol::RoomId;
    use serde_json::json;

    use super::*;

    fn words<T: std::fmt::Debug>(result: Result<T, InputError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn an_id_is_any_text_but_a_way_up() {
        for id in ["/pricing", "a/../b", "...", "価格?#%", "%2e%2e"] {
            assert_eq!(in_path::<RoomId>(id), Ok(id));
        }
        assert_eq!(
            words(in_path::<RoomId>("..")),
            "an id must not be ..: no address can carry it"
        );
        assert_eq!(
            words(in_path::<RoomId>(".")),
            "an id must not be .: no address can carry it"
        );
        assert_eq!(words(in_path::<RoomId>("")), "room id is empty");
        assert_eq!(
            words(in_path::<RoomId>(&"r".repeat(301))),
            "room id is longer than 256 bytes: 301"
        );
    }

    #[test]
    fn a_text_has_something_in_it_and_an_end() {
        assert_eq!(words(text(" \n", 0)), "body is empty");
        assert_eq!(text("", 1), Ok(()));
        assert_eq!(text(&"界".repeat(10_000), 0), Ok(()));
        assert_eq!(
            words(text(&"界".repeat(10_001), 0)),
            "body is longer than 10000 characters: 10001"
        );
        assert_eq!(words(emoji("")), "emoji is empty");
        assert_eq!(media_type("audio/webm;codecs=opus"), Ok(()));
        assert_eq!(
            words(media_type("png")),
            "media type must look like image/png"
        );
        assert_eq!(
            words(mentions(&vec![String::new(); 51])),
            "mentions is longer than 50 names: 51"
        );
    }

    #[test]
    fn a_value_of_the_hosts_own_is_an_object_and_fits_into_json() {
        assert_eq!(
            object("metadata", &json!({"a": 1})).unwrap().as_str(),
            r#"{"a":1}"#
        );
        assert_eq!(
            words(object("metadata", &[1])),
            "metadata must be an object"
        );
        let deep = (0..40).fold(json!({}), |inner, _| json!({ "in": inner }));
        assert!(words(object("metadata", &deep)).contains("nested deeper than 32 levels"));
        let huge = object("position", &json!({"x": "y".repeat(9000)})).unwrap();
        assert_eq!(
            words(position(&huge)),
            "position is longer than 8192 bytes: 9008"
        );
    }
}
