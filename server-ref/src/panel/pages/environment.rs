//! One environment: how a page gets it, its name, its end.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Asked, refused, see};
use crate::admin::{delete_environment, rename_environment};
use crate::panel::extract::{EnvironmentEdit, EnvironmentView};
use crate::panel::form::{Form, faulty};
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::shell;
use crate::state::App;
use crate::storage::Environment;

#[derive(Template)]
#[template(path = "panel/environment.html")]
struct EnvironmentPage {
    page: Page,
    id: String,
    name: String,
    created: String,
    publishable: String,
    endpoint: String,
    form: Form,
}

/// `GET /panel/environments/{environment}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    EnvironmentView {
        session,
        environment,
    }: EnvironmentView,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let form = Form::new().or("name", &environment.name);
    let done = asked.done.as_deref();
    one(&app, &session, &environment, form, done, StatusCode::OK).await
}

/// `POST /panel/environments/{environment}/rename`
pub(crate) async fn rename(
    State(app): State<Arc<App>>,
    EnvironmentEdit {
        session,
        editor,
        environment,
        form,
    }: EnvironmentEdit,
) -> Result<Response, Problem> {
    let name = form.value("name");
    match rename_environment(&*app.store, &editor, &environment.id, name).await {
        Ok(()) => Ok(see(&at(&environment), "renamed").into_response()),
        Err(error) => {
            let form = faulty(form, error).map_err(refused(&session))?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            one(&app, &session, &environment, form, None, status).await
        }
    }
}

/// `POST /panel/environments/{environment}/delete`
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    EnvironmentEdit {
        session,
        editor,
        environment,
        form,
    }: EnvironmentEdit,
) -> Result<Response, Problem> {
    let typed = form.value("confirmation");
    match delete_environment(&*app.store, &editor, &environment, typed).await {
        Ok(()) => Ok(see("/panel/environments", "deleted-environment").into_response()),
        Err(error) => {
            let form = faulty(form, error).map_err(refused(&session))?;
            let form = form.or("name", &environment.name);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            one(&app, &session, &environment, form, None, status).await
        }
    }
}

fn at(environment: &Environment) -> String {
    format!("/panel/environments/{}", environment.id)
}

async fn one(
    app: &App,
    session: &Session,
    environment: &Environment,
    form: Form,
    done: Option<&str>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let keys = app.store.keys(&environment.id).await?;
    let now = shell::now();
    // The newest that works.
    let working = keys.into_iter().rfind(|key| key.works_at(now));
    let page = EnvironmentPage {
        page: Page::about("Get started", "start", session, environment).noticing(done),
        id: environment.id.to_string(),
        name: environment.name.clone(),
        created: moment(environment.created_at),
        publishable: working.map_or_else(|| "pk_…".to_owned(), |key| key.publishable),
        endpoint: session.visitor.endpoint.clone(),
        form,
    };
    Ok(render(status, &page))
}
