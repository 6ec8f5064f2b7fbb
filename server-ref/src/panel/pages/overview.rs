//! How the server does.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::{address, refused};
use crate::admin::{Chart, Health, HealthState, Now, overview};
use crate::panel::page::{Page, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::state::App;

#[derive(Template)]
#[template(path = "panel/overview.html")]
struct OverviewPage {
    page: Page,
    now: Now,
    charts: Vec<Chart>,
    rooms: Vec<Room>,
    live_rooms: usize,
    health: Vec<Health>,
    width: u32,
    height: u32,
}

struct Room {
    id: String,
    address: String,
    environment: String,
    people: Vec<String>,
    more: usize,
}

/// `GET /panel`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
) -> Result<Response, Problem> {
    let seen = overview(&app).await.map_err(refused(&session))?;
    let environments = app.store.environments().await?;
    let rooms = seen.rooms.into_iter().map(|(environment, room, present)| {
        let named = environments.iter().find(|one| one.id == environment);
        let people = present.iter().take(PEOPLE_SHOWN);
        Room {
            address: address(
                &format!("/panel/environments/{environment}/threads"),
                &[("room", room.as_str())],
            ),
            id: room.to_string(),
            environment: named.map_or_else(|| environment.to_string(), |one| one.name.clone()),
            people: people.map(|one| one.user.name.clone()).collect(),
            more: present.len().saturating_sub(PEOPLE_SHOWN),
        }
    });
    let page = OverviewPage {
        page: Page::of("Overview", "overview", &session),
        now: seen.now,
        charts: seen.charts,
        rooms: rooms.collect(),
        live_rooms: seen.live_rooms,
        health: seen.health,
        width: Chart::WIDTH,
        height: Chart::HEIGHT,
    };
    Ok(render(StatusCode::OK, &page))
}

const PEOPLE_SHOWN: usize = 8;
