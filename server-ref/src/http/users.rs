//! `/api/v1/users`: the people an environment knows.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use pulse_protocol::rest::{Deleted, List, User};
use pulse_protocol::{EnvironmentId, UserId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::api_error::ApiError;
use super::host_write::known;
use super::input::{Backend, Id, Paging, Parameters, Part, list};
use crate::shell;
use crate::state::App;
use crate::storage::{Erasure, UserRecord};

/// What becomes of an erased person's comments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Leaving {
    /// Whether their comments stay.
    #[serde(default)]
    #[param(inline)]
    comments: Comments,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Comments {
    /// They stay, under the name of nobody.
    #[default]
    Keep,
    /// They go, and threads that become empty with them.
    Remove,
}

/// Lists everybody the environment knows, by when they were first heard of.
#[utoipa::path(
    get,
    path = "/users",
    tag = "Users",
    operation_id = "listUsers",
    params(Paging),
    responses((status = 200, description = "The people", body = List<User>)),
)]
pub(super) async fn index(
    State(app): State<Arc<App>>,
    backend: Backend,
    Part(slice): Part,
) -> Result<Json<List<User>>, ApiError> {
    let page = app.store.users(&backend.environment, &slice).await?;
    Ok(Json(list(page, |user| shown(&backend.environment, user))))
}

/// Erases a person: reactions, notifications and activity go, comments go too
/// or stay under the name of nobody.
#[utoipa::path(
    delete,
    path = "/users/{user}",
    tag = "Users",
    operation_id = "eraseUser",
    params(("user" = String, Path, description = "The host's own id of the person, percent-encoded"), Leaving),
    responses((status = 200, description = "They are gone", body = Deleted)),
)]
pub(super) async fn erase(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(person): Id<UserId>,
    Parameters(leaving): Parameters<Leaving>,
) -> Result<Json<Deleted>, ApiError> {
    known(&app, &backend, &person).await?;
    let environment = &backend.environment;
    // First, so that nothing is written meanwhile.
    app.rooms.dismiss(environment, &person).await;
    let replacement = match leaving.comments {
        Comments::Keep => {
            let id = format!("deleted-{}", shell::uuid().simple());
            Some(UserId::parse(id).map_err(|error| ApiError::invalid_field(error.to_string()))?)
        }
        Comments::Remove => None,
    };
    let erasure = Erasure {
        person,
        replacement,
    };
    app.store
        .erase_user(environment, &erasure, shell::now(), shell::uuid())
        .await?;
    Ok(Json(Deleted { deleted: true }))
}

/// A person's id among all environments.
pub(super) fn namespaced(environment: &EnvironmentId, user: &UserId) -> String {
    format!("{environment}:{user}")
}

fn shown(environment: &EnvironmentId, record: UserRecord) -> User {
    let user = record.user;
    User {
        id: namespaced(environment, &user.id),
        external_id: user.id,
        name: user.name,
        avatar: user.avatar,
        color: user.color,
        created_at: record.created_at,
    }
}
