//! What was done, how the server does, and what is wrong with a page.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use pulse_protocol::rest::List;
use pulse_protocol::{EnvironmentId, RoomId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::paged;
use crate::admin::{self, AdminError, HealthState, Question, find_environment};
use crate::http::api_error::ApiError;
use crate::http::body::Body;
use crate::http::input::{Ids, Paging, Parameters, Part, list};
use crate::panel::audit_entry;
use crate::state::App;
use crate::storage::AuditFilter;

/// Which entries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of this environment.
    environment: Option<String>,
    /// Whose action begins with this, such as `key.`.
    action: Option<String>,
    /// Whose actor, target, detail or address contains this.
    #[param(max_length = 200)]
    text: Option<String>,
    /// Not before this moment, in ISO 8601.
    #[param(format = DateTime)]
    since: Option<String>,
    /// Before this moment, in ISO 8601.
    #[param(format = DateTime)]
    until: Option<String>,
}

/// An entry of the audit log, as the document describes it.
#[derive(ToSchema)]
#[schema(as = AdminAuditEntry)]
#[expect(dead_code, reason = "a description of what is written as JSON")]
pub(super) struct Entry {
    #[schema(format = DateTime)]
    at: String,
    id: String,
    /// An admin's id, or what acted in the place of one.
    actor: String,
    name: String,
    address: String,
    /// Such as `environment.create`.
    action: String,
    environment: Option<String>,
    target: String,
    detail: String,
}

/// How the server does.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminOverview)]
pub(super) struct Doing {
    connections: u64,
    rooms: u64,
    messages: u64,
    writes: u64,
    errors: u64,
    health: Vec<PartDoing>,
    /// Each number over the last 24 hours, of all servers.
    day: Vec<Day>,
    /// Some of the rooms somebody is in, the fullest first.
    live_rooms: Vec<LiveRoom>,
}

/// A number over 24 hours.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminDay)]
pub(super) struct Day {
    /// Such as `Connections`.
    title: &'static str,
    /// Its largest value in a piece of the day.
    peak: u64,
    figure: u64,
    /// What the figure is, such as `in 24 hours`.
    meaning: &'static str,
}

/// A room somebody is in.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminLiveRoom)]
pub(super) struct LiveRoom {
    #[schema(value_type = String)]
    environment: EnvironmentId,
    #[schema(value_type = String)]
    room: RoomId,
    /// The names of those who are in it.
    people: Vec<String>,
}

/// How a part does.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminHealth)]
pub(super) struct PartDoing {
    part: &'static str,
    working: bool,
    words: String,
}

/// What is to be checked.
#[derive(Deserialize, ToSchema)]
#[serde(default)]
#[derive(Default)]
#[schema(as = AdminCheckRequest)]
pub(super) struct Checked {
    /// The page's origin.
    origin: String,
    /// A user token.
    token: String,
    /// The page's Content-Security-Policy.
    policy: String,
    /// Where the page reaches this server.
    endpoint: String,
}

/// One thing that was looked at.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminFinding)]
pub(super) struct Found {
    subject: &'static str,
    /// `good`, `doubtful` or `bad`.
    verdict: &'static str,
    words: String,
}

/// Lists what was done, newest first.
#[utoipa::path(get, path = "/audit", tag = "Admin", operation_id = "adminListAudit",
    security(("accessToken" = [])), params(Wanted, Paging),
    responses((status = 200, description = "The entries, 100 unless said otherwise", body = List<Entry>)))]
pub(super) async fn audit(
    State(app): State<Arc<App>>,
    _: Caller,
    Parameters(wanted): Parameters<Wanted>,
    Part(slice): Part,
) -> Result<Json<List<Value>>, ApiError> {
    let environment = wanted.environment.as_deref().map(EnvironmentId::parse);
    let environment = environment.transpose();
    let moment = |name: &str, text: Option<String>| {
        let read = text.as_deref().map(Timestamp::parse).transpose();
        read.map_err(|_| {
            let words = format!("{name} must be a moment as 2026-05-01T09:00:00.000Z");
            ApiError::invalid_field(words)
        })
    };
    let filter = AuditFilter {
        environment: environment.map_err(|error| ApiError::invalid_field(error.to_string()))?,
        action: wanted.action,
        text: wanted.text,
        since: moment("since", wanted.since)?,
        until: moment("until", wanted.until)?,
    };
    let page = app.store.audit(&filter, &paged(slice)).await?;
    Ok(Json(list(page, |entry| audit_entry(&entry))))
}

/// Says how the server does now.
#[utoipa::path(get, path = "/overview", tag = "Admin", operation_id = "adminOverview",
    security(("accessToken" = [])),
    responses((status = 200, description = "Numbers and health", body = Doing)))]
pub(super) async fn overview(
    State(app): State<Arc<App>>,
    _: Caller,
) -> Result<Json<Doing>, ApiError> {
    let seen = admin::overview(&app).await?;
    let health = seen.health.into_iter().map(|one| PartDoing {
        part: one.part,
        working: one.state == HealthState::Working,
        words: one.words,
    });
    let day = seen.charts.into_iter().map(|chart| Day {
        title: chart.title,
        peak: chart.peak,
        figure: chart.figure,
        meaning: chart.meaning,
    });
    let rooms = seen.rooms.into_iter();
    let live_rooms = rooms.map(|(environment, room, present)| LiveRoom {
        environment,
        room,
        people: present.into_iter().map(|one| one.user.name).collect(),
    });
    Ok(Json(Doing {
        connections: seen.now.connections,
        rooms: seen.now.rooms,
        messages: seen.now.messages,
        writes: seen.now.writes,
        errors: seen.now.errors,
        health: health.collect(),
        day: day.collect(),
        live_rooms: live_rooms.collect(),
    }))
}

/// Says what is wrong with a page's integration. Nothing of it is kept.
#[utoipa::path(post, path = "/environments/{environment}/check", tag = "Admin", operation_id = "adminCheck",
    security(("accessToken" = [])), params(("environment" = String, Path, description = "Its id")),
    request_body = Checked,
    responses((status = 200, description = "What was found", body = List<Found>)))]
pub(super) async fn check(
    State(app): State<Arc<App>>,
    _: Caller,
    Ids(environment): Ids<String>,
    Body(checked): Body<Checked>,
) -> Result<Json<Value>, ApiError> {
    let environment = find_environment(&*app.store, &environment).await?;
    let question = Question {
        origin: checked.origin,
        token: checked.token,
        policy: checked.policy,
        endpoint: checked.endpoint,
    };
    let findings = admin::check_integration(&app, &environment, &question).await;
    let findings = findings.map_err(|error: AdminError| ApiError::from(error))?;
    let items = findings.into_iter().map(|one| Found {
        subject: one.subject,
        verdict: one.verdict.as_str(),
        words: one.words,
    });
    let items: Vec<Found> = items.collect();
    Ok(Json(json!({ "items": items })))
}
