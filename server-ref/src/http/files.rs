//! `GET /files/:environmentId/:attachmentId`: what comments have. Anybody who
//! knows the address may have the file, since `img` and `video` show no
//! credentials; nobody can guess it. A file never changes, and a browser never
//! takes it for anything but what it is.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pulse_protocol::{AttachmentId, EnvironmentId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::api_error::ApiError;
use super::input::Parameters;
use crate::shell;
use crate::state::App;
use crate::storage::UploadAddress;
use crate::uploads::Part;

/// Which part is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// `1` for a JPEG of 200 × 200 pixels, of pictures alone.
    thumb: Option<String>,
}

/// Serves a file, or the range of its bytes that is asked for.
#[utoipa::path(
    get,
    path = "/files/{environment}/{attachment}",
    tag = "Uploads",
    operation_id = "getFile",
    params(
        ("environment" = String, Path, description = "The environment's id"),
        ("attachment" = String, Path, description = "The attachment's id"),
        ("Range" = Option<String>, Header, description = "One range of bytes"),
        Wanted,
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 206, description = "The range", content_type = "application/octet-stream"),
        (status = 304, description = "The file is the one with the `If-None-Match`"),
        (status = 416, description = "The range begins behind the file's end"),
    ),
    security(()),
)]
pub(super) async fn serve(
    State(app): State<Arc<App>>,
    Path((environment, id)): Path<(String, String)>,
    Parameters(wanted): Parameters<Wanted>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let missing = || ApiError::missing("file");
    let address = UploadAddress {
        environment: EnvironmentId::parse(environment).map_err(|_| missing())?,
        id: AttachmentId::parse(id).map_err(|_| missing())?,
    };
    let found = app.uploads.find(&address, shell::now()).await?;
    let file = found.ok_or_else(missing)?;
    let part = match wanted.thumb.as_deref() {
        None | Some("0") => Part::Original,
        Some(_) if file.thumbnail_url.is_none() => return Err(missing()),
        Some(_) => Part::Thumbnail,
    };
    let size = app.uploads.size(&address, part).await?;
    let size = size.ok_or_else(missing)?;
    let (mime_type, etag) = match part {
        Part::Original => (file.mime_type.as_str(), format!("\"{}\"", file.id)),
        Part::Thumbnail => ("image/jpeg", format!("\"{}-thumb\"", file.id)),
    };

    let mut response = Response::new(Body::empty());
    let fields = response.headers_mut();
    fields.insert(ETAG, header(&etag)?);
    fields.insert(CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    fields.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    fields.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(NO_SCRIPT));
    fields.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    if has_tag(&headers, IF_NONE_MATCH, &etag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response);
    }
    fields.insert(CONTENT_TYPE, header(mime_type)?);
    fields.insert(CONTENT_DISPOSITION, header(&inline(&file.filename))?);

    // A part of another version is of no use; there is one version only.
    let asks_for_this = !headers.contains_key(IF_RANGE) || has_tag(&headers, IF_RANGE, &etag);
    let range = headers.get(RANGE).filter(|_| asks_for_this);
    let range = match requested(range, size) {
        Requested::Whole => 0..size,
        Requested::Part(range) => {
            let shown = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            fields.insert(CONTENT_RANGE, header(&shown)?);
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            range
        }
        Requested::Nothing => {
            let shown = [(CONTENT_RANGE, format!("bytes */{size}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, shown).into_response());
        }
    };
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, (range.end - range.start).into());
    if method != Method::HEAD && !range.is_empty() {
        let bytes = app.uploads.read(&address, part, range).await?;
        // The answer has begun, so it can only be cut off.
        let bytes = bytes.inspect_err(|error| {
            tracing::error!(error = error as &dyn std::error::Error, "a file broke off");
        });
        *response.body_mut() = Body::from_stream(bytes);
    }
    Ok(response)
}

/// What a `Range` asks for.
#[derive(Debug, PartialEq, Eq)]
enum Requested {
    Whole,
    Part(std::ops::Range<u64>),
    Nothing,
}

/// What is no range, or several, is answered with the whole (RFC 9110, 14.2).
fn requested(header: Option<&HeaderValue>, size: u64) -> Requested {
    let ranges = header
        .and_then(|value| value.to_str().ok())
        .and_then(|text| http_range_header::parse_range_header(text).ok())
        .filter(|ranges| ranges.len() == 1);
    let Some(ranges) = ranges else {
        return Requested::Whole;
    };
    match ranges.validate(size).as_deref() {
        Ok([range]) => Requested::Part(*range.start()..*range.end() + 1),
        Ok(_) => Requested::Whole,
        Err(_) => Requested::Nothing,
    }
}

fn has_tag(headers: &HeaderMap, name: HeaderName, etag: &str) -> bool {
    let known = headers.get(name).and_then(|value| value.to_str().ok());
    known.is_some_and(|known| {
        let mut tags = known.split(',').map(str::trim);
        tags.any(|tag| tag == etag || tag == "*" || tag.strip_prefix("W/") == Some(etag))
    })
}

/// Shown in the page, and saved under its name (RFC 6266).
fn inline(filename: &str) -> String {
    let plain: String = filename
        .chars()
        .map(|c| {
            if c.is_ascii() && !matches!(c, '"' | '\\') && !c.is_control() {
                c
            } else {
                '_'
            }
        })
        .collect();
    let exact = utf8_percent_encode(filename, NOT_ATTRIBUTE);
    format!("inline; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

fn header(text: &str) -> Result<HeaderValue, ApiError> {
    HeaderValue::from_str(text).map_err(|_| ApiError::missing("file"))
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const NO_SCRIPT: &str = "default-src 'none'; img-src 'self'; media-src 'self'; \
                         style-src 'unsafe-inline'; sandbox";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// All but the `attr-char` of RFC 8187.
const NOT_ATTRIBUTE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_a_part_and_everything_odd_the_whole() {
        let of = |text: &'static str| requested(Some(&HeaderValue::from_static(text)), 10);
        assert_eq!(of("bytes=0-3"), Requested::Part(0..4));
        assert_eq!(of("bytes=4-"), Requested::Part(4..10));
        assert_eq!(of("bytes=-3"), Requested::Part(7..10));
        assert_eq!(of("bytes=8-99"), Requested::Part(8..10));
        assert_eq!(of("bytes=10-"), Requested::Nothing);
        assert_eq!(of("bytes=-0"), Requested::Nothing);
        for odd in ["bytes=3-1", "bytes=0-1,3-4", "lines=0-3", "bytes=x", ""] {
            assert_eq!(of(odd), Requested::Whole, "{odd}");
        }
        assert_eq!(requested(None, 10), Requested::Whole);
    }

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            inline("a\"; x=\r\n写.png"),
            "inline; filename=\"a_; x=___.png\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0A%E5%86%99.png"
        );
    }
}
