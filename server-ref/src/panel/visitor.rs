//! Whose browser this is: its address, its cookie, and how it reaches us.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::problem::Problem;
use crate::admin::{AdminError, SecretText, Who, form_token, resume_session};
use crate::state::App;
use crate::storage::{AdminAccount, AdminSession};

/// A browser, whoever sits in front of it.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    pub(super) address: String,
    pub(super) agent: String,
    /// Where it reaches this server: scheme and host.
    pub(super) endpoint: String,
    pub(super) cookies: CookieJar,
    /// Whether it asks by itself, as a page that refreshes does.
    pub(super) is_script: bool,
}

impl Visitor {
    pub(super) fn of(parts: &Parts) -> Self {
        let headers = &parts.headers;
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let scheme = match text("x-forwarded-proto").map(str::trim) {
            Some("https") => "https",
            _ => "http",
        };
        let host = text("host").unwrap_or("localhost");
        Self {
            address: address(parts),
            agent: text("user-agent").unwrap_or_default().to_owned(),
            endpoint: format!("{scheme}://{host}"),
            cookies: CookieJar::from_headers(headers),
            is_script: headers.contains_key("hx-request"),
        }
    }

    /// The cookie that forms are made for: the session's, or else one of its own.
    pub(super) fn form_cookie(&self) -> Option<&str> {
        let named = |name| self.cookies.get(name).map(Cookie::value);
        named(SESSION).or_else(|| named(VISITOR))
    }

    /// What a form has to bring back.
    pub(super) fn form_token(&self) -> String {
        self.form_cookie().map(form_token).unwrap_or_default()
    }

    /// A cookie no script reads, no other site sends and no other path sees.
    pub(super) fn cookie(&self, name: &'static str, value: String) -> Cookie<'static> {
        Cookie::build((name, value))
            .path("/panel")
            .http_only(true)
            .same_site(SameSite::Strict)
            .secure(self.endpoint.starts_with("https://"))
            .build()
    }

    /// Whoever is signed in.
    pub(super) async fn session(&self, app: &App) -> Result<Option<Session>, Problem> {
        let Some(cookie) = self.cookies.get(SESSION) else {
            return Ok(None);
        };
        let cookie = SecretText::shown(cookie.value());
        let found = resume_session(&*app.store, &cookie, !self.is_script).await?;
        Ok(found.map(|(account, session)| Session {
            who: Who::account(&account, &self.address),
            account,
            session,
            visitor: self.clone(),
        }))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) who: Who,
    pub(super) account: AdminAccount,
    pub(super) session: AdminSession,
    pub(super) visitor: Visitor,
}

impl Session {
    /// Why something was not done, as a page of theirs.
    pub(super) fn refused(&self, error: AdminError) -> Problem {
        Problem::Refused(Box::new(self.clone()), error)
    }
}

impl FromRequestParts<Arc<App>> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let visitor = Visitor::of(parts);
        let session = visitor.session(app).await?;
        session.ok_or_else(|| Problem::SignIn {
            to: path_of(parts),
            visitor: Box::new(visitor),
        })
    }
}

/// The path that was asked for, to come back to.
pub(super) fn path_of(parts: &Parts) -> String {
    // Nested routers see the rest of the path alone.
    let uri = match parts.extensions.get::<OriginalUri>() {
        Some(OriginalUri(uri)) => uri,
        None => &parts.uri,
    };
    let path = uri.path_and_query();
    path.map_or_else(|| "/panel".to_owned(), ToString::to_string)
}

/// Where a request comes from. A proxy on this machine says for whom it asks;
/// what others say of themselves counts for nothing.
pub(crate) fn address(parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let Some(ConnectInfo(peer)) = peer else {
        return "unknown".to_owned();
    };
    let peer = peer.ip().to_canonical();
    let forwarded = || forwarded_for(&parts.headers);
    if peer.is_loopback()
        && let Some(address) = forwarded()
    {
        return address;
    }
    peer.to_string()
}

/// The last address is the one the proxy itself saw.
fn forwarded_for(headers: &HeaderMap) -> Option<String> {
    let header = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = header.to_str().ok()?.rsplit(',').next()?.trim();
    let address: std::net::IpAddr = last.parse().ok()?;
    Some(address.to_string())
}

/// Whether a change comes from a page of ours, as far as the browser says.
pub(super) fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return true;
    };
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    text("host") == Some(host)
}

/// Of who is signed in.
pub(super) const SESSION: &str = "pulse_panel";
/// Of who is not.
pub(super) const VISITOR: &str = "pulse_visitor";

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, Request};

    use super::*;

    fn parts(peer: &str, forwarded: Option<&'static str>) -> Parts {
        let mut request = Request::new(());
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        if let Some(forwarded) = forwarded {
            let value = HeaderValue::from_static(forwarded);
            request.headers_mut().insert("x-forwarded-for", value);
        }
        request.into_parts().0
    }

    #[test]
    fn only_a_proxy_on_this_machine_says_for_whom_it_asks() {
        let seen = |peer, forwarded| address(&parts(peer, forwarded));
        assert_eq!(seen("192.0.2.1:5", Some("198.51.100.7")), "192.0.2.1");
        assert_eq!(
            seen("127.0.0.1:5", Some("1.2.3.4, 198.51.100.7")),
            "198.51.100.7"
        );
        assert_eq!(seen("[::1]:5", Some("nonsense")), "::1");
        assert_eq!(seen("[::ffff:127.0.0.1]:5", None), "127.0.0.1");
    }

    #[test]
    fn a_page_of_another_site_is_told_from_ours() {
        let own = |headers: &[(&'static str, &'static str)]| {
            let mut map = HeaderMap::new();
            for &(name, value) in headers {
                map.insert(name, HeaderValue::from_static(value));
            }
            is_own_page(&map)
        };
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("sec-fetch-site", "cross-site")]));
        assert!(own(&[
            ("origin", "http://a.example"),
            ("host", "a.example")
        ]));
        assert!(!own(&[
            ("origin", "http://b.example"),
            ("host", "a.example")
        ]));
        assert!(own(&[("host", "a.example")]));
    }
}
