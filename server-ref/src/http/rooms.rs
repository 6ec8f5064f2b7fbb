//! `/api/v1/rooms`: the rooms of an environment, and who is in them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use pulse_protocol::rest::{
    List, Presence, PresentUser, Room, RoomAnswer, RoomChange, RoomWithThreads,
};
use pulse_protocol::{EnvironmentId, RoomId, entity};

use super::api_error::ApiError;
use super::body::Body;
use super::input::{Backend, Id, Paging, Part, list};
use super::threads::row;
use super::users::namespaced;
use crate::state::App;
use crate::storage::{RoomRecord, Slice, ThreadFilter};

/// Lists the environment's rooms, oldest first.
#[utoipa::path(
    get,
    path = "/rooms",
    tag = "Rooms",
    operation_id = "listRooms",
    params(Paging),
    responses((status = 200, description = "The rooms", body = List<Room>)),
)]
pub(super) async fn index(
    State(app): State<Arc<App>>,
    backend: Backend,
    Part(slice): Part,
) -> Result<Json<List<Room>>, ApiError> {
    let page = app.store.rooms(&backend.environment, &slice).await?;
    Ok(Json(list(page, |room| shown(&backend.environment, room))))
}

/// A room with its threads.
#[utoipa::path(
    get,
    path = "/rooms/{room}",
    tag = "Rooms",
    operation_id = "getRoom",
    params(("room" = String, Path, description = "The room's id, percent-encoded")),
    responses((status = 200, description = "The room", body = RoomWithThreads)),
)]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(id): Id<RoomId>,
) -> Result<Json<RoomWithThreads>, ApiError> {
    let room = find(&app, &backend, &id).await?;
    let (filter, slice) = (ThreadFilter::default(), Slice::default());
    let environment = &backend.environment;
    let threads = app.store.threads(environment, &id, &filter, &slice).await?;
    Ok(Json(RoomWithThreads {
        room: shown(environment, room),
        threads: threads.items.into_iter().map(row).collect(),
    }))
}

/// Changes what the host keeps about a room.
#[utoipa::path(
    patch,
    path = "/rooms/{room}",
    tag = "Rooms",
    operation_id = "changeRoom",
    params(("room" = String, Path, description = "The room's id, percent-encoded")),
    request_body = RoomChange,
    responses((status = 200, description = "The room as it is now", body = RoomAnswer)),
)]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(id): Id<RoomId>,
    Body(change): Body<RoomChange>,
) -> Result<Json<RoomAnswer>, ApiError> {
    let metadata = change.metadata.as_ref();
    if metadata.is_some_and(|metadata| !metadata.is_object()) {
        return Err(ApiError::invalid_field(
            "metadata must be an object or null",
        ));
    }
    if let Some(length) = metadata
        .map(|m| m.as_str().len())
        .filter(|&n| n > METADATA_BYTES)
    {
        let words = format!("metadata is longer than {METADATA_BYTES} bytes: {length}");
        return Err(ApiError::too_large(words));
    }
    let environment = &backend.environment;
    app.store.set_metadata(environment, &id, metadata).await?;
    let room = find(&app, &backend, &id).await?;
    let room = shown(environment, room);
    Ok(Json(RoomAnswer { room }))
}

/// Who is in a room now.
#[utoipa::path(
    get,
    path = "/rooms/{room}/presence",
    tag = "Rooms",
    operation_id = "listPresence",
    params(("room" = String, Path, description = "The room's id, percent-encoded")),
    responses((status = 200, description = "The people", body = List<Presence>)),
)]
pub(super) async fn presence(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(id): Id<RoomId>,
) -> Result<Json<List<Presence>>, ApiError> {
    find(&app, &backend, &id).await?;
    let present = app.rooms.present(&backend.environment, &id).await;
    let items = present
        .into_iter()
        .map(|one| present_user(&backend.environment, one));
    Ok(Json(List {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// A room, or that there is none.
pub(super) async fn find(
    app: &App,
    backend: &Backend,
    id: &RoomId,
) -> Result<RoomRecord, ApiError> {
    let room = app.store.room(&backend.environment, id).await?;
    room.ok_or_else(|| ApiError::missing("room"))
}

/// A room as answers have it.
pub(super) fn shown(environment: &EnvironmentId, room: RoomRecord) -> Room {
    Room {
        id: room.id,
        environment_id: environment.clone(),
        metadata: room.metadata,
        created_at: room.created_at,
    }
}

fn present_user(environment: &EnvironmentId, presence: entity::Presence) -> Presence {
    let user = presence.user;
    Presence {
        user: PresentUser {
            id: namespaced(environment, &user.id),
            name: user.name,
            avatar: user.avatar,
            color: user.color,
        },
        status: presence.status,
        last_seen: presence.last_seen,
    }
}

const METADATA_BYTES: usize = 16 * 1024;
