//! What is answered when a page cannot be.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::page::{Page, render, sentence};
use super::pages::message::MessagePage;
use super::pages::sign_in::sign_in_page;
use super::visitor::{Session, Visitor};
use crate::admin::AdminError;
use crate::storage::StoreError;

/// Why a page cannot be shown, or a change not be done.
#[derive(Debug)]
pub(super) enum Problem {
    /// One has to sign in first.
    SignIn { to: String, visitor: Box<Visitor> },
    /// The same in the middle of a form.
    Held {
        to: String,
        held: Vec<(String, String)>,
        visitor: Box<Visitor>,
    },
    /// A form that was not made for this browser.
    Forged(Box<Visitor>),
    /// The same, of somebody who is signed in.
    ForgedBy(Box<Session>),
    /// A form with more than a form may hold.
    TooLarge(Box<Visitor>),
    /// No form.
    Unreadable(Box<Visitor>),
    /// Somebody who is signed in wants what is not.
    Refused(Box<Session>, AdminError),
    /// Whoever it was, it was not done.
    Failed(AdminError),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<AdminError> for Problem {
    fn from(error: AdminError) -> Self {
        Self::Failed(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn { to, visitor } => {
                sign_in_page(&visitor, &to, &[], StatusCode::UNAUTHORIZED)
            }
            Self::Held { to, held, visitor } => {
                sign_in_page(&visitor, &to, &held, StatusCode::UNAUTHORIZED)
            }
            Self::Forged(visitor) => forged(Page::visited("Not sent", &visitor)),
            Self::ForgedBy(session) => forged(Page::of("Not sent", "", &session)),
            Self::TooLarge(visitor) => message(
                StatusCode::PAYLOAD_TOO_LARGE,
                Page::visited("Too large", &visitor),
                "This form holds more than 64 KiB. Shorten what you typed, and send it again.",
            ),
            Self::Unreadable(visitor) => message(
                StatusCode::BAD_REQUEST,
                Page::visited("Not understood", &visitor),
                "What came is not a form of this panel.",
            ),
            Self::Refused(session, error) => {
                let title = title_of(&error);
                failed(Page::of(title, "", &session), &error)
            }
            Self::Failed(error) => {
                let title = title_of(&error);
                failed(Page::plain(title), &error)
            }
        }
    }
}

fn forged(page: Page) -> Response {
    message(
        StatusCode::FORBIDDEN,
        page,
        "This form was not made for this browser, or is older than your session. Nothing was \
         changed. Go back, load the page again, and send it once more.",
    )
}

fn failed(page: Page, error: &AdminError) -> Response {
    if let AdminError::Store(error) = error {
        let error = error as &dyn std::error::Error;
        tracing::error!(error, "a page of the panel failed");
    }
    let status = status_of(error);
    message(status, page, &sentence(&error.to_string()))
}

fn message(status: StatusCode, page: Page, words: &str) -> Response {
    let words = words.to_owned();
    render(status, &MessagePage { page, words })
}

fn title_of(error: &AdminError) -> &'static str {
    match error {
        AdminError::ViewOnly => "Only for admins",
        AdminError::Missing(_) => "Not found",
        AdminError::Wait(_) => "Please wait",
        AdminError::Internal(_) | AdminError::Store(_) => "Something failed",
        _ => "Not done",
    }
}

/// The status of an answer that says why something was not done.
pub(crate) const fn status_of(error: &AdminError) -> StatusCode {
    match error {
        AdminError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        AdminError::Unauthorized(_) => StatusCode::UNAUTHORIZED,
        AdminError::ViewOnly | AdminError::Forbidden(_) => StatusCode::FORBIDDEN,
        AdminError::Missing(_) => StatusCode::NOT_FOUND,
        AdminError::Conflict(_) => StatusCode::CONFLICT,
        AdminError::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
        AdminError::Store(StoreError::Closed) => StatusCode::SERVICE_UNAVAILABLE,
        AdminError::Internal(_) | AdminError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
