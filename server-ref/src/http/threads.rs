//! `/api/v1/threads`, and the threads of a room.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pulse_protocol::entity::Thread;
use pulse_protocol::rest::{
    Comment, Deleted, List, NewThread, NewThreadAnswer, ThreadAnswer, ThreadChange, ThreadDetail,
    ThreadRequest, ThreadRow, ThreadWithComments,
};
use pulse_protocol::{
    ClientMessage, RoomId, ServerMessage, ThreadCreate, ThreadDelete, ThreadId, ThreadResolve,
    Timestamp, UserId, Verbatim,
};
use serde::Deserialize;
use serde_json::Number;
use utoipa::IntoParams;

use super::api_error::ApiError;
use super::body::Body;
use super::host_write::{room_of, write};
use super::input::{Attempt, Backend, Id, Paging, Parameters, Part, Posted, list};
use super::rooms;
use crate::shell;
use crate::state::App;
use crate::storage::{Thing, ThreadFilter};

/// Which threads are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Settled ones or open ones; both when it is left out.
    resolved: Option<bool>,
    /// Those that changed at this time or later.
    #[param(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
}

/// In whose name something is done.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct By {
    /// Who did it; nobody when it is left out.
    #[param(value_type = Option<String>)]
    pub(super) user_id: Option<UserId>,
}

/// Lists a room's threads, oldest first and without their comments.
#[utoipa::path(
    get,
    path = "/rooms/{room}/threads",
    tag = "Threads",
    operation_id = "listThreads",
    params(("room" = String, Path, description = "The room's id, percent-encoded"), Filter, Paging),
    responses((status = 200, description = "The threads", body = List<ThreadRow>)),
)]
pub(super) async fn index(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(room): Id<RoomId>,
    Parameters(filter): Parameters<Filter>,
    Part(slice): Part,
) -> Result<Json<List<ThreadRow>>, ApiError> {
    rooms::find(&app, &backend, &room).await?;
    let filter = ThreadFilter {
        resolved: filter.resolved,
        since: filter.since,
    };
    let environment = &backend.environment;
    let page = app
        .store
        .threads(environment, &room, &filter, &slice)
        .await?;
    Ok(Json(list(page, row)))
}

/// Starts a thread, and the room if it is not there yet.
#[utoipa::path(
    post,
    path = "/rooms/{room}/threads",
    tag = "Threads",
    operation_id = "createThread",
    params(("room" = String, Path, description = "The room's id, percent-encoded")),
    request_body = ThreadRequest,
    responses((status = 201, description = "The thread", body = NewThreadAnswer)),
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(room): Id<RoomId>,
    Posted(request, attempt): Posted<ThreadRequest>,
) -> Result<(StatusCode, Json<NewThreadAnswer>), ApiError> {
    let position = request.position.as_ref();
    if position.is_some_and(|p| number(p, "x").is_none() || number(p, "y").is_none()) {
        return Err(ApiError::invalid_field(
            "position must have numbers x and y",
        ));
    }
    let message = ClientMessage::ThreadCreate(ThreadCreate {
        id: fresh(ThreadId::parse)?,
        comment_id: Some(fresh(pulse_protocol::CommentId::parse)?),
        body: request.body,
        mentions: request.mentions,
        position: request.position,
        attachment_ids: request.attachment_ids,
    });
    let author = Some(request.user_id);
    let event = write(&app, &backend, room, author, attempt, message).await?;
    let Some(ServerMessage::ThreadCreated(event)) = event else {
        return Err(ApiError::lost());
    };
    let thread = event.thread;
    let answer = NewThreadAnswer {
        thread: NewThread {
            id: thread.id,
            room_id: thread.room_id,
            resolved: thread.resolved,
            position: thread.position,
            comments: thread.comments.into_iter().map(Comment::from).collect(),
            created_at: thread.created_at,
        },
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// A thread with its comments.
#[utoipa::path(
    get,
    path = "/threads/{thread}",
    tag = "Threads",
    operation_id = "getThread",
    params(("thread" = String, Path, description = "The thread's id")),
    responses((status = 200, description = "The thread", body = ThreadWithComments)),
)]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(id): Id<ThreadId>,
) -> Result<Json<ThreadWithComments>, ApiError> {
    let mut thread = find(&app, &backend, &id).await?;
    let comments = std::mem::take(&mut thread.comments);
    Ok(Json(ThreadWithComments {
        thread: detail(thread),
        comments: comments.into_iter().map(Comment::from).collect(),
    }))
}

/// Settles a thread, or opens it again.
#[utoipa::path(
    patch,
    path = "/threads/{thread}",
    tag = "Threads",
    operation_id = "changeThread",
    params(("thread" = String, Path, description = "The thread's id")),
    request_body = ThreadChange,
    responses((status = 200, description = "The thread as it is now", body = ThreadAnswer)),
)]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(thread_id): Id<ThreadId>,
    Body(change): Body<ThreadChange>,
) -> Result<Json<ThreadAnswer>, ApiError> {
    let room = room_of(&app, &backend, Thing::Thread(&thread_id)).await?;
    let message = ClientMessage::ThreadResolve(ThreadResolve {
        thread_id: thread_id.clone(),
        resolved: change.resolved,
    });
    let attempt = Attempt::default();
    write(&app, &backend, room, change.user_id, attempt, message).await?;
    let thread = detail(find(&app, &backend, &thread_id).await?);
    Ok(Json(ThreadAnswer { thread }))
}

/// Removes a thread with all that is in it.
#[utoipa::path(
    delete,
    path = "/threads/{thread}",
    tag = "Threads",
    operation_id = "deleteThread",
    params(("thread" = String, Path, description = "The thread's id"), By),
    responses((status = 200, description = "It is gone", body = Deleted)),
)]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(thread_id): Id<ThreadId>,
    Parameters(by): Parameters<By>,
) -> Result<Json<Deleted>, ApiError> {
    let room = room_of(&app, &backend, Thing::Thread(&thread_id)).await?;
    let message = ClientMessage::ThreadDelete(ThreadDelete { thread_id });
    let attempt = Attempt::default();
    write(&app, &backend, room, by.user_id, attempt, message).await?;
    Ok(Json(Deleted { deleted: true }))
}

/// A thread with its comments, or that there is none.
pub(super) async fn find(app: &App, backend: &Backend, id: &ThreadId) -> Result<Thread, ApiError> {
    let thread = app.store.thread(&backend.environment, id).await?;
    thread.ok_or_else(|| ApiError::missing("thread"))
}

/// An id for what a backend makes.
pub(super) fn fresh<T>(
    parse: impl FnOnce(String) -> Result<T, pulse_protocol::IdError>,
) -> Result<T, ApiError> {
    parse(shell::uuid().to_string()).map_err(|error| ApiError::invalid_field(error.to_string()))
}

/// A thread as lists have it.
pub(super) fn row(thread: Thread) -> ThreadRow {
    let position = thread.position.as_ref();
    ThreadRow {
        id: thread.id,
        room_id: thread.room_id,
        resolved: thread.resolved,
        position_x: position.and_then(|position| number(position, "x")),
        position_y: position.and_then(|position| number(position, "y")),
        created_at: thread.created_at,
        updated_at: thread.updated_at,
    }
}

fn detail(thread: Thread) -> ThreadDetail {
    ThreadDetail {
        id: thread.id,
        room_id: thread.room_id,
        resolved: thread.resolved,
        position: thread.position,
        created_at: thread.created_at,
        updated_at: thread.updated_at,
    }
}

/// A number of a position, whatever else is in it.
fn number(position: &Verbatim, field: &str) -> Option<Number> {
    let fields: serde_json::Map<String, serde_json::Value> = position.read().ok()?;
    match fields.get(field) {
        Some(serde_json::Value::Number(number)) => Some(number.clone()),
        _ => None,
    }
}
