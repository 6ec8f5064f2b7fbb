//! The rooms of an environment, and taking them along.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use pulse_protocol::RoomId;

use super::{Asked, address, refused};
use crate::admin::AdminError;
use crate::http::{environment_export, room_export};
use crate::panel::extract::EnvironmentView;
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::state::App;

#[derive(Template)]
#[template(path = "panel/rooms.html")]
struct RoomsPage {
    page: Page,
    action: String,
    first: String,
    rows: Vec<Row>,
    search: String,
    next: Option<String>,
    is_first: bool,
}

struct Row {
    id: String,
    address: String,
    export: String,
    threads: u64,
    comments: u64,
    created: String,
    present: usize,
}

/// `GET /panel/environments/{environment}/rooms`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    EnvironmentView {
        session,
        environment,
    }: EnvironmentView,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (id, search) = (&environment.id, asked.search());
    let found = app.store.browse_rooms(id, &search, &asked.slice()).await?;
    let at = format!("/panel/environments/{id}");
    let ids = found.items.iter().map(|room| room.id.clone());
    let crowds = app.rooms.crowds(id, ids.collect()).await;
    let mut rows = vec![];
    for (room, present) in found.items.into_iter().zip(crowds) {
        let parameters = [("room", room.id.as_str())];
        rows.push(Row {
            address: address(&format!("{at}/threads"), &parameters),
            export: address(&format!("{at}/export-room"), &parameters),
            threads: room.threads,
            comments: room.comments,
            created: moment(room.created_at),
            present,
            id: room.id.to_string(),
        });
    }
    let next = found.next.map(|place| {
        let parameters = [("q", search.as_str()), ("cursor", &place.to_cursor())];
        address(&format!("{at}/rooms"), &parameters)
    });
    let page = RoomsPage {
        page: Page::about("Rooms", "rooms", &session, &environment),
        first: format!("{at}/rooms"),
        action: format!("{at}/rooms"),
        rows,
        search,
        next,
        is_first: asked.cursor.is_none(),
    };
    Ok(render(StatusCode::OK, &page))
}

/// `GET /panel/environments/{environment}/export-room?room=…`
pub(crate) async fn export_one(
    State(app): State<Arc<App>>,
    EnvironmentView {
        session,
        environment,
    }: EnvironmentView,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let missing = || refused(&session)(AdminError::Missing("room"));
    let room = RoomId::parse(&asked.room).map_err(|_| missing())?;
    let found = app.store.room(&environment.id, &room).await?;
    let found = found.ok_or_else(missing)?;
    Ok(room_export(&app, &environment.id, found)?)
}

/// `GET /panel/environments/{environment}/export`
pub(crate) async fn export_all(
    State(app): State<Arc<App>>,
    EnvironmentView {
        session: _,
        environment,
    }: EnvironmentView,
) -> Result<Response, Problem> {
    Ok(environment_export(&app, &environment)?)
}
