//! The first admin, by the link that the server printed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::SecretString;
use serde::Deserialize;

use super::message::message;
use super::sign_in::with_visitor_cookie;
use crate::admin::{
    AdminError, NewMember, SecretText, Who, begin_session, first_admin, setup_is_offered,
};
use crate::panel::form::{Form, Sent, faulty};
use crate::panel::page::{Page, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::{SESSION, Visitor};
use crate::state::App;
use crate::storage::AdminRole;

#[derive(Template)]
#[template(path = "panel/setup.html")]
struct SetupPage {
    page: Page,
    form: Form,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    link: String,
}

/// `GET /panel/setup?link=…`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if !setup_is_offered(&*app.store, &asked.link).await? {
        return Ok(used(&visitor));
    }
    with_visitor_cookie(visitor, |visitor| {
        let page = Page::visited("Welcome", visitor);
        let form = Form::new().or("link", &asked.link);
        render(StatusCode::OK, &SetupPage { page, form })
    })
}

/// `POST /panel/setup`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Sent { visitor, form }: Sent,
) -> Result<Response, Problem> {
    let link = SecretText::shown(form.value("link"));
    let new = NewMember {
        email: form.value("email").to_owned(),
        name: form.value("name").to_owned(),
        password: SecretString::from(form.verbatim("password")),
        role: AdminRole::Admin,
    };
    let who = Who::visitor(&visitor.address);
    let mut form = form;
    let made = if form.verbatim("password") == form.verbatim("repeated") {
        first_admin(&*app.store, &app.passwords, Some(&link), &new, &who).await
    } else {
        Err(AdminError::field(
            "repeated",
            "the passwords are not the same",
        ))
    };
    let account = match made {
        Ok(account) => account,
        Err(AdminError::Forbidden(_)) => return Ok(used(&visitor)),
        Err(error) => {
            form = faulty(form, error)?;
            let page = Page::visited("Welcome", &visitor);
            let page = SetupPage { page, form };
            return Ok(render(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let begun = begin_session(&*app.store, account, &visitor.address, &visitor.agent).await?;
    let cookie = visitor.cookie(SESSION, begun.cookie.reveal().to_owned());
    let cookies = visitor.cookies.clone().add(cookie);
    Ok((cookies, Redirect::to("/panel/environments")).into_response())
}

fn used(visitor: &Visitor) -> Response {
    message(
        StatusCode::FORBIDDEN,
        Page::visited("This link is used up", visitor),
        "A link works once, and only until the server has its first admin. When you are that \
         admin, sign in. When nobody is, restart the server: it prints another link.",
    )
}
