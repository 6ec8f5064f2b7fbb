//! A page that says one thing.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::admin::AdminError;
use crate::panel::page::{Page, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;

/// A page that says one thing.
#[derive(Template)]
#[template(path = "panel/message.html")]
pub(crate) struct MessagePage {
    pub(crate) page: Page,
    pub(crate) words: String,
}

/// No page has this address.
pub(crate) async fn not_found(session: Session) -> Problem {
    Problem::Refused(Box::new(session), AdminError::Missing("page"))
}

/// A page that says one thing, as an answer.
pub(super) fn message(status: StatusCode, page: Page, words: &str) -> Response {
    let words = words.to_owned();
    render(status, &MessagePage { page, words })
}
