//! Key pairs of an environment.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pulse_protocol::KeyId;

use super::environments::MadePage;
use super::{Asked, Path, id_of, refused, see};
use crate::admin::{AdminError, revoke_key, rotate_key};
use crate::panel::extract::{EnvironmentEdit, EnvironmentView};
use crate::panel::form::Form;
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::shell;
use crate::state::App;
use crate::storage::Environment;

#[derive(Template)]
#[template(path = "panel/keys.html")]
struct KeysPage {
    page: Page,
    at: String,
    rows: Vec<Row>,
    graces: &'static [(&'static str, &'static str)],
    form: Form,
}

struct Row {
    id: String,
    publishable: String,
    created: String,
    used: String,
    ends: String,
    works: bool,
}

/// `GET /panel/environments/{environment}/keys`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    EnvironmentView {
        session,
        environment,
    }: EnvironmentView,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let done = asked.done.as_deref();
    list(&app, &session, &environment, Form::new(), done).await
}

/// `POST /panel/environments/{environment}/keys/rotate`
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    EnvironmentEdit {
        session,
        editor,
        environment,
        form,
    }: EnvironmentEdit,
) -> Result<Response, Problem> {
    let grace = GRACES
        .iter()
        .find(|(seconds, _)| *seconds == form.value("grace"));
    let Some(seconds) = grace.and_then(|(seconds, _)| seconds.parse().ok()) else {
        let error = AdminError::field("grace", "choose one of these");
        let AdminError::Invalid(faults) = error else {
            return Err(error.into());
        };
        let form = form.with_faults(faults);
        return list(&app, &session, &environment, form, None).await;
    };
    let made = rotate_key(&*app.store, &editor, &environment.id, seconds).await;
    let made = made.map_err(refused(&session))?;
    let page = MadePage {
        page: Page::about("New key pair", "keys", &session, &environment),
        words: format!(
            "The pairs of before end at {} (UTC).",
            moment(made.others_end_at)
        ),
        publishable: made.pair.record.publishable.clone(),
        secret: made.pair.secret.reveal().to_owned(),
        endpoint: session.visitor.endpoint.clone(),
        next: format!("/panel/environments/{}/keys", environment.id),
    };
    Ok(render(StatusCode::CREATED, &page))
}

/// `POST /panel/environments/{environment}/keys/{key}/revoke`
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    path: Path,
    EnvironmentEdit {
        session,
        editor,
        environment,
        form: _,
    }: EnvironmentEdit,
) -> Result<Response, Problem> {
    let id: KeyId = id_of(&session, &path, "key")?;
    let key = app.store.key(&id).await?;
    let key = key
        .filter(|key| key.environment == environment.id)
        .ok_or_else(|| refused(&session)(AdminError::Missing("key")))?;
    let ended = revoke_key(&*app.store, &editor, &key).await;
    let ended = ended.map_err(refused(&session))?;
    let done = if ended { "revoked-key" } else { "ended-key" };
    let at = format!("/panel/environments/{}/keys", environment.id);
    Ok(see(&at, done).into_response())
}

async fn list(
    app: &App,
    session: &Session,
    environment: &Environment,
    form: Form,
    done: Option<&str>,
) -> Result<Response, Problem> {
    let now = shell::now();
    let uses = app.store.key_uses(&environment.id).await?;
    let rows = uses.into_iter().rev().map(|one| Row {
        id: one.key.id.to_string(),
        works: one.key.works_at(now),
        publishable: one.key.publishable,
        created: moment(one.created_at),
        used: one.used_at.map_or_else(|| "never".to_owned(), moment),
        ends: one.key.ends_at.map_or_else(String::new, moment),
    });
    let status = match form.is_faulty() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = KeysPage {
        page: Page::about("Keys", "keys", session, environment).noticing(done),
        at: format!("/panel/environments/{}/keys", environment.id),
        rows: rows.collect(),
        graces: GRACES,
        form,
    };
    Ok(render(status, &page))
}

const GRACES: &[(&str, &str)] = &[
    ("0", "now"),
    ("3600", "in 1 hour"),
    ("86400", "in 24 hours"),
    ("604800", "in 7 days"),
];
