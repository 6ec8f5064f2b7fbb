//! `/api/v1/users`: the people an environment knows.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use pulse_protocol::rest::{Deleted, List, User};
use pulse_protocol::{EnvironmentId, UserId};
use serde::Deserialize;

use super::api_error::ApiError;
use super::host_write::known;
use super::input::{Backend, Id, Parameters, Part, list};
use crate::shell;
use crate::state::App;
use crate::storage::{Erasure, UserRecord};

/// What becomes of an erased person's comments.
#[derive(Debug, Deserialize)]
pub(super) struct Leaving {
    #[serde(default)]
    comments: Comments,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Comments {
    /// They stay, under the name of nobody.
    #[default]
    Keep,
    Remove,
}

/// `GET /users`.
pub(super) async fn index(
    State(app): State<Arc<App>>,
    backend: Backend,
    Part(slice): Part,
) -> Result<Json<List<User>>, ApiError> {
    let page = app.store.users(&backend.environment, &slice).await?;
    Ok(Json(list(page, |user| shown(&backend.environment, user))))
}

/// `DELETE /users/:userId`, by the host's own id.
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
