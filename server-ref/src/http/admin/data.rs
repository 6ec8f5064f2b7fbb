//! What an environment holds: rooms, threads, comments, people. Newest first,
//! but for comments, and in pages.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use pulse_protocol::rest::List;
use pulse_protocol::{CommentId, RoomId, ThreadId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::{id, paged};
use crate::admin::{AdminError, find_environment};
use crate::http::api_error::ApiError;
use crate::http::input::{Ids, Paging, Parameters, Part, list};
use crate::http::room_export;
use crate::state::App;
use crate::storage::{CommentRow, RoomSummary, Thing, ThreadSummary, UserSummary};

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// A part of it, in whatever case.
    #[serde(default)]
    #[param(max_length = 200)]
    search: String,
}

impl Wanted {
    fn checked(self) -> Result<String, ApiError> {
        let length = self.search.chars().count();
        if length > LONGEST_SEARCH {
            let words = format!("search is longer than {LONGEST_SEARCH} characters: {length}");
            return Err(ApiError::invalid_field(words));
        }
        Ok(self.search)
    }
}

/// A room with how much is in it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminRoom)]
pub(super) struct Room {
    #[schema(value_type = String)]
    id: RoomId,
    threads: u64,
    comments: u64,
    /// How many people are in it now.
    present: usize,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// A thread with how it begins.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminThread)]
pub(super) struct Thread {
    #[schema(value_type = String)]
    id: ThreadId,
    resolved: bool,
    #[schema(value_type = String)]
    author: UserId,
    /// What its first comment says.
    beginning: String,
    comments: u64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<ThreadSummary> for Thread {
    fn from(one: ThreadSummary) -> Self {
        Self {
            id: one.id,
            resolved: one.resolved,
            author: one.author,
            beginning: one.beginning,
            comments: one.comments,
            created_at: one.created_at,
        }
    }
}

/// A comment with what is on it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminComment)]
pub(super) struct Comment {
    #[schema(value_type = String)]
    id: CommentId,
    #[schema(value_type = String)]
    author: UserId,
    /// The author's name, while they are known.
    author_name: Option<String>,
    body: String,
    /// How many files are attached.
    files: usize,
    reactions: Vec<Reactions>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    edited_at: Option<Timestamp>,
}

/// How often an emoji is on a comment.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminReactionCount)]
pub(super) struct Reactions {
    emoji: String,
    count: u64,
}

impl From<CommentRow> for Comment {
    fn from(row: CommentRow) -> Self {
        let reactions = row.reactions.into_iter().map(|one| Reactions {
            emoji: one.emoji,
            count: one.count,
        });
        Self {
            reactions: reactions.collect(),
            author_name: row.author_name,
            files: row.comment.attachments.len(),
            id: row.comment.id,
            author: row.comment.user_id,
            body: row.comment.body,
            created_at: row.comment.created_at,
            edited_at: row.comment.edited_at,
        }
    }
}

/// A person with how much they wrote.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminUser)]
pub(super) struct User {
    /// The host's own id.
    #[schema(value_type = String)]
    id: UserId,
    name: String,
    avatar: Option<String>,
    color: String,
    comments: u64,
    #[schema(value_type = String, format = DateTime)]
    first_seen_at: Timestamp,
}

impl From<UserSummary> for User {
    fn from(one: UserSummary) -> Self {
        Self {
            id: one.user.id,
            name: one.user.name,
            avatar: one.user.avatar,
            color: one.user.color,
            comments: one.comments,
            first_seen_at: one.created_at,
        }
    }
}

/// Lists the rooms of an environment, those whose id contains a text.
#[utoipa::path(get, path = "/environments/{environment}/rooms", tag = "Admin", operation_id = "adminListRooms",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), Wanted, Paging),
    responses((status = 200, description = "The rooms, 100 unless said otherwise", body = List<Room>)))]
pub(super) async fn rooms(
    State(app): State<Arc<App>>,
    _: Caller,
    Ids(environment): Ids<String>,
    Parameters(wanted): Parameters<Wanted>,
    Part(slice): Part,
) -> Result<Json<List<Room>>, ApiError> {
    let environment = find_environment(&*app.store, &environment).await?.id;
    let (search, slice) = (wanted.checked()?, paged(slice));
    let page = app
        .store
        .browse_rooms(&environment, &search, &slice)
        .await?;
    let ids = page.items.iter().map(|room: &RoomSummary| room.id.clone());
    let present = app.rooms.crowds(&environment, ids.collect()).await;
    let mut present = present.into_iter();
    Ok(Json(list(page, |room| Room {
        id: room.id,
        threads: room.threads,
        comments: room.comments,
        present: present.next().unwrap_or_default(),
        created_at: room.created_at,
    })))
}

/// Lists the threads of a room.
#[utoipa::path(get, path = "/environments/{environment}/rooms/{room}/threads", tag = "Admin", operation_id = "adminListThreads",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), ("room" = String, Path, description = "The room's id, percent-encoded"), Paging),
    responses((status = 200, description = "The threads, 100 unless said otherwise", body = List<Thread>)))]
pub(super) async fn threads(
    State(app): State<Arc<App>>,
    _: Caller,
    Ids((environment, room)): Ids<(String, String)>,
    Part(slice): Part,
) -> Result<Json<List<Thread>>, ApiError> {
    let environment = find_environment(&*app.store, &environment).await?.id;
    let room: RoomId = id(&room, "room")?;
    let known = app.store.room(&environment, &room).await?;
    known.ok_or(AdminError::Missing("room"))?;
    let slice = paged(slice);
    let page = app
        .store
        .browse_threads(&environment, &room, &slice)
        .await?;
    Ok(Json(list(page, Thread::from)))
}

/// Lists the comments of a thread, oldest first.
#[utoipa::path(get, path = "/environments/{environment}/threads/{thread}/comments", tag = "Admin", operation_id = "adminListComments",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), ("thread" = String, Path, description = "The thread's id"), Paging),
    responses((status = 200, description = "The comments, 100 unless said otherwise", body = List<Comment>)))]
pub(super) async fn comments(
    State(app): State<Arc<App>>,
    _: Caller,
    Ids((environment, thread)): Ids<(String, String)>,
    Part(slice): Part,
) -> Result<Json<List<Comment>>, ApiError> {
    let environment = find_environment(&*app.store, &environment).await?.id;
    let thread: ThreadId = id(&thread, "thread")?;
    let room = app
        .store
        .room_of(&environment, Thing::Thread(&thread))
        .await?;
    room.ok_or(AdminError::Missing("thread"))?;
    let slice = paged(slice);
    let page = app
        .store
        .browse_comments(&environment, &thread, &slice)
        .await?;
    Ok(Json(list(page, Comment::from)))
}

/// Lists the people of an environment, those whose name or id contains a text.
#[utoipa::path(get, path = "/environments/{environment}/users", tag = "Admin", operation_id = "adminListUsers",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), Wanted, Paging),
    responses((status = 200, description = "The people, 100 unless said otherwise", body = List<User>)))]
pub(super) async fn users(
    State(app): State<Arc<App>>,
    _: Caller,
    Ids(environment): Ids<String>,
    Parameters(wanted): Parameters<Wanted>,
    Part(slice): Part,
) -> Result<Json<List<User>>, ApiError> {
    let environment = find_environment(&*app.store, &environment).await?.id;
    let (search, slice) = (wanted.checked()?, paged(slice));
    let page = app
        .store
        .browse_users(&environment, &search, &slice)
        .await?;
    Ok(Json(list(page, User::from)))
}

/// All of a room as one JSON object. It is written while it is read.
#[utoipa::path(get, path = "/environments/{environment}/rooms/{room}/export", tag = "Admin", operation_id = "adminExportRoom",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), ("room" = String, Path, description = "The room's id, percent-encoded")),
    responses((status = 200, description = "The room", body = Object)))]
pub(super) async fn export_room(
    State(app): State<Arc<App>>,
    _: Caller,
    Ids((environment, room)): Ids<(String, String)>,
) -> Result<Response, ApiError> {
    let environment = find_environment(&*app.store, &environment).await?.id;
    let room: RoomId = id(&room, "room")?;
    let found = app.store.room(&environment, &room).await?;
    let found = found.ok_or(AdminError::Missing("room"))?;
    Ok(room_export(&app, &environment, found)?)
}

const LONGEST_SEARCH: usize = 200;
