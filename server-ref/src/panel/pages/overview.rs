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
    /// Numbers of this moment, and what each counts.
    numbers: [(String, &'static str); 5],
    charts: Vec<Drawing>,
    rooms: Vec<Room>,
    live_rooms: usize,
    health: Vec<Health>,
    width: u32,
    height: u32,
}

/// A chart with its numbers as people read them.
struct Drawing {
    title: &'static str,
    peak: String,
    figure: String,
    meaning: &'static str,
    line: String,
    area: String,
}

impl From<Chart> for Drawing {
    fn from(chart: Chart) -> Self {
        Self {
            title: chart.title,
            peak: grouped(chart.peak),
            figure: grouped(chart.figure),
            meaning: chart.meaning,
            line: chart.line,
            area: chart.area,
        }
    }
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
    let Now {
        connections,
        rooms: live,
        messages,
        writes,
        errors,
    } = seen.now;
    let page = OverviewPage {
        page: Page::of("Overview", "overview", &session),
        numbers: [
            (grouped(connections), "connections"),
            (grouped(live), "live rooms"),
            (grouped(messages), "messages"),
            (grouped(writes), "writes"),
            (grouped(errors), "errors"),
        ],
        charts: seen.charts.into_iter().map(Drawing::from).collect(),
        rooms: rooms.collect(),
        live_rooms: seen.live_rooms,
        health: seen.health,
        width: Chart::WIDTH,
        height: Chart::HEIGHT,
    };
    Ok(render(StatusCode::OK, &page))
}

/// A number in groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

const PEOPLE_SHOWN: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_in_groups() {
        let read = [0, 999, 1000, 65_536, 1_530_016].map(grouped);
        assert_eq!(read, ["0", "999", "1,000", "65,536", "1,530,016"]);
    }
}
