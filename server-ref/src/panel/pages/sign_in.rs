//! Signing in and out. What was typed while a session ended is not lost: it
//! travels through the sign-in page to one that asks whether it is still meant.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::Cookie;
use secrecy::SecretString;
use serde::Deserialize;

use crate::admin::{AdminError, Credentials, SecretText, sign_in, sign_out, sign_out_everywhere};
use crate::panel::form::{Change, Form, Sent};
use crate::panel::page::{Page, render, sentence};
use crate::panel::problem::Problem;
use crate::panel::visitor::{SESSION, VISITOR, Visitor};
use crate::state::App;

#[derive(Template)]
#[template(path = "panel/sign_in.html")]
struct SignInPage {
    page: Page,
    form: Form,
    to: String,
    held: Vec<(String, String)>,
    words: String,
}

#[derive(Template)]
#[template(path = "panel/resume.html")]
struct ResumePage {
    page: Page,
    to: String,
    held: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    to: String,
}

/// `GET /panel/sign-in`
pub(crate) async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    sign_in_page(&visitor, &asked.to, &[], StatusCode::OK)
}

/// The page where one signs in, on the way to another.
pub(crate) fn sign_in_page(
    visitor: &Visitor,
    to: &str,
    held: &[(String, String)],
    status: StatusCode,
) -> Response {
    let made = with_visitor_cookie(visitor.clone(), |visitor| {
        let page = Page::visited("Sign in", visitor);
        let words = match held.is_empty() {
            true => String::new(),
            false => "Your session has ended. Sign in again: what you typed is kept.".to_owned(),
        };
        let page = SignInPage {
            page,
            form: Form::new(),
            to: own_path(to),
            held: held.to_vec(),
            words,
        };
        render(status, &page)
    });
    made.unwrap_or_else(IntoResponse::into_response)
}

/// `POST /panel/sign-in`
pub(crate) async fn enter(
    State(app): State<Arc<App>>,
    Sent { visitor, form }: Sent,
) -> Result<Response, Problem> {
    let shown = Credentials {
        email: form.value("email").to_owned(),
        password: SecretString::from(form.verbatim("password")),
        code: form.value("code").to_owned(),
        address: visitor.address.clone(),
        agent: visitor.agent.clone(),
    };
    let to = own_path(form.value("to"));
    let held: Vec<_> = form
        .pairs()
        .filter_map(|(name, value)| {
            let name = name.strip_prefix("held.")?;
            Some((name.to_owned(), value.to_owned()))
        })
        .collect();
    let signed_in = match sign_in(&*app.store, &app.tokens, &app.passwords, &shown).await {
        Ok(signed_in) => signed_in,
        Err(error) => {
            let (status, words) = match &error {
                AdminError::Unauthorized(words) => (StatusCode::UNAUTHORIZED, *words),
                AdminError::Wait(_) => (StatusCode::TOO_MANY_REQUESTS, ""),
                AdminError::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, ""),
                _ => return Err(error.into()),
            };
            let mut words = sentence(words);
            if let AdminError::Wait(_) = error {
                words = sentence(&error.to_string());
            }
            let form = match error {
                AdminError::Invalid(faults) => form.with_faults(faults),
                _ => form,
            };
            let page = SignInPage {
                page: Page::visited("Sign in", &visitor),
                form,
                to,
                held,
                words,
            };
            return Ok(render(status, &page));
        }
    };
    let secret = signed_in.cookie.reveal().to_owned();
    let cookies = visitor
        .cookies
        .clone()
        .remove(visitor.cookie(VISITOR, String::new()))
        .add(visitor.cookie(SESSION, secret.clone()));
    if held.is_empty() {
        return Ok((cookies, Redirect::to(&to)).into_response());
    }
    let page = Page {
        name: signed_in.account.name,
        is_signed_in: true,
        token: crate::admin::form_token(&secret),
        ..Page::plain("Welcome back")
    };
    let page = ResumePage { page, to, held };
    Ok((cookies, render(StatusCode::OK, &page)).into_response())
}

/// `POST /panel/sign-out`
pub(crate) async fn leave(
    State(app): State<Arc<App>>,
    Change { session, form }: Change,
) -> Result<Response, Problem> {
    if form.is_set("everywhere") {
        sign_out_everywhere(&*app.store, &session.who, &session.account).await?;
    } else {
        sign_out(&*app.store, &session.who, &session.session).await?;
    }
    let visitor = &session.visitor;
    let cookies = visitor
        .cookies
        .clone()
        .remove(visitor.cookie(SESSION, String::new()));
    Ok((cookies, Redirect::to("/panel/sign-in")).into_response())
}

/// Makes a page with a form for a browser that may have no cookie yet.
pub(super) fn with_visitor_cookie(
    mut visitor: Visitor,
    page: impl Fn(&Visitor) -> Response,
) -> Result<Response, Problem> {
    if visitor.form_cookie().is_some() {
        return Ok(page(&visitor));
    }
    let secret = SecretText::random("").map_err(AdminError::from)?;
    let cookie: Cookie<'static> = visitor.cookie(VISITOR, secret.reveal().to_owned());
    visitor.cookies = visitor.cookies.add(cookie);
    let page = page(&visitor);
    Ok((visitor.cookies, page).into_response())
}

/// A path of the panel, and of nowhere else.
fn own_path(to: &str) -> String {
    let inside = to == "/panel" || to.starts_with("/panel/") || to.starts_with("/panel?");
    let odd = |one: char| one == '\\' || one.is_control();
    match inside && !to.contains(odd) && !to.starts_with("/panel/sign-") {
        true => to.to_owned(),
        false => "/panel".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        for inside in [
            "/panel",
            "/panel/team",
            "/panel/environments/e/threads?room=%2F",
        ] {
            assert_eq!(own_path(inside), inside);
        }
        for outside in [
            "",
            "//evil.example",
            "https://evil.example",
            "/panelx",
            "/panel\\evil",
            "/panel/sign-out",
        ] {
            assert_eq!(own_path(outside), "/panel", "{outside}");
        }
    }
}
