//! `/sdk/…`: the widget, from the binary or from a directory.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path as UrlPath, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
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
    let (content, hash) = match &app.sdk_dir {
        Some(directory) => {
            let read = tokio::fs::read(directory.join(file)).await;
            let content = Bytes::from(read.map_err(|_| missing(&path))?);
            let hash = Sha256::digest(&content).into();
            (content, hash)
        }
        None => {
            let file = BuiltIn::get(&path).ok_or_else(|| missing(&path))?;
            let content = match file.data {
                std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
            };
            (content, file.metadata.sha256_hash())
        }
    };
    let etag = etag(&hash);
    let cache = if is_hashed(&path) { FOR_EVER } else { SHORTLY };
    let caching = [(ETAG, etag.as_str()), (CACHE_CONTROL, cache)];
    let known = headers.get(IF_NONE_MATCH).and_then(|h| h.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag)) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let content_type = [(CONTENT_TYPE, content_type(&path))];
    Ok((caching, content_type, Body::from(content)).into_response())
}

/// The path, when it stays inside.
fn plain(path: &str) -> Option<PathBuf> {
    let parts = Path::new(path).components();
    let plain = |part| matches!(part, Component::Normal(_));
    let inside = !path.is_empty() && !path.contains('\\') && parts.clone().all(plain);
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
        ] {
            assert_eq!(plain(path), None, "{path}");
        }
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
