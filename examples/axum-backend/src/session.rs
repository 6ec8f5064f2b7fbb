//! Who the visitor is: a signed cookie, read by every route that asks.
//!
//! Two windows of one browser share their cookies, and a demo on one machine
//! wants two people. So an address may end in `?as=grace`, which says who
//! this one window is. It only works for the three demo users and on top of a
//! session; a site with real accounts would leave `?as=` out.

use axum_extra::extract::SignedCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use crate::people::Person;

const COOKIE: &str = "larkspoke_session";

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
