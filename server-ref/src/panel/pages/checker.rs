//! Says what is wrong with a page's integration.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::refused;
use crate::admin::{Finding, Question, check_integration};
use crate::panel::extract::{EnvironmentQuestion, EnvironmentView};
use crate::panel::form::{Form, faulty};
use crate::panel::page::{Page, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::state::App;
use crate::storage::Environment;

#[derive(Template)]
#[template(path = "panel/checker.html")]
struct CheckerPage {
    page: Page,
    at: String,
    findings: Vec<Finding>,
    form: Form,
}

/// `GET /panel/environments/{environment}/check`
pub(crate) async fn show(
    EnvironmentView {
        session,
        environment,
    }: EnvironmentView,
) -> Result<Response, Problem> {
    let form = Form::new().or("endpoint", &session.visitor.endpoint);
    Ok(checked(&session, &environment, form, vec![]))
}

/// `POST /panel/environments/{environment}/check`
///
/// A POST because the token belongs into no address; it changes nothing, so
/// members may do it too.
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    EnvironmentQuestion {
        session,
        environment,
        form,
    }: EnvironmentQuestion,
) -> Result<Response, Problem> {
    let question = Question {
        origin: form.value("origin").to_owned(),
        token: form.value("token").to_owned(),
        policy: form.value("policy").to_owned(),
        endpoint: form.value("endpoint").to_owned(),
    };
    match check_integration(&app, &environment, &question).await {
        Ok(findings) => Ok(checked(&session, &environment, form, findings)),
        Err(error) => {
            let form = faulty(form, error).map_err(refused(&session))?;
            Ok(checked(&session, &environment, form, vec![]))
        }
    }
}

fn checked(
    session: &Session,
    environment: &Environment,
    form: Form,
    findings: Vec<Finding>,
) -> Response {
    let status = match form.is_faulty() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = CheckerPage {
        page: Page::about("Integration check", "check", session, environment),
        at: format!("/panel/environments/{}/check", environment.id),
        findings,
        form,
    };
    render(status, &page)
}
