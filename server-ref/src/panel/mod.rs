//! `/panel`: the pages with which people run the server. They are made here
//! and work without a script; htmx makes searches and numbers live.

mod assets;
mod extract;
mod form;
mod page;
mod pages;
mod problem;
mod visitor;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use axum::routing::{get, post};

pub(crate) use self::pages::audit::shown as audit_entry;
use self::pages::{
    account, audit, checker, comments, environment, environments, keys, overview, rooms, settings,
    setup, sign_in, team, threads, users,
};
pub(crate) use self::problem::status_of;
pub(crate) use self::visitor::address;
use crate::state::App;

/// All pages.
pub(crate) fn routes() -> Router<Arc<App>> {
    let pages = Router::new()
        .route("/", get(overview::show))
        .route("/setup", get(setup::show).post(setup::create))
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .merge(account::routes())
        .route("/team", get(team::show).post(team::add))
        .route("/team/{admin}/role", post(team::set_role))
        .route("/team/{admin}/remove", post(team::remove))
        .route("/audit", get(audit::show))
        .route("/audit.csv", get(audit::csv))
        .route("/audit.json", get(audit::json))
        .route(
            "/environments",
            get(environments::show).post(environments::create),
        )
        .nest("/environments/{environment}", of_environment())
        .fallback(pages::message::not_found)
        .layer(axum::middleware::map_response(keep_close))
        .layer(DefaultBodyLimit::max(FORM_BYTES));
    Router::new()
        .route("/panel/assets/{file}", get(assets::serve))
        .nest("/panel", pages)
}

fn of_environment() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(environment::show))
        .route("/rename", post(environment::rename))
        .route("/delete", post(environment::delete))
        .route("/settings", get(settings::show).post(settings::change))
        .route("/keys", get(keys::show))
        .route("/keys/rotate", post(keys::rotate))
        .route("/keys/{key}/revoke", post(keys::revoke))
        .route("/rooms", get(rooms::show))
        .route("/threads", get(threads::show))
        .route("/threads/{thread}", get(comments::show))
        .route("/threads/{thread}/delete", post(threads::delete))
        .route("/comments/{comment}/edit", post(comments::edit))
        .route("/comments/{comment}/delete", post(comments::delete))
        .route("/users", get(users::show))
        .route("/users/revoke", post(users::revoke))
        .route("/users/erase", post(users::erase))
        .route("/check", get(checker::show).post(checker::check))
        .route("/export", get(rooms::export_all))
        .route("/export-room", get(rooms::export_one))
}

/// What people see here is theirs alone: no cache keeps it, no other site
/// frames it or learns its address, and nothing in it runs that is not a file
/// of this server.
async fn keep_close(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";
const FORM_BYTES: usize = 64 * 1024;
