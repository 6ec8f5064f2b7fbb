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

/// The page's own host; none where there is no page.
pub(crate) fn of_page() -> Option<String> {
    let location = field(&js_sys::global(), "location");
    let protocol = field(&location, "protocol").as_string()?;
    let host = field(&location, "host").as_string()?;
    websocket_url(&format!("{protocol}//{host}/"))
}
