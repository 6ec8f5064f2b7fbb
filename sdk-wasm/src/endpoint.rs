//! Where the server is.

use crate::value::field;

/// The WebSocket address for an endpoint as the host gave it: a leading
/// `http` becomes `ws`, everything else stays.
pub(crate) fn websocket_url(endpoint: &str) -> Option<String> {
    let rest = endpoint
        .strip_prefix("http")
        .or_else(|| endpoint.strip_prefix("ws"))?;
    let host = rest
        .strip_prefix("s://")
        .or_else(|| rest.strip_prefix("://"))?;
    let good = !host.is_empty()
        && !host.starts_with(['/', '?', '#'])
        && !host.contains(|c: char| c.is_whitespace() || c == '#');
    good.then(|| format!("ws{rest}"))
}

/// Where files go, for a WebSocket address: beside it, as the API's other addresses are.
pub(crate) fn upload_url(websocket_url: &str) -> String {
    let rest = websocket_url.strip_prefix("ws").unwrap_or_default();
    let end = rest.find('?').unwrap_or(rest.len());
    format!("http{}/api/v1/upload", rest[..end].trim_end_matches('/'))
}

/// The page's own host; none where there is no page.
pub(crate) fn of_page() -> Option<String> {
    let location = field(&js_sys::global(), "location");
    let protocol = field(&location, "protocol").as_string()?;
    let host = field(&location, "host").as_string()?;
    websocket_url(&format!("{protocol}//{host}/"))
}
