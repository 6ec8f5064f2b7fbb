//! Who the visitor is: a signed cookie, read by every route that asks.
//!
//! Two windows of one browser share their cookies, and a demo on one machine
//! wants two people. So an address may end in `?as=grace`, which says who
//! this one window is. It only works for the three demo users and on top of a
//! session; a site with real accounts would leave `?as=` out.

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::SignedCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::{Deserialize, Serialize};

use crate::people::Person;
use crate::site::Site;

const COOKIE: &str = "larkspoke_session";

/// Who is asking, as an argument of a handler. Without a session there is no
/// handler: the answer is [`NotSignedIn`].
pub(crate) struct SignedIn(pub(crate) &'static Person);

/// Why it is nobody. After 401 the widget tells the visitor to sign in.
#[derive(Debug)]
pub(crate) enum NotSignedIn {
    NoSession,
    Nobody,
}

impl FromRequestParts<Site> for SignedIn {
    type Rejection = NotSignedIn;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, NotSignedIn> {
        let Ok(jar) = SignedCookieJar::from_request_parts(parts, site).await;
        let signed_in = person(&jar).ok_or(NotSignedIn::NoSession)?;
        let window = Query::<Window>::try_from_uri(&parts.uri).map_err(|_| NotSignedIn::Nobody)?;
        let person = window.person().map_err(|_| NotSignedIn::Nobody)?;
        Ok(Self(person.unwrap_or(signed_in)))
    }
}

impl IntoResponse for NotSignedIn {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Sentence {
            error: &'static str,
        }

        let (status, error) = match self {
            Self::NoSession => (
                StatusCode::UNAUTHORIZED,
                "there is no session: open the page again",
            ),
            Self::Nobody => (StatusCode::BAD_REQUEST, "`as` must be ada, grace or linus"),
        };
        let headers = [(CACHE_CONTROL, "no-store")];
        (status, headers, Json(Sentence { error })).into_response()
    }
}

/// The part of an address that says who its window is.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Window {
    #[serde(rename = "as")]
    id: Option<String>,
}

/// `?as=` names nobody.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NobodyByThatName;

impl Window {
    /// The person of this window, if its address names one.
    pub(crate) fn person(&self) -> Result<Option<&'static Person>, NobodyByThatName> {
        match self.id.as_deref() {
            None | Some("") => Ok(None),
            Some(id) => Person::by_id(id).map(Some).ok_or(NobodyByThatName),
        }
    }
}

/// The person whose session this is. The signature is checked, so nobody can
/// write themselves a cookie.
pub(crate) fn person(jar: &SignedCookieJar) -> Option<&'static Person> {
    jar.get(COOKIE)
        .and_then(|cookie| Person::by_id(cookie.value()))
}

/// Begins a session. Behind TLS one would add `.secure(true)`.
pub(crate) fn begin(jar: SignedCookieJar, person: &Person) -> SignedCookieJar {
    let cookie = Cookie::build((COOKIE, person.id))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax);
    jar.add(cookie)
}
