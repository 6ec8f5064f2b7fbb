//! Changing what people wrote.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use pulse_protocol::rest::Deleted;
use pulse_protocol::{CommentId, ThreadId, UserId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::id;
use crate::admin::{self, Leaving, find_environment};
use crate::http::api_error::ApiError;
use crate::http::body::Body;
use crate::http::environment_export;
use crate::http::input::{Ids, Parameters};
use crate::state::App;

/// Another text.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AdminCommentChange)]
pub(super) struct Text {
    /// The text.
    body: String,
}

/// What becomes of an erased person's comments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Left {
    /// Whether their comments stay, or go too: `keep` or `remove`.
    #[serde(default)]
    #[param(inline)]
    comments: Comments,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Comments {
    #[default]
    Keep,
    Remove,
}

/// Changes the text of a comment, in open browsers too.
#[utoipa::path(patch, path = "/environments/{environment}/comments/{comment}", tag = "Admin", operation_id = "adminChangeComment",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), ("comment" = String, Path, description = "The comment's id")),
    request_body = Text,
    responses((status = 200, description = "It is changed", body = Changed)))]
pub(super) async fn edit_comment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids((environment, comment)): Ids<(String, String)>,
    Body(text): Body<Text>,
) -> Result<Json<Changed>, ApiError> {
    let editor = caller.editor()?;
    let environment = find_environment(&*app.store, &environment).await?;
    let comment: CommentId = id(&comment, "comment")?;
    admin::edit_comment(&app, &editor, &environment, &comment, &text.body).await?;
    Ok(Json(Changed { changed: true }))
}

/// That it is different now.
#[derive(Debug, serde::Serialize, ToSchema)]
#[schema(as = AdminChanged)]
pub(super) struct Changed {
    changed: bool,
}

/// Removes a comment, in open browsers too. The last one takes its thread along.
#[utoipa::path(delete, path = "/environments/{environment}/comments/{comment}", tag = "Admin", operation_id = "adminDeleteComment",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), ("comment" = String, Path, description = "The comment's id")),
    responses((status = 200, description = "It is gone", body = Deleted)))]
pub(super) async fn delete_comment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids((environment, comment)): Ids<(String, String)>,
) -> Result<Json<Deleted>, ApiError> {
    let editor = caller.editor()?;
    let environment = find_environment(&*app.store, &environment).await?;
    let comment: CommentId = id(&comment, "comment")?;
    admin::delete_comment(&app, &editor, &environment, &comment).await?;
    Ok(Json(Deleted { deleted: true }))
}

/// Removes a thread with its comments, in open browsers too.
#[utoipa::path(delete, path = "/environments/{environment}/threads/{thread}", tag = "Admin", operation_id = "adminDeleteThread",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), ("thread" = String, Path, description = "The thread's id")),
    responses((status = 200, description = "It is gone", body = Deleted)))]
pub(super) async fn delete_thread(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids((environment, thread)): Ids<(String, String)>,
) -> Result<Json<Deleted>, ApiError> {
    let editor = caller.editor()?;
    let environment = find_environment(&*app.store, &environment).await?;
    let thread: ThreadId = id(&thread, "thread")?;
    admin::delete_thread(&app, &editor, &environment, &thread).await?;
    Ok(Json(Deleted { deleted: true }))
}

/// Ends a person's connections and refuses the tokens they have.
#[utoipa::path(delete, path = "/environments/{environment}/users/{user}/sessions", tag = "Admin", operation_id = "adminRevokeUser",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), ("user" = String, Path, description = "The host's own id of the person, percent-encoded")),
    responses((status = 200, description = "They are signed out everywhere", body = Deleted)))]
pub(super) async fn revoke_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids((environment, user)): Ids<(String, String)>,
) -> Result<Json<Deleted>, ApiError> {
    let editor = caller.editor()?;
    let environment = find_environment(&*app.store, &environment).await?;
    let user: UserId = id(&user, "person")?;
    admin::revoke_user(&app, &editor, &environment, &user).await?;
    Ok(Json(Deleted { deleted: true }))
}

/// Erases a person.
#[utoipa::path(delete, path = "/environments/{environment}/users/{user}", tag = "Admin", operation_id = "adminEraseUser",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), ("user" = String, Path, description = "The host's own id of the person, percent-encoded"), Left),
    responses((status = 200, description = "They are gone", body = Deleted)))]
pub(super) async fn erase_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids((environment, user)): Ids<(String, String)>,
    Parameters(left): Parameters<Left>,
) -> Result<Json<Deleted>, ApiError> {
    let editor = caller.editor()?;
    let environment = find_environment(&*app.store, &environment).await?;
    let user: UserId = id(&user, "person")?;
    let leaving = match left.comments {
        Comments::Keep => Leaving::Keep,
        Comments::Remove => Leaving::Remove,
    };
    admin::erase_user(&app, &editor, &environment, &user, leaving).await?;
    Ok(Json(Deleted { deleted: true }))
}

/// All of an environment as one JSON object: people, rooms, threads. It is
/// written while it is read.
#[utoipa::path(get, path = "/environments/{environment}/export", tag = "Admin", operation_id = "adminExportEnvironment",
    security(("accessToken" = [])), params(("environment" = String, Path, description = "Its id")),
    responses((status = 200, description = "The environment", body = Object)))]
pub(super) async fn export(
    State(app): State<Arc<App>>,
    _: Caller,
    Ids(environment): Ids<String>,
) -> Result<Response, ApiError> {
    let environment = find_environment(&*app.store, &environment).await?;
    Ok(environment_export(&app, &environment)?)
}
