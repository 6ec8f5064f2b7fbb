//! The routes of the site and what they share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::FromRef;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use axum_extra::extract::cookie::Key;
use pulse_sdk::Pulse;

use crate::Settings;
use crate::collab_token::collab_token;
use crate::headers::with_headers;
use crate::page::page;
use crate::people::Person;

/// What every route may use.
#[derive(Clone)]
pub(crate) struct Site {
    pulse: Pulse,
    pub(crate) publishable_key: Arc<str>,
    pub(crate) server_url: Arc<str>,
    session_key: Key,
    visitors: Arc<AtomicUsize>,
}

impl Site {
    /// Who a new visitor is: the three take turns.
    pub(crate) fn next_person(&self) -> &'static Person {
        Person::in_turn(self.visitors.fetch_add(1, Ordering::Relaxed))
    }
}

impl FromRef<Site> for Key {
    fn from_ref(site: &Site) -> Self {
        site.session_key.clone()
    }
}

impl FromRef<Site> for Pulse {
    fn from_ref(site: &Site) -> Self {
        site.pulse.clone()
    }
}

/// The whole site.
pub fn site(settings: Settings) -> Router {
    let site = Site {
        pulse: settings.pulse,
        publishable_key: settings.publishable_key.into(),
        server_url: settings.server_url.as_str().into(),
        session_key: settings.session_key.0,
        visitors: Arc::default(),
    };
    let routes = Router::new()
        .route("/", get(page))
        .route("/api/collab-token", get(collab_token))
        .route(
            "/app.js",
            file("text/javascript", include_str!("../assets/app.js")),
        )
        .route(
            "/site.css",
            file("text/css", include_str!("../assets/site.css")),
        )
        .route(
            "/favicon.svg",
            file("image/svg+xml", include_str!("../assets/favicon.svg")),
        )
        .route("/healthz", get(async || "ok"))
        .with_state(site);
    with_headers(routes, &settings.server_url)
}

fn file(content_type: &'static str, text: &'static str) -> axum::routing::MethodRouter<Site> {
    get(async move || ([(CONTENT_TYPE, content_type)], text))
}
