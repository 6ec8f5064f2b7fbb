//! `/api/v1`: what hosts' backends call with their secret key, and the uploads
//! of browsers. A route is added together with its description, so that none is without one.

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{comments, export, reactions, rooms, shared_data, threads, uploads, users};
use crate::state::App;

/// All routes of the REST API.
pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(rooms::index))
        .routes(routes!(rooms::show, rooms::change))
        .routes(routes!(rooms::presence))
        .routes(routes!(export::export))
        .routes(routes!(threads::index, threads::create))
        .routes(routes!(threads::show, threads::change, threads::delete))
        .routes(routes!(comments::index, comments::create))
        .routes(routes!(comments::change, comments::delete))
        .routes(routes!(reactions::create))
        .routes(routes!(reactions::delete))
        .routes(routes!(uploads::create))
        .routes(routes!(users::index))
        .routes(routes!(users::erase))
        .routes(routes!(shared_data::turn_credentials))
        .routes(routes!(shared_data::show, shared_data::save))
}
