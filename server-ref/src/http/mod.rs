//! The HTTP side: one file for each resource.

mod admin;
mod api;
mod api_error;
mod body;
mod browser;
mod comments;
mod docs;
mod export;
mod export_environment;
mod files;
mod guest;
mod health;
mod host_write;
mod input;
mod metrics;
mod openapi;
mod reactions;
mod request_id;
mod rooms;
mod root;
mod sdk;
mod shared_data;
mod threads;
mod token;
mod uploads;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

pub(crate) use self::export::room_export;
pub(crate) use self::export_environment::environment_export;
pub use self::openapi::{document, document_text};
use crate::panel;
use crate::state::App;

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    // Around the routes, as what is inside of them sees a path that was found.
    Router::new().fallback_service(
        ServiceBuilder::new()
            .map_request(with_one_slash)
            .service(routes(app)),
    )
}

/// The original's widget puts paths behind its `endpoint` as it is: one that
/// ends in a slash makes two.
fn with_one_slash(mut request: Request) -> Request {
    let uri = request.uri();
    let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    if path.starts_with("//") {
        let path = format!("/{}", path.trim_start_matches('/'));
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = path.parse().ok();
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request
}

fn routes(app: Arc<App>) -> Router {
    let (described, _) = openapi::routes().split_for_parts();
    let sdk = Router::new()
        .route("/sdk/{*path}", get(sdk::serve))
        .layer(CompressionLayer::new());
    Router::new()
        .route("/", get(root::page_or_socket))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::text))
        .merge(described)
        .route("/api/v1/openapi.json", get(openapi::serve))
        .route("/api/v1/docs", get(docs::page))
        .route("/api/v1/docs/style.css", get(docs::style))
        .merge(sdk)
        .merge(panel::routes())
        .fallback(api_error::not_found)
        .method_not_allowed_fallback(api_error::method_not_allowed)
        .layer(CatchPanicLayer::custom(api_error::panicked))
        .layer(cors())
        .layer(SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static("x-content-type-options"),
            HeaderValue::from_static("nosniff"),
        ))
        .layer(from_fn_with_state(Arc::clone(&app), metrics::count))
        .layer(from_fn(request_id::with_request_id))
        .with_state(app)
}

/// Any page may load the SDK and call with a publishable key and a token:
/// there are no cookies that could be misused.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            HeaderName::from_static("x-pulse-key"),
            HeaderName::from_static("x-pulse-token"),
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([request_id::HEADER, HeaderName::from_static("retry-after")])
}
