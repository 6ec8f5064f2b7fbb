//! `/api/v1`: what hosts' backends call with their secret key.

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, patch, post};

use super::{comments, export, reactions, rooms, threads, users};
use crate::state::App;

/// All routes of the REST API.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/rooms", get(rooms::index))
        .route("/rooms/{room}", get(rooms::show).patch(rooms::change))
        .route("/rooms/{room}/presence", get(rooms::presence))
        .route("/rooms/{room}/export", get(export::export))
        .route(
            "/rooms/{room}/threads",
            get(threads::index).post(threads::create),
        )
        .route(
            "/threads/{thread}",
            get(threads::show)
                .patch(threads::change)
                .delete(threads::delete),
        )
        .route(
            "/threads/{thread}/comments",
            get(comments::index).post(comments::create),
        )
        .route(
            "/comments/{comment}",
            patch(comments::change).delete(comments::delete),
        )
        .route("/comments/{comment}/reactions", post(reactions::create))
        .route("/reactions/{reaction}", delete(reactions::delete))
        .route("/users", get(users::index))
        .route("/users/{user}", delete(users::erase))
}
