//! All environments, and making one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{Asked, refused};
use crate::admin::create_environment;
use crate::panel::extract::Edit;
use crate::panel::form::{Form, faulty};
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::state::App;

#[derive(Template)]
#[template(path = "panel/environments.html")]
struct EnvironmentsPage {
    page: Page,
    rows: Vec<Row>,
    form: Form,
}

struct Row {
    id: String,
    name: String,
    created: String,
}

/// An environment or key pair that was just made, with its secret.
#[derive(Template)]
#[template(path = "panel/made.html")]
pub(super) struct MadePage {
    pub(super) page: Page,
    pub(super) words: String,
    pub(super) publishable: String,
    pub(super) secret: String,
    pub(super) endpoint: String,
    pub(super) next: String,
}

/// `GET /panel/environments`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let done = asked.done.as_deref();
    list(&app, &session, Form::new(), done, StatusCode::OK).await
}

/// `POST /panel/environments`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Edit {
        session,
        editor,
        form,
    }: Edit,
) -> Result<Response, Problem> {
    let made = match create_environment(&*app.store, &editor, form.value("name")).await {
        Ok(made) => made,
        Err(error) => {
            let form = faulty(form, error).map_err(refused(&session))?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return list(&app, &session, form, None, status).await;
        }
    };
    let environment = &made.environment;
    let page = MadePage {
        page: Page::about("Environment created", "start", &session, environment),
        words: format!("{} is ready.", environment.name),
        publishable: made.pair.record.publishable.clone(),
        secret: made.pair.secret.reveal().to_owned(),
        endpoint: session.visitor.endpoint.clone(),
        next: format!("/panel/environments/{}", environment.id),
    };
    Ok(render(StatusCode::CREATED, &page))
}

async fn list(
    app: &App,
    session: &Session,
    form: Form,
    done: Option<&str>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let environments = app.store.environments().await?;
    let rows = environments.into_iter().map(|one| Row {
        id: one.id.to_string(),
        name: one.name,
        created: moment(one.created_at),
    });
    let page = EnvironmentsPage {
        page: Page::of("Environments", "environments", session).noticing(done),
        rows: rows.collect(),
        form,
    };
    Ok(render(status, &page))
}
