//! Who may sign in.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use secrecy::SecretString;

use super::{Asked, Path, address, refused, see};
use crate::admin::{self, AdminError, NewMember, add_member, remove_member};
use crate::panel::extract::Edit;
use crate::panel::form::{Form, faulty};
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::state::App;
use crate::storage::{AdminId, AdminRole};

#[derive(Template)]
#[template(path = "panel/team.html")]
struct TeamPage {
    page: Page,
    rows: Vec<Row>,
    form: Form,
    next: Option<String>,
    is_first: bool,
}

struct Row {
    id: String,
    name: String,
    email: String,
    is_admin: bool,
    is_self: bool,
    has_codes: bool,
    signed_in: String,
}

/// `GET /panel/team`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    list(&app, &session, Form::new(), &asked, StatusCode::OK).await
}

/// `POST /panel/team`
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    Edit {
        session,
        editor,
        form,
    }: Edit,
) -> Result<Response, Problem> {
    let role = form.value("role").parse::<AdminRole>();
    let added = match role {
        Ok(role) => {
            let new = NewMember {
                email: form.value("email").to_owned(),
                name: form.value("name").to_owned(),
                password: SecretString::from(form.verbatim("password")),
                role,
            };
            add_member(&*app.store, &app.passwords, &editor, &new).await
        }
        Err(error) => Err(AdminError::field("role", error.to_string())),
    };
    match added {
        Ok(_) => Ok(see("/panel/team", "added").into_response()),
        Err(error) => {
            let form = faulty(form, error).map_err(refused(&session))?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            list(&app, &session, form, &Asked::default(), status).await
        }
    }
}

/// `POST /panel/team/{admin}/role`
pub(crate) async fn set_role(
    State(app): State<Arc<App>>,
    path: Path,
    Edit {
        session,
        editor,
        form,
    }: Edit,
) -> Result<Response, Problem> {
    let role = form.value("role").parse::<AdminRole>();
    let role = role.map_err(|error| AdminError::field("role", error.to_string()));
    let role = role.map_err(refused(&session))?;
    let done = admin::set_role(&*app.store, &editor, &admin_of(&path), role).await;
    done.map_err(refused(&session))?;
    Ok(see("/panel/team", "role").into_response())
}

/// `POST /panel/team/{admin}/remove`
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    path: Path,
    Edit {
        session,
        editor,
        form: _,
    }: Edit,
) -> Result<Response, Problem> {
    let done = remove_member(&*app.store, &editor, &admin_of(&path)).await;
    done.map_err(refused(&session))?;
    Ok(see("/panel/team", "removed").into_response())
}

fn admin_of(path: &BTreeMap<String, String>) -> AdminId {
    AdminId::new(path.get("admin").map_or("", String::as_str))
}

async fn list(
    app: &App,
    session: &Session,
    form: Form,
    asked: &Asked,
    status: StatusCode,
) -> Result<Response, Problem> {
    let found = app.store.admins(&asked.slice()).await?;
    let rows = found.items.into_iter().map(|one| Row {
        is_self: one.id == session.account.id,
        id: one.id.to_string(),
        name: one.name,
        email: one.email,
        is_admin: one.role == AdminRole::Admin,
        has_codes: one.totp.is_some(),
        signed_in: one.signed_in_at.map_or_else(|| "never".to_owned(), moment),
    });
    let rows = rows.collect();
    let next = found.next.map(|place| {
        let cursor = place.to_cursor();
        address("/panel/team", &[("cursor", &cursor)])
    });
    let page = TeamPage {
        page: Page::of("Team", "team", session).noticing(asked.done.as_deref()),
        rows,
        form,
        next,
        is_first: asked.cursor.is_none(),
    };
    Ok(render(status, &page))
}
