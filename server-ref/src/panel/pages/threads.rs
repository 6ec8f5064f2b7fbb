//! The threads of a room.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pulse_protocol::{RoomId, ThreadId};

use super::{Asked, Path, address, id_of, refused, see};
use crate::admin::{AdminError, delete_thread};
use crate::panel::extract::{EnvironmentEdit, EnvironmentView};
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::state::App;
use crate::storage::Thing;

#[derive(Template)]
#[template(path = "panel/threads.html")]
struct ThreadsPage {
    page: Page,
    first: String,
    room: String,
    export: String,
    present: Vec<String>,
    rows: Vec<Row>,
    next: Option<String>,
    is_first: bool,
}

struct Row {
    address: String,
    resolved: bool,
    author: String,
    beginning: String,
    comments: u64,
    created: String,
}

/// `GET /panel/environments/{environment}/threads?room=…`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    EnvironmentView {
        session,
        environment,
    }: EnvironmentView,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let id = &environment.id;
    let missing = || refused(&session)(AdminError::Missing("room"));
    let room = RoomId::parse(&asked.room).map_err(|_| missing())?;
    app.store.room(id, &room).await?.ok_or_else(missing)?;
    let found = app.store.browse_threads(id, &room, &asked.slice()).await?;
    let at = format!("/panel/environments/{id}");
    let rows = found.items.into_iter().map(|one| Row {
        address: format!("{at}/threads/{}", escaped(one.id.as_str())),
        resolved: one.resolved,
        author: one.author.to_string(),
        beginning: shortened(&one.beginning),
        comments: one.comments,
        created: moment(one.created_at),
    });
    let rows = rows.collect();
    let next = found.next.map(|place| {
        let parameters = [("room", room.as_str()), ("cursor", &place.to_cursor())];
        address(&format!("{at}/threads"), &parameters)
    });
    let present = app.rooms.present(id, &room).await;
    let title = format!("Room {room}");
    let page = ThreadsPage {
        page: Page::about(&title, "rooms", &session, &environment).noticing(asked.done.as_deref()),
        export: address(&format!("{at}/export-room"), &[("room", room.as_str())]),
        present: present.into_iter().map(|one| one.user.name).collect(),
        first: address(&format!("{at}/threads"), &[("room", room.as_str())]),
        room: room.to_string(),
        rows,
        next,
        is_first: asked.cursor.is_none(),
    };
    Ok(render(StatusCode::OK, &page))
}

/// `POST /panel/environments/{environment}/threads/{thread}/delete`
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    path: Path,
    EnvironmentEdit {
        session,
        editor,
        environment,
        form: _,
    }: EnvironmentEdit,
) -> Result<Response, Problem> {
    let id: ThreadId = id_of(&session, &path, "thread")?;
    let room = app
        .store
        .room_of(&environment.id, Thing::Thread(&id))
        .await?;
    let room = room.ok_or_else(|| refused(&session)(AdminError::Missing("thread")))?;
    let done = delete_thread(&app, &editor, &environment, &id).await;
    done.map_err(refused(&session))?;
    let at = format!("/panel/environments/{}/threads", environment.id);
    let at = address(&at, &[("room", room.as_str())]);
    Ok(see(&at, "deleted-thread").into_response())
}

/// An id as a part of a path.
pub(super) fn escaped(id: &str) -> String {
    percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(BEGINNING_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

const BEGINNING_CHARS: usize = 160;
