//! What every page has: title, navigation, whose it is.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::visitor::{Session, Visitor};
use crate::storage::{AdminRole, Environment};

/// What every page has.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    pub(super) title: String,
    /// The part of the panel, as the navigation calls it.
    pub(super) part: &'static str,
    /// The page inside an environment.
    pub(super) tab: &'static str,
    pub(super) name: String,
    pub(super) is_signed_in: bool,
    /// Whether changes may be offered.
    pub(super) is_admin: bool,
    /// What forms bring back.
    pub(super) token: String,
    pub(super) environment: Option<(String, String)>,
    pub(super) notice: &'static str,
}

impl Page {
    /// A page of somebody who is signed in.
    pub(super) fn of(title: &str, part: &'static str, session: &Session) -> Self {
        Self {
            title: title.to_owned(),
            part,
            name: session.account.name.clone(),
            is_signed_in: true,
            is_admin: session.account.role == AdminRole::Admin,
            token: session.visitor.form_token(),
            ..Self::default()
        }
    }

    /// A page about an environment.
    pub(super) fn about(
        title: &str,
        tab: &'static str,
        session: &Session,
        environment: &Environment,
    ) -> Self {
        Self {
            tab,
            environment: Some((environment.id.to_string(), environment.name.clone())),
            ..Self::of(title, "environments", session)
        }
    }

    /// A page of somebody who is not.
    pub(super) fn visited(title: &str, visitor: &Visitor) -> Self {
        Self {
            token: visitor.form_token(),
            ..Self::plain(title)
        }
    }

    /// A page without any form.
    pub(super) fn plain(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }

    /// The same, with what was done just before.
    pub(super) fn noticing(mut self, done: Option<&str>) -> Self {
        let found = NOTICES.iter().find(|(code, _)| Some(*code) == done);
        self.notice = found.map_or("", |(_, words)| words);
        self
    }
}

/// What is said after a change. The address has the code alone, so that no
/// link makes the panel say something else.
const NOTICES: &[(&str, &str)] = &[
    ("renamed", "The new name is in use."),
    (
        "configured",
        "The settings are in use. Live connections have them already.",
    ),
    (
        "unchanged",
        "Nothing was different, so nothing was changed.",
    ),
    (
        "deleted-environment",
        "The environment is gone, with all that was in it.",
    ),
    (
        "revoked-key",
        "The key pair is revoked. Its connections end within a second.",
    ),
    ("ended-key", "This key pair had ended already."),
    (
        "deleted-thread",
        "The thread is gone, in open browsers too.",
    ),
    (
        "deleted-comment",
        "The comment is gone, in open browsers too.",
    ),
    (
        "edited-comment",
        "The comment is changed, in open browsers too.",
    ),
    (
        "revoked-user",
        "Their connections are ended, and their tokens refused.",
    ),
    ("erased-user", "The person is erased."),
    (
        "added",
        "They can sign in now. Hand the password over yourself: no mail is sent.",
    ),
    ("role", "The new role is in force."),
    ("removed", "They cannot sign in any more."),
    ("name", "Your new name is in use."),
    (
        "password",
        "Your password is changed, and your other sessions are ended.",
    ),
    ("totp-on", "From now on, signing in asks for a code too."),
    ("totp-off", "Signing in asks for no code any more."),
    ("revoked-token", "The access token is revoked."),
    ("ended-session", "That session is ended."),
];

/// A page as an answer.
pub(super) fn render(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the panel could not be written");
            let words = "this page could not be written; the log has more";
            (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
        }
    }
}

/// An error's words as a sentence; of none, nothing.
pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        None => String::new(),
        Some(first) => first.to_uppercase().chain(letters).chain(['.']).collect(),
    }
}

/// A moment as people read it, for a page that also has it exactly.
pub(super) fn moment(at: pulse_protocol::Timestamp) -> String {
    let text = at.to_string();
    let date = text.get(..10).unwrap_or_default();
    let time = text.get(11..16).unwrap_or_default();
    format!("{date} {time}")
}
