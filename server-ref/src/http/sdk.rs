//! `/sdk/…`: the widget, from the binary or from a directory. What its build has compressed already,
//! better than a server has time for, is sent as it is.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path as UrlPath, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use pulse_protocol::ErrorCode;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::api_error::ApiError;
use crate::state::App;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/sdk"]
struct BuiltIn;

/// Serves a file of the widget.
pub(super) async fn serve(
    State(app): State<Arc<App>>,
    UrlPath(path): UrlPath<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let file = plain(&path).ok_or_else(|| missing(&path))?;
    let (content, hash) = read(&app, &file).await.ok_or_else(|| missing(&path))?;
    let etag = etag(&hash);
    let cache = if is_hashed(&path) { FOR_EVER } else { SHORTLY };
    let caching = [
        (ETAG, etag.as_str()),
        (CACHE_CONTROL, cache),
        (VARY, ACCEPT_ENCODING.as_str()),
    ];
    let known = headers.get(IF_NONE_MATCH).and_then(|h| h.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag)) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let content_type = [(CONTENT_TYPE, content_type(&path))];
    for (coding, extension) in COMPRESSED {
        if accepts(&headers, coding)
            && let Some((content, _)) = read(&app, &beside(&file, extension)).await
        {
            let coding = [(CONTENT_ENCODING, coding)];
            return Ok((caching, content_type, coding, Body::from(content)).into_response());
        }
    }
    Ok((caching, content_type, Body::from(content)).into_response())
}

/// A file with the hash of its content.
async fn read(app: &App, file: &Path) -> Option<(Bytes, [u8; 32])> {
    if let Some(directory) = &app.sdk_dir {
        let content = Bytes::from(tokio::fs::read(directory.join(file)).await.ok()?);
        let hash = Sha256::digest(&content).into();
        return Some((content, hash));
    }
    let file = BuiltIn::get(file.to_str()?)?;
    let content = match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Some((content, file.metadata.sha256_hash()))
}

/// The name of a file's compressed form.
fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(extension);
    name.into()
}

/// Whether a client names a coding, and not to exclude it.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let lists = headers.get_all(ACCEPT_ENCODING);
    let mut named = lists
        .iter()
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','));
    named.any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let excluded = parts
            .filter_map(|part| part.strip_prefix("q="))
            .any(|weight| weight.parse().is_ok_and(|weight: f32| weight <= 0.0));
        name.eq_ignore_ascii_case(coding) && !excluded
    })
}

/// The path, when it stays inside and is that of a file itself.
fn plain(path: &str) -> Option<PathBuf> {
    let parts = Path::new(path).components();
    let plain = |part| matches!(part, Component::Normal(_));
    let compressed = COMPRESSED.iter().any(|(_, end)| path.ends_with(end));
    let inside =
        !path.is_empty() && !compressed && !path.contains('\\') && parts.clone().all(plain);
    inside.then(|| parts.collect())
}

fn missing(path: &str) -> ApiError {
    let words = match path {
        "pulse.js" => "this server was built without the widget; build it with `cargo xtask build`",
        _ => "the SDK has no such file",
    };
    ApiError::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, words)
}

/// Whether the name changes with the content, as bundlers write them:
/// `name-XXXXXXXX.ext` or `name.XXXXXXXX.ext`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split_once(['.', '-']).map_or("", |(_, rest)| rest);
    stem.split(['.', '-', '_']).any(|part| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && part
                .bytes()
                .any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    })
}

/// Weak, since the bytes on the wire may be compressed.
fn etag(hash: &[u8; 32]) -> String {
    let hex: String = hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("W/\"{hex}\"")
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js" | "mjs" | "cjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt" | "ts") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// How the build compresses, and what it appends to a file's name. The best comes first.
const COMPRESSED: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const SHORTLY: &str = "public, max-age=60, stale-while-revalidate=600";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_sdk() {
        assert!(plain("pulse.js").is_some() && plain("chunks/a.js").is_some());
        for path in [
            "",
            "../x",
            "a/../../x",
            "/etc/passwd",
            "a\\..\\x",
            "./x",
            "..",
            "pulse.js.br",
        ] {
            assert_eq!(plain(path), None, "{path}");
        }
    }

    #[test]
    fn a_coding_is_accepted_by_name_unless_its_weight_is_nothing() {
        let asked = |list: &'static str| {
            let list = axum::http::HeaderValue::from_static(list);
            HeaderMap::from_iter([(ACCEPT_ENCODING, list)])
        };
        assert!(accepts(&asked("gzip, deflate, br, zstd"), "br"));
        assert!(accepts(&asked("BR;q=0.5"), "br"));
        assert!(!accepts(&asked("gzip"), "br"));
        assert!(!accepts(&asked("br;q=0, gzip"), "br"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for name in [
            "pulse-8F3A2B1C.js",
            "chunks/widget-ABCD1234.js",
            "pulse.3f9a8b7c.wasm",
        ] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["pulse.js", "pulse_bg.wasm", "pulse-widget.js", "index.d.ts"] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
