//! `GET /api/v1/rooms/:roomId/export`: all of a room as one JSON object,
//! written while it is read, so that its size costs no memory.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream::try_unfold;
use pulse_protocol::entity::{Reaction, Thread};
use pulse_protocol::{EnvironmentId, RoomId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::api_error::ApiError;
use super::input::{Backend, Id};
use super::rooms;
use crate::shell;
use crate::state::App;
use crate::storage::{Place, RoomRecord, Slice, Store, StoreError, ThreadFilter};

/// All of a room as one JSON object: threads with comments and reactions.
///
/// It is written while it is read, so rooms of any size can be had.
#[utoipa::path(
    get,
    path = "/rooms/{room}/export",
    tag = "Rooms",
    operation_id = "exportRoom",
    params(("room" = String, Path, description = "The room's id, percent-encoded")),
    responses((status = 200, description = "The room", body = RoomExport)),
)]
pub(super) async fn export(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(id): Id<RoomId>,
) -> Result<Response, ApiError> {
    let room = rooms::find(&app, &backend, &id).await?;
    Ok(room_export(&app, &backend.environment, room)?)
}

/// All of a room as an answer.
///
/// # Errors
/// When the room cannot be written.
pub(crate) fn room_export(
    app: &App,
    environment: &EnvironmentId,
    room: RoomRecord,
) -> Result<Response, StoreError> {
    let id = room.id.clone();
    let reader = Reader {
        store: Arc::clone(&app.store),
        environment: environment.clone(),
        room: id,
        next: Next::Beginning(beginning(environment, room)?),
    };
    let body = Body::from_stream(try_unfold(reader, Reader::read));
    Ok(download(body, "room.json"))
}

/// How a room begins; its threads follow inside of the same object.
pub(super) fn beginning(
    environment: &EnvironmentId,
    room: RoomRecord,
) -> Result<String, StoreError> {
    let head = Head {
        room: &rooms::shown(environment, room),
        exported_at: shell::now(),
    };
    let mut beginning = json(&head)?;
    beginning.pop();
    beginning.push_str(",\"threads\":[");
    Ok(beginning)
}

pub(super) fn download(body: Body, name: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, body).into_response()
}

/// All of a room, as the document describes it: it is never whole in memory.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "a description of what is streamed")]
pub(super) struct RoomExport {
    /// The room.
    room: pulse_protocol::rest::Room,
    /// When it was read.
    #[schema(value_type = String, format = DateTime)]
    exported_at: Timestamp,
    /// Its threads, each with `comments` and `reactions`, oldest first.
    #[schema(value_type = Vec<Object>)]
    threads: Vec<Thread>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    room: &'a pulse_protocol::rest::Room,
    exported_at: Timestamp,
}

#[derive(Serialize)]
struct Exported<'a> {
    #[serde(flatten)]
    thread: &'a Thread,
    reactions: &'a [Reaction],
}

pub(super) struct Reader {
    pub(super) store: Arc<dyn Store>,
    pub(super) environment: EnvironmentId,
    pub(super) room: RoomId,
    pub(super) next: Next,
}

pub(super) enum Next {
    Beginning(String),
    Threads(Option<Place>),
    Nothing,
}

impl Reader {
    pub(super) async fn read(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        let (text, next) = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Beginning(text) => (text, Next::Threads(None)),
            Next::Threads(after) => self.threads(after).await?,
            Next::Nothing => return Ok(None),
        };
        self.next = next;
        Ok(Some((text.into(), self)))
    }

    async fn threads(&self, after: Option<Place>) -> Result<(String, Next), StoreError> {
        let is_first = after.is_none();
        let slice = Slice {
            after,
            limit: Some(THREADS_AT_ONCE),
        };
        let filter = ThreadFilter::default();
        let page = self
            .store
            .whole_threads(&self.environment, &self.room, &filter, &slice)
            .await?;
        let mut text = String::new();
        for (place, whole) in page.items.iter().enumerate() {
            if !(is_first && place == 0) {
                text.push(',');
            }
            text.push_str(&json(&Exported {
                thread: &whole.thread,
                reactions: &whole.reactions,
            })?);
        }
        if page.next.is_none() {
            text.push_str("]}");
        }
        let next = page
            .next
            .map_or(Next::Nothing, |place| Next::Threads(Some(place)));
        Ok((text, next))
    }
}

pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt("thread", error))
}

const THREADS_AT_ONCE: u32 = 200;
