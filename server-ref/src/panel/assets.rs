//! The panel's style and scripts, from the binary.

use std::borrow::Cow;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/panel"]
struct FromNpm;

/// Serves a file. Their addresses carry the version of the server.
pub(super) async fn serve(Path(file): Path<String>) -> Response {
    let (kind, content): (_, Cow<'static, [u8]>) = match file.as_str() {
        "panel.css" => ("text/css; charset=utf-8", STYLE.into()),
        "panel.js" => (SCRIPT_KIND, SCRIPT.into()),
        // Without it nothing is missing but what is live.
        "htmx.js" => match FromNpm::get("htmx.min.js") {
            Some(file) => (SCRIPT_KIND, file.data),
            None => (SCRIPT_KIND, NO_HTMX.into()),
        },
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, CACHED)];
    (headers, content.into_owned()).into_response()
}

const STYLE: &[u8] = include_bytes!("../../templates/panel/panel.css");
const SCRIPT: &[u8] = include_bytes!("../../templates/panel/panel.js");
const NO_HTMX: &[u8] = b"// This server was built without npm packages.\n";
const SCRIPT_KIND: &str = "text/javascript; charset=utf-8";
const CACHED: &str = "public, max-age=3600";
