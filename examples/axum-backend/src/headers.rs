//! The headers every answer carries. The policy is a strict one, and shows
//! what a site must allow for Pulse: the server's script, the WebAssembly it
//! loads, and connections to the server.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;

/// Adds the headers. `server_url` has been checked to be an HTTP address.
pub(crate) fn with_headers(router: Router, server_url: &str) -> Router {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    let router = fixed.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(
            name,
            HeaderValue::from_static(value),
        ))
    });
    let policy = HeaderValue::from_str(&content_security_policy(server_url))
        .expect("a checked address has no control characters");
    router.layer(SetResponseHeaderLayer::overriding(
        header::CONTENT_SECURITY_POLICY,
        policy,
    ))
}

fn content_security_policy(server_url: &str) -> String {
    let http = origin(server_url);
    let socket = http.replacen("http", "ws", 1);
    [
        "default-src 'none'".to_owned(),
        format!("script-src 'self' {http} 'wasm-unsafe-eval'"),
        format!("connect-src 'self' {http} {socket}"),
        format!("img-src 'self' {http} data: blob:"),
        format!("media-src {http} blob:"),
        "style-src 'self'".to_owned(),
        "form-action 'self'".to_owned(),
        "base-uri 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
    ]
    .join("; ")
}

/// Scheme, host and port: policies name origins, not paths.
fn origin(url: &str) -> &str {
    let host_at = url.find("://").map_or(0, |at| at + 3);
    let end = url[host_at..]
        .find('/')
        .map_or(url.len(), |at| host_at + at);
    &url[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_opens_the_pulse_server_and_nothing_else() {
        let policy = content_security_policy("https://example.com:8443/pulse");
        assert!(policy.starts_with("default-src 'none'; "));
        assert!(policy.contains("script-src 'self' https://example.com:8443 'wasm-unsafe-eval'"));
        assert!(
            policy.contains("connect-src 'self' https://example.com:8443 wss://example.com:8443")
        );
        assert!(!policy.contains("unsafe-inline"));
    }
}
