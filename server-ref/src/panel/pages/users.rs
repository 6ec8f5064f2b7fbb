//! The people an environment knows.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pulse_protocol::UserId;

use super::{Asked, address, refused, see};
use crate::admin::{AdminError, Leaving, erase_user, revoke_user};
use crate::panel::extract::{EnvironmentEdit, EnvironmentView};
use crate::panel::form::Form;
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::state::App;

#[derive(Template)]
#[template(path = "panel/users.html")]
struct UsersPage {
    page: Page,
    at: String,
    rows: Vec<Row>,
    search: String,
    next: Option<String>,
    is_first: bool,
}

struct Row {
    id: String,
    name: String,
    initials: String,
    color: String,
    comments: u64,
    created: String,
}

/// `GET /panel/environments/{environment}/users`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    EnvironmentView {
        session,
        environment,
    }: EnvironmentView,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (id, search) = (&environment.id, asked.search());
    let found = app.store.browse_users(id, &search, &asked.slice()).await?;
    let at = format!("/panel/environments/{id}/users");
    let rows = found.items.into_iter().map(|one| Row {
        id: one.user.id.to_string(),
        initials: initials(&one.user.name),
        name: one.user.name,
        color: one.user.color,
        comments: one.comments,
        created: moment(one.created_at),
    });
    let rows = rows.collect();
    let next = found.next.map(|place| {
        let parameters = [("q", search.as_str()), ("cursor", &place.to_cursor())];
        address(&at, &parameters)
    });
    let page = UsersPage {
        page: Page::about("Users", "users", &session, &environment).noticing(asked.done.as_deref()),
        at,
        rows,
        search,
        next,
        is_first: asked.cursor.is_none(),
    };
    Ok(render(StatusCode::OK, &page))
}

/// `POST /panel/environments/{environment}/users/revoke`
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    EnvironmentEdit {
        session,
        editor,
        environment,
        form,
    }: EnvironmentEdit,
) -> Result<Response, Problem> {
    let user = user_of(&session, &form)?;
    let done = revoke_user(&app, &editor, &environment, &user).await;
    done.map_err(refused(&session))?;
    let at = format!("/panel/environments/{}/users", environment.id);
    Ok(see(&at, "revoked-user").into_response())
}

/// `POST /panel/environments/{environment}/users/erase`
pub(crate) async fn erase(
    State(app): State<Arc<App>>,
    EnvironmentEdit {
        session,
        editor,
        environment,
        form,
    }: EnvironmentEdit,
) -> Result<Response, Problem> {
    let user = user_of(&session, &form)?;
    let leaving = match form.value("comments") {
        "remove" => Leaving::Remove,
        _ => Leaving::Keep,
    };
    let done = erase_user(&app, &editor, &environment, &user, leaving).await;
    done.map_err(refused(&session))?;
    let at = format!("/panel/environments/{}/users", environment.id);
    Ok(see(&at, "erased-user").into_response())
}

fn user_of(session: &Session, form: &Form) -> Result<UserId, Problem> {
    let missing = |_| refused(session)(AdminError::Missing("person"));
    UserId::parse(form.verbatim("user")).map_err(missing)
}

fn initials(name: &str) -> String {
    let words = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    words.take(2).flat_map(char::to_uppercase).collect()
}
