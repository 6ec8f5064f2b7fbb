//! One file for each page.

pub(super) mod account;
pub(super) mod audit;
pub(super) mod checker;
pub(super) mod comments;
pub(super) mod environment;
pub(super) mod environments;
pub(super) mod keys;
pub(super) mod message;
pub(super) mod overview;
pub(super) mod rooms;
pub(super) mod settings;
mod settings_fields;
pub(super) mod setup;
pub(super) mod sign_in;
pub(super) mod team;
pub(super) mod threads;
pub(super) mod users;

use std::collections::BTreeMap;

use axum::response::Redirect;
use serde::Deserialize;

use super::problem::Problem;
use super::visitor::Session;
use crate::admin::AdminError;
use crate::storage::{Place, Slice};

/// What the addresses of pages say behind the `?`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    room: String,
    cursor: Option<String>,
    done: Option<String>,
}

impl Asked {
    /// Which part of a list: a page of it.
    fn slice(&self) -> Slice {
        Slice {
            after: self.cursor.as_deref().and_then(Place::of_cursor),
            limit: Some(ROWS),
        }
    }

    fn search(&self) -> String {
        self.q.trim().chars().take(LONGEST_SEARCH).collect()
    }
}

/// What is wrong becomes a page of the one who is signed in.
fn refused(session: &Session) -> impl Fn(AdminError) -> Problem + '_ {
    |error| session.refused(error)
}

/// An id in the path, or that there is no such thing.
fn id_of<T: std::str::FromStr>(
    session: &Session,
    path: &BTreeMap<String, String>,
    name: &'static str,
) -> Result<T, Problem> {
    let text = path.get(name).map_or("", String::as_str);
    let missing = |_| refused(session)(AdminError::Missing(name));
    text.parse().map_err(missing)
}

/// To a page that says what was done.
fn see(path: &str, done: &str) -> Redirect {
    let sign = if path.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{path}{sign}done={done}"))
}

/// An address with parameters.
pub(super) fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (place, (name, value)) in parameters.iter().enumerate() {
        address.push(if place == 0 { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        address.extend(percent_encoding::utf8_percent_encode(
            value,
            percent_encoding::NON_ALPHANUMERIC,
        ));
    }
    address
}

/// The ids in the path of a page.
type Path = axum::extract::Path<BTreeMap<String, String>>;

const ROWS: u32 = 20;
const LONGEST_SEARCH: usize = 200;
