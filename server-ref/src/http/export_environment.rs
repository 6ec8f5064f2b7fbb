//! All of an environment as one JSON object, written while it is read: its
//! people, then its rooms, each as the export of a room has it.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::stream::try_unfold;
use serde_json::json;

use super::export::{Next, Reader, beginning, download, json as written};
use crate::shell;
use crate::state::App;
use crate::storage::{Environment, Place, RoomRecord, Slice, Store, StoreError};

/// All of an environment as an answer; no key and no secret is in it.
///
/// # Errors
/// When its settings cannot be written.
pub(crate) fn environment_export(
    app: &App,
    environment: &Environment,
) -> Result<Response, StoreError> {
    let mut head = written(&json!({
        "environment": {
            "id": environment.id,
            "name": environment.name,
            "createdAt": environment.created_at,
            "settings": environment.settings.redacted(),
        },
        "exportedAt": shell::now(),
    }))?;
    head.pop();
    head.push_str(",\"users\":[");
    let source = Source {
        store: Arc::clone(&app.store),
        environment: environment.clone(),
        step: Step::Head(head),
        is_first: true,
    };
    let body = Body::from_stream(try_unfold(source, Source::read));
    Ok(download(body, "environment.json"))
}

struct Source {
    store: Arc<dyn Store>,
    environment: Environment,
    step: Step,
    /// Nothing was written yet of the list that is being written.
    is_first: bool,
}

enum Step {
    Head(String),
    Users(Option<Place>),
    Rooms(Option<Place>),
    /// A room is being written; these follow it, and then the next page.
    Room(Box<Reader>, Vec<RoomRecord>, Option<Place>),
    Tail,
    Nothing,
}

impl Source {
    async fn read(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        let step = std::mem::replace(&mut self.step, Step::Nothing);
        let text = match step {
            Step::Head(head) => {
                self.step = Step::Users(None);
                head
            }
            Step::Users(after) => self.users(after).await?,
            Step::Rooms(after) => self.rooms(after).await?,
            Step::Room(reader, rest, next) => match reader.read().await? {
                Some((bytes, reader)) => {
                    self.step = Step::Room(Box::new(reader), rest, next);
                    return Ok(Some((bytes, self)));
                }
                None => {
                    self.follow(rest, next)?;
                    String::new()
                }
            },
            Step::Tail => "]}".to_owned(),
            Step::Nothing => return Ok(None),
        };
        Ok(Some((text.into(), self)))
    }

    async fn users(&mut self, after: Option<Place>) -> Result<String, StoreError> {
        let slice = slice(after);
        let page = self.store.users(&self.environment.id, &slice).await?;
        let mut text = String::new();
        for record in &page.items {
            let user = &record.user;
            text.push_str(self.comma());
            text.push_str(&written(&json!({
                "id": user.id,
                "name": user.name,
                "avatar": user.avatar,
                "color": user.color,
                "createdAt": record.created_at,
            }))?);
        }
        self.step = match page.next {
            Some(place) => Step::Users(Some(place)),
            None => {
                text.push_str("],\"rooms\":[");
                self.is_first = true;
                Step::Rooms(None)
            }
        };
        Ok(text)
    }

    async fn rooms(&mut self, after: Option<Place>) -> Result<String, StoreError> {
        let slice = slice(after);
        let page = self.store.rooms(&self.environment.id, &slice).await?;
        let mut rooms = page.items;
        rooms.reverse();
        if rooms.is_empty() {
            self.step = Step::Tail;
            return Ok(String::new());
        }
        self.follow(rooms, page.next)?;
        Ok(String::new())
    }

    /// Goes on with the last of some rooms, or with the next page of them.
    fn follow(&mut self, mut rest: Vec<RoomRecord>, next: Option<Place>) -> Result<(), StoreError> {
        let id = &self.environment.id;
        self.step = match (rest.pop(), next) {
            (Some(room), next) => {
                let id = id.clone();
                let name = room.id.clone();
                let head = self.comma().to_owned() + &beginning(&id, room)?;
                let reader = Reader {
                    store: Arc::clone(&self.store),
                    environment: id,
                    room: name,
                    next: Next::Beginning(head),
                };
                Step::Room(Box::new(reader), rest, next)
            }
            (None, Some(place)) => Step::Rooms(Some(place)),
            (None, None) => Step::Tail,
        };
        Ok(())
    }

    fn comma(&mut self) -> &'static str {
        match std::mem::replace(&mut self.is_first, false) {
            true => "",
            false => ",",
        }
    }
}

fn slice(after: Option<Place>) -> Slice {
    Slice {
        after,
        limit: Some(ROWS_AT_ONCE),
    }
}

const ROWS_AT_ONCE: u32 = 200;
