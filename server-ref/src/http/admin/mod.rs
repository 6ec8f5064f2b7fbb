//! `/api/admin/v1`: what the panel does, for programs. Whoever calls shows a
//! personal access token and may do what its owner may.

mod caller;
mod environments;
mod moderation;
mod reports;
mod team;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::App;

/// All routes of the admin API.
pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(team::me))
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
        .routes(routes!(moderation::revoke_user))
        .routes(routes!(moderation::erase_user))
        .routes(routes!(moderation::export))
        .routes(routes!(team::index, team::add))
        .routes(routes!(team::set_role, team::remove))
        .routes(routes!(reports::audit))
        .routes(routes!(reports::overview))
        .routes(routes!(reports::check))
}
