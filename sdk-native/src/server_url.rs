//! The address of a Pulse server, checked once so that no call can fail on it.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;
use thiserror::Error;

/// Why a text is no address of a Pulse server. The text itself is not kept:
/// it may be a key given in the wrong place.
///
/// ```
/// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
/// use pulse_sdk::{ConfigError, Pulse, ServerUrlError};
///
/// let error = Pulse::new(&secret_key, "pulse.example.com").unwrap_err();
/// assert!(matches!(error, ConfigError::ServerUrl(ServerUrlError::NotAnAddress)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ServerUrlError {
    /// No scheme, no host, or not a URL at all.
    #[error("the server URL must be a whole address such as https://pulse.example.com")]
    NotAnAddress,
    /// A scheme other than the two that speak HTTP.
    #[error("the server URL must begin with http:// or https://, not {scheme}:")]
    Scheme {
        /// The scheme given.
        scheme: String,
    },
    /// `https://user:password@host`, which would end up in logs.
    #[error("the server URL must not contain a user name or a password")]
    Credentials,
    /// Paths are appended to the address, so nothing may follow its own path.
    #[error("the server URL must end with its path: remove what follows ? or #")]
    QueryOrFragment,
}

/// An `http` or `https` address without credentials, query or fragment.
#[derive(Debug)]
pub(crate) struct ServerUrl(Url);

impl ServerUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, ServerUrlError> {
        let mut url = Url::parse(text.trim()).map_err(|_| ServerUrlError::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(ServerUrlError::Scheme {
                scheme: url.scheme().to_owned(),
            });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ServerUrlError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(ServerUrlError::QueryOrFragment);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address of a route; `segments` are percent-encoded.
    pub(crate) fn route(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        // Only addresses such as `mailto:` have no path; `parse` refuses them.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether a proxy of the environment could not possibly reach it.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        let address = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>();
        host == "localhost"
            || host.ends_with(".localhost")
            || address.is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(base: &str) -> String {
        ServerUrl::parse(base)
            .unwrap()
            .route(&["auth", "token"])
            .to_string()
    }

    #[test]
    fn routes_follow_the_address_with_or_without_a_slash_or_a_path() {
        assert_eq!(
            route("http://127.0.0.1:4567"),
            "http://127.0.0.1:4567/auth/token"
        );
        assert_eq!(
            route(" https://pulse.example.com/ "),
            "https://pulse.example.com/auth/token"
        );
        assert_eq!(
            route("https://example.com/pulse//"),
            "https://example.com/pulse/auth/token"
        );
    }

    #[test]
    fn what_is_no_server_address_is_refused_with_the_reason() {
        let refused = |text| ServerUrl::parse(text).unwrap_err().to_string();
        let whole = "the server URL must be a whole address such as https://pulse.example.com";
        assert_eq!(refused(""), whole);
        assert_eq!(refused("pulse.example.com"), whole);
        assert_eq!(refused("https://"), whole);
        assert_eq!(refused("sk_looks_like_a_key"), whole);
        assert_eq!(
            refused("localhost:4567"),
            "the server URL must begin with http:// or https://, not localhost:"
        );
        assert_eq!(
            refused("ws://127.0.0.1:4567"),
            "the server URL must begin with http:// or https://, not ws:"
        );
        assert_eq!(
            refused("https://ada:byron@pulse.example.com"),
            "the server URL must not contain a user name or a password"
        );
        let end = "the server URL must end with its path: remove what follows ? or #";
        assert_eq!(refused("https://pulse.example.com/?room=a"), end);
        assert_eq!(refused("https://pulse.example.com/#a"), end);
    }

    #[test]
    fn loopback_is_recognised_by_name_and_number() {
        let loopback = |text| ServerUrl::parse(text).unwrap().is_loopback();
        assert!(loopback("http://localhost:1"));
        assert!(loopback("http://pulse.localhost"));
        assert!(loopback("http://127.0.0.2"));
        assert!(loopback("http://[::1]:4567"));
        assert!(!loopback("http://10.0.0.1"));
        assert!(!loopback("https://localhost.example.com"));
    }
}
