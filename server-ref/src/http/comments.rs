//! `/api/v1/comments`, and the comments of a thread.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pulse_protocol::rest::{Comment, CommentAnswer, CommentChange, CommentRequest, Deleted, List};
use pulse_protocol::{
    ClientMessage, CommentCreate, CommentDelete, CommentEdit, CommentId, ServerMessage, ThreadId,
    entity,
};

use super::api_error::ApiError;
use super::body::Body;
use super::host_write::{known, room_of, write, write_as};
use super::input::{Attempt, Backend, Id, Paging, Parameters, Part, Posted, list};
use super::threads::{By, fresh};
use crate::state::App;
use crate::storage::Thing;

/// Lists a thread's comments, oldest first.
#[utoipa::path(
    get,
    path = "/threads/{thread}/comments",
    tag = "Comments",
    operation_id = "listComments",
    params(("thread" = String, Path, description = "The thread's id"), Paging),
    responses((status = 200, description = "The comments", body = List<Comment>)),
)]
pub(super) async fn index(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(thread): Id<ThreadId>,
    Part(slice): Part,
) -> Result<Json<List<Comment>>, ApiError> {
    room_of(&app, &backend, Thing::Thread(&thread)).await?;
    let environment = &backend.environment;
    let page = app.store.comments(environment, &thread, &slice).await?;
    Ok(Json(list(page, Comment::from)))
}

/// Replies in a thread.
#[utoipa::path(
    post,
    path = "/threads/{thread}/comments",
    tag = "Comments",
    operation_id = "createComment",
    params(("thread" = String, Path, description = "The thread's id")),
    request_body = CommentRequest,
    responses((status = 201, description = "The comment", body = CommentAnswer)),
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(thread_id): Id<ThreadId>,
    Posted(request, attempt): Posted<CommentRequest>,
) -> Result<(StatusCode, Json<CommentAnswer>), ApiError> {
    let room = room_of(&app, &backend, Thing::Thread(&thread_id)).await?;
    let message = ClientMessage::CommentCreate(CommentCreate {
        thread_id,
        id: fresh(CommentId::parse)?,
        body: request.body,
        mentions: request.mentions,
        attachment_ids: request.attachment_ids,
    });
    let author = Some(request.user_id);
    let event = write(&app, &backend, room, author, attempt, message).await?;
    let Some(ServerMessage::CommentCreated(event)) = event else {
        return Err(ApiError::lost());
    };
    let comment = event.comment.into();
    Ok((StatusCode::CREATED, Json(CommentAnswer { comment })))
}

/// Changes a comment's text.
#[utoipa::path(
    patch,
    path = "/comments/{comment}",
    tag = "Comments",
    operation_id = "changeComment",
    params(("comment" = String, Path, description = "The comment's id")),
    request_body = CommentChange,
    responses((status = 200, description = "The comment as it is now", body = CommentAnswer)),
)]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(comment_id): Id<CommentId>,
    Body(change): Body<CommentChange>,
) -> Result<Json<CommentAnswer>, ApiError> {
    let room = room_of(&app, &backend, Thing::Comment(&comment_id)).await?;
    let before = find(&app, &backend, &comment_id).await?;
    let message = ClientMessage::CommentEdit(CommentEdit {
        comment_id: comment_id.clone(),
        body: change.body,
        mentions: change.mentions.unwrap_or(before.mentions),
    });
    if let Some(editor) = &change.user_id {
        known(&app, &backend, editor).await?;
    }
    let editor = Some(change.user_id.unwrap_or(before.user_id));
    let attempt = Attempt::default();
    write_as(&app, &backend, room, editor, attempt, message).await?;
    let comment = find(&app, &backend, &comment_id).await?.into();
    Ok(Json(CommentAnswer { comment }))
}

/// Removes a comment. The last one takes its thread along.
#[utoipa::path(
    delete,
    path = "/comments/{comment}",
    tag = "Comments",
    operation_id = "deleteComment",
    params(("comment" = String, Path, description = "The comment's id"), By),
    responses((status = 200, description = "It is gone", body = Deleted)),
)]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(comment_id): Id<CommentId>,
    Parameters(by): Parameters<By>,
) -> Result<Json<Deleted>, ApiError> {
    let room = room_of(&app, &backend, Thing::Comment(&comment_id)).await?;
    let message = ClientMessage::CommentDelete(CommentDelete { comment_id });
    let attempt = Attempt::default();
    write(&app, &backend, room, by.user_id, attempt, message).await?;
    Ok(Json(Deleted { deleted: true }))
}

async fn find(app: &App, backend: &Backend, id: &CommentId) -> Result<entity::Comment, ApiError> {
    let comment = app.store.comment(&backend.environment, id).await?;
    comment.ok_or_else(|| ApiError::missing("comment"))
}
