//! What was done, by whom, when, and from where.

use std::sync::Arc;

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream::try_unfold;
use pulse_protocol::{EnvironmentId, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::address;
use crate::panel::form::{Field, Form};
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::state::App;
use crate::storage::{AuditEntry, AuditFilter, Place, Slice, Store, StoreError};

#[derive(Template)]
#[template(path = "panel/audit.html")]
struct AuditPage {
    page: Page,
    rows: Vec<Row>,
    kinds: Vec<Choice>,
    environments: Vec<Choice>,
    fields: Vec<Field>,
    csv: String,
    json: String,
    next: Option<String>,
    is_first: bool,
}

/// A choice of a list.
struct Choice {
    value: String,
    words: String,
    is_chosen: bool,
}

struct Row {
    at: String,
    who: String,
    address: String,
    action: String,
    environment: String,
    target: String,
    detail: String,
}

/// Which entries are asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    environment: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    until: String,
    cursor: Option<String>,
}

impl Asked {
    /// What is no filter filters nothing.
    fn filter(&self) -> AuditFilter {
        let some = |text: &str| {
            let text: String = text.trim().chars().take(LONGEST_SEARCH).collect();
            (!text.is_empty()).then_some(text)
        };
        AuditFilter {
            environment: EnvironmentId::parse(self.environment.trim()).ok(),
            action: some(&self.kind),
            text: some(&self.q),
            since: day(&self.since),
            // The day that is named is in it.
            until: day(&self.until).map(|day| Timestamp::from_unix_ms(day.unix_ms() + DAY_MS)),
        }
    }

    fn parameters(&self) -> [(&'static str, &str); 5] {
        [
            ("q", &self.q),
            ("kind", &self.kind),
            ("environment", &self.environment),
            ("since", &self.since),
            ("until", &self.until),
        ]
    }
}

/// `GET /panel/audit`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let slice = Slice {
        after: asked.cursor.as_deref().and_then(Place::of_cursor),
        limit: Some(ROWS),
    };
    let found = app.store.audit(&asked.filter(), &slice).await?;
    let environments = app.store.environments().await?;
    let name_of = |id: &EnvironmentId| {
        let named = environments.iter().find(|one| one.id == *id);
        named.map_or_else(|| id.to_string(), |one| one.name.clone())
    };
    let rows = found.items.into_iter().map(|one| Row {
        at: moment(one.at),
        who: one.actor_name,
        address: one.address,
        action: one.action,
        environment: one.environment.as_ref().map(name_of).unwrap_or_default(),
        target: one.target,
        detail: one.detail,
    });
    let rows = rows.collect();
    let next = found.next.map(|place| {
        let cursor = place.to_cursor();
        let mut parameters = asked.parameters().to_vec();
        parameters.push(("cursor", &cursor));
        address("/panel/audit", &parameters)
    });
    let form = Form::new()
        .or("q", &asked.q)
        .or("since", &asked.since)
        .or("until", &asked.until);
    let page = AuditPage {
        page: Page::of("Audit log", "audit", &session),
        rows,
        kinds: KINDS
            .iter()
            .map(|&(value, words)| Choice {
                value: value.to_owned(),
                words: words.to_owned(),
                is_chosen: value == asked.kind,
            })
            .collect(),
        fields: vec![
            form.field("q", "Search", "search"),
            form.field("since", "From", "date"),
            form.field("until", "To", "date"),
        ],
        environments: environments
            .iter()
            .map(|one| Choice {
                value: one.id.to_string(),
                words: one.name.clone(),
                is_chosen: one.id.as_str() == asked.environment,
            })
            .collect(),
        csv: address("/panel/audit.csv", &asked.parameters()),
        json: address("/panel/audit.json", &asked.parameters()),
        is_first: asked.cursor.is_none(),
        next,
    };
    Ok(render(StatusCode::OK, &page))
}

/// `GET /panel/audit.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    _: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let heading = "at,actor,name,address,action,environment,target,detail\r\n";
    let body = written(&app, asked.filter(), heading, "", csv_line);
    download(body, "text/csv; charset=utf-8", "audit.csv")
}

/// `GET /panel/audit.json`
pub(crate) async fn json(
    State(app): State<Arc<App>>,
    _: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let body = written(
        &app,
        asked.filter(),
        "{\"items\":[",
        "]}\n",
        |entry, is_first| {
            let comma = if is_first { "" } else { "," };
            format!("{comma}\n{}", shown(entry))
        },
    );
    download(body, "application/json", "audit.json")
}

/// An entry as the API and the export have it.
pub(crate) fn shown(entry: &AuditEntry) -> serde_json::Value {
    json!({
        "at": entry.at,
        "id": entry.id,
        "actor": entry.actor,
        "name": entry.actor_name,
        "address": entry.address,
        "action": entry.action,
        "environment": entry.environment,
        "target": entry.target,
        "detail": entry.detail,
    })
}

type Line = fn(&AuditEntry, bool) -> String;

enum Next {
    Beginning(&'static str),
    Entries(Option<Place>),
    Nothing,
}

/// All entries of a filter, written while they are read.
fn written(
    app: &App,
    filter: AuditFilter,
    beginning: &'static str,
    end: &'static str,
    line: Line,
) -> Body {
    let store = Arc::clone(&app.store);
    let start = (store, filter, Next::Beginning(beginning));
    Body::from_stream(try_unfold(start, move |(store, filter, next)| async move {
        let (text, next) = match next {
            Next::Beginning(text) => (text.to_owned(), Next::Entries(None)),
            Next::Entries(after) => piece(&*store, &filter, after, end, line).await?,
            Next::Nothing => return Ok(None),
        };
        Ok::<_, StoreError>(Some((Bytes::from(text), (store, filter, next))))
    }))
}

async fn piece(
    store: &dyn Store,
    filter: &AuditFilter,
    after: Option<Place>,
    end: &str,
    line: Line,
) -> Result<(String, Next), StoreError> {
    let mut is_first = after.is_none();
    let slice = Slice {
        after,
        limit: Some(ROWS_AT_ONCE),
    };
    let page = store.audit(filter, &slice).await?;
    let mut text = String::new();
    for entry in &page.items {
        text.push_str(&line(entry, is_first));
        is_first = false;
    }
    Ok(match page.next {
        Some(place) => (text, Next::Entries(Some(place))),
        None => (text + end, Next::Nothing),
    })
}

fn csv_line(entry: &AuditEntry, _: bool) -> String {
    let at = entry.at.to_string();
    let environment = entry.environment.as_ref().map_or("", |id| id.as_str());
    let fields = [
        &at,
        &entry.actor,
        &entry.actor_name,
        &entry.address,
        &entry.action,
        environment,
        &entry.target,
        &entry.detail,
    ];
    let mut line = fields.map(csv_field).join(",");
    line.push_str("\r\n");
    line
}

/// Quoted, and never a formula to the program that opens the file.
fn csv_field(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn download(body: Body, kind: &'static str, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}

/// The first moment of a day, as forms of browsers name it.
fn day(text: &str) -> Option<Timestamp> {
    Timestamp::parse(&format!("{}T00:00:00.000Z", text.trim())).ok()
}

const KINDS: &[(&str, &str)] = &[
    ("", "Everything"),
    ("environment.", "Environments"),
    ("key.", "Keys"),
    ("thread.", "Threads"),
    ("comment.", "Comments"),
    ("user.", "Users"),
    ("team.", "Team"),
    ("account.", "Accounts"),
    ("token.", "Access tokens"),
];
const ROWS: u32 = 20;
const ROWS_AT_ONCE: u32 = 500;
const LONGEST_SEARCH: usize = 200;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_quoted_and_runs_nothing() {
        assert_eq!(csv_field("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(csv_field("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(csv_field("@SUM"), "\"'@SUM\"");
    }

    #[test]
    fn a_day_is_read_and_nonsense_is_none() {
        assert_eq!(day("1970-01-02").map(Timestamp::unix_ms), Some(DAY_MS));
        assert_eq!(day("yesterday"), None);
    }
}
