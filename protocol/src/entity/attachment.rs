//! Files that go with comments.

use serde::{Deserialize, Serialize};

use crate::AttachmentId;

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::exhaustive_structs, reason = "an entity is its fields")]
pub struct Attachment {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: AttachmentId,
    /// How to show it.
    #[serde(rename = "type")]
    pub kind: AttachmentKind,
    /// The name it had where it came from.
    pub filename: String,
    /// The media type found in its bytes.
    pub mime_type: String,
    /// Its size.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub size_bytes: u64,
    /// Where to get it; relative to the server unless it begins with `http`.
    pub url: String,
    /// A small picture of it, for images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// Its length, for audio and video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub duration_ms: Option<u64>,
    /// Its width in pixels, for images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Its height in pixels, for images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// The family of a file's media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum AttachmentKind {
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// A film.
    Video,
}
