//! `/api/admin/v1`: what the panel does, for programs. Whoever calls shows a
//! personal access token and may do what its owner may.

mod account;
mod caller;
mod data;
mod environments;
mod moderation;
mod reports;
mod team;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admin::AdminError;
use crate::state::App;
use crate::storage::Slice;

/// All routes of the admin API.
pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(account::show, account::rename))
        .routes(routes!(account::tokens))
        .routes(routes!(account::revoke_token))
        .routes(routes!(account::sessions, account::end_sessions))
        .routes(routes!(account::end_session))
        .routes(routes!(environments::index, environments::create))
        .routes(routes!(
            environments::show,
            environments::change,
            environments::delete
        ))
        .routes(routes!(environments::keys))
        .routes(routes!(environments::rotate))
        .routes(routes!(environments::revoke))
        .routes(routes!(
            moderation::edit_comment,
            moderation::delete_comment
        ))
        .routes(routes!(moderation::delete_thread))
        .routes(routes!(data::rooms))
        .routes(routes!(data::threads))
        .routes(routes!(data::comments))
        .routes(routes!(data::users))
        .routes(routes!(data::export_room))
        .routes(routes!(moderation::revoke_user))
        .routes(routes!(moderation::erase_user))
        .routes(routes!(moderation::export))
        .routes(routes!(team::index, team::add))
        .routes(routes!(team::set_role, team::remove))
        .routes(routes!(reports::audit))
        .routes(routes!(reports::overview))
        .routes(routes!(reports::check))
}

/// An id in the path, or that there is no such thing.
fn id<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<T, AdminError> {
    text.parse().map_err(|_| AdminError::Missing(what))
}

/// Lists here are long: nobody gets all of one at once.
fn paged(slice: Slice) -> Slice {
    Slice {
        limit: slice.limit.or(Some(PAGE)),
        ..slice
    }
}

const PAGE: u32 = 100;
