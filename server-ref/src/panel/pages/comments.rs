//! The comments of a thread.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pulse_protocol::{CommentId, RoomId, ThreadId};

use super::threads::escaped;
use super::{Asked, Path, address, id_of, refused, see};
use crate::admin::{AdminError, delete_comment, edit_comment};
use crate::panel::extract::{EnvironmentEdit, EnvironmentView};
use crate::panel::form::{Form, faulty};
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::state::App;
use crate::storage::{Environment, Thing};

#[derive(Template)]
#[template(path = "panel/comments.html")]
struct CommentsPage {
    page: Page,
    at: String,
    first: String,
    room: String,
    room_address: String,
    rows: Vec<Row>,
    next: Option<String>,
    is_first: bool,
}

struct Row {
    id: String,
    author: String,
    author_id: String,
    body: String,
    /// What stands in the form: what was typed, when it was refused.
    edited: String,
    fault: Option<String>,
    created: String,
    changed: Option<String>,
    attachments: usize,
    reactions: Vec<(String, u64)>,
}

/// `GET /panel/environments/{environment}/threads/{thread}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    EnvironmentView {
        session,
        environment,
    }: EnvironmentView,
    path: Path,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let thread: ThreadId = id_of(&session, &path, "thread")?;
    one(&app, &session, &environment, &thread, &asked, None).await
}

/// `POST /panel/environments/{environment}/comments/{comment}/edit`
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    path: Path,
    EnvironmentEdit {
        session,
        editor,
        environment,
        form,
    }: EnvironmentEdit,
) -> Result<Response, Problem> {
    let id: CommentId = id_of(&session, &path, "comment")?;
    let (thread, _) = place_of(&app, &session, &environment, &id).await?;
    // Browsers send lines as CRLF; what people wrote has LF.
    let body = form.verbatim("body").replace("\r\n", "\n");
    match edit_comment(&app, &editor, &environment, &id, &body).await {
        Ok(()) => {
            let at = thread_address(&environment, &thread);
            Ok(see(&at, "edited-comment").into_response())
        }
        Err(error) => {
            let form = faulty(form, error).map_err(refused(&session))?;
            let asked = Asked::default();
            let edited = Some((&id, &form));
            one(&app, &session, &environment, &thread, &asked, edited).await
        }
    }
}

/// `POST /panel/environments/{environment}/comments/{comment}/delete`
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
    let id: CommentId = id_of(&session, &path, "comment")?;
    let (thread, room) = place_of(&app, &session, &environment, &id).await?;
    let done = delete_comment(&app, &editor, &environment, &id).await;
    done.map_err(refused(&session))?;
    let left = app.store.thread(&environment.id, &thread).await?;
    let at = match left {
        Some(_) => thread_address(&environment, &thread),
        None => room_address(&environment, &room),
    };
    Ok(see(&at, "deleted-comment").into_response())
}

async fn place_of(
    app: &App,
    session: &Session,
    environment: &Environment,
    id: &CommentId,
) -> Result<(ThreadId, RoomId), Problem> {
    let missing = || refused(session)(AdminError::Missing("comment"));
    let comment = app.store.comment(&environment.id, id).await?;
    let comment = comment.ok_or_else(missing)?;
    let room = app
        .store
        .room_of(&environment.id, Thing::Comment(id))
        .await?;
    Ok((comment.thread_id, room.ok_or_else(missing)?))
}

async fn one(
    app: &App,
    session: &Session,
    environment: &Environment,
    thread: &ThreadId,
    asked: &Asked,
    edited: Option<(&CommentId, &Form)>,
) -> Result<Response, Problem> {
    let id = &environment.id;
    let room = app.store.room_of(id, Thing::Thread(thread)).await?;
    let room = room.ok_or_else(|| refused(session)(AdminError::Missing("thread")))?;
    let found = app
        .store
        .browse_comments(id, thread, &asked.slice())
        .await?;
    let at = format!("/panel/environments/{id}");
    let rows = found.items.into_iter().map(|row| {
        let comment = row.comment;
        let form = edited
            .filter(|(id, _)| **id == comment.id)
            .map(|(_, form)| form);
        let counts = row.reactions.into_iter();
        Row {
            author: row
                .author_name
                .unwrap_or_else(|| comment.user_id.to_string()),
            author_id: comment.user_id.to_string(),
            edited: form.map_or_else(
                || comment.body.clone(),
                |form| form.verbatim("body").to_owned(),
            ),
            fault: form
                .and_then(|form| form.fault("body").or(form.fault("")))
                .map(str::to_owned),
            created: moment(comment.created_at),
            changed: comment.edited_at.map(moment),
            attachments: comment.attachments.len(),
            reactions: counts.map(|one| (one.emoji, one.count)).collect(),
            id: escaped(comment.id.as_str()),
            body: comment.body,
        }
    });
    let rows = rows.collect();
    let next = found.next.map(|place| {
        let parameters = [("cursor", place.to_cursor())];
        let [(name, cursor)] = &parameters;
        address(&thread_address(environment, thread), &[(*name, cursor)])
    });
    let status = match edited {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let page = CommentsPage {
        page: Page::about("Thread", "rooms", session, environment).noticing(asked.done.as_deref()),
        first: thread_address(environment, thread),
        at,
        room_address: room_address(environment, &room),
        room: room.to_string(),
        rows,
        next,
        is_first: asked.cursor.is_none(),
    };
    Ok(render(status, &page))
}

fn thread_address(environment: &Environment, thread: &ThreadId) -> String {
    let thread = escaped(thread.as_str());
    format!("/panel/environments/{}/threads/{thread}", environment.id)
}

fn room_address(environment: &Environment, room: &RoomId) -> String {
    let at = format!("/panel/environments/{}/threads", environment.id);
    address(&at, &[("room", room.as_str())])
}
