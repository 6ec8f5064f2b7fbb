//! The settings of an environment. They reach live connections at once.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::settings_fields::{GROUPS, Kind, Setting};
use super::{Asked, refused, see};
use crate::admin::configure;
use crate::panel::extract::{EnvironmentEdit, EnvironmentView};
use crate::panel::form::{Field, Form, faulty};
use crate::panel::page::{Page, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::state::App;
use crate::storage::{Environment, Settings};

#[derive(Template)]
#[template(path = "panel/settings.html")]
struct SettingsPage {
    page: Page,
    at: String,
    groups: Vec<Group>,
    form: Form,
    has_turn_secret: bool,
}

struct Group {
    title: &'static str,
    switches: Vec<Switch>,
    fields: Vec<Field>,
}

struct Switch {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    is_on: bool,
}

/// `GET /panel/environments/{environment}/settings`
pub(crate) async fn show(
    EnvironmentView {
        session,
        environment,
    }: EnvironmentView,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let form = filled(&environment.settings);
    let done = asked.done.as_deref();
    Ok(editor_page(&session, &environment, form, done))
}

/// `POST /panel/environments/{environment}/settings`
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    EnvironmentEdit {
        session,
        editor,
        environment,
        form,
    }: EnvironmentEdit,
) -> Result<Response, Problem> {
    let changes = changes(&form);
    match configure(&*app.store, &editor, &environment, &changes).await {
        Ok(changed) => {
            let done = if changed.is_empty() {
                "unchanged"
            } else {
                "configured"
            };
            let at = format!("/panel/environments/{}/settings", environment.id);
            Ok(see(&at, done).into_response())
        }
        Err(error) => {
            let form = faulty(form, error).map_err(refused(&session))?;
            Ok(editor_page(&session, &environment, form, None))
        }
    }
}

/// What a form says of each setting, as `configure` takes it.
fn changes(form: &Form) -> Vec<String> {
    let mut changes = vec![];
    for setting in GROUPS.iter().flat_map(|(_, group)| group.iter()) {
        let typed = form.value(setting.name);
        let text = |text: &str| Value::from(text).to_string();
        let value = match setting.kind {
            Kind::Switch => form.is_set(setting.name).to_string(),
            Kind::Limit | Kind::Text if typed.is_empty() => "null".to_owned(),
            // Digits alone are a number; all else is text, and refused as such.
            Kind::Number | Kind::Limit => number(typed).unwrap_or_else(|| text(typed)),
            Kind::Secret if form.is_set("forgetTurnSecret") => "null".to_owned(),
            Kind::Secret if typed.is_empty() => continue,
            Kind::Text | Kind::Secret => text(typed),
            Kind::Lines => {
                let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
                Value::from(lines.map(Value::from).collect::<Vec<_>>()).to_string()
            }
        };
        changes.push(format!("{}={value}", setting.name));
    }
    changes
}

fn number(typed: &str) -> Option<String> {
    let number: u64 = typed.parse().ok()?;
    Some(number.to_string())
}

/// A form with the settings as they are.
fn filled(settings: &Settings) -> Form {
    let values = settings.redacted();
    let mut form = Form::new();
    for setting in GROUPS.iter().flat_map(|(_, group)| group.iter()) {
        let value = &values[setting.name];
        form = match (setting.kind, value) {
            (Kind::Secret, _) | (_, Value::Null | Value::Bool(false)) => form,
            (_, Value::Bool(true)) => form.or(setting.name, "on"),
            (_, Value::Array(lines)) => {
                let lines: Vec<_> = lines.iter().filter_map(Value::as_str).collect();
                form.or(setting.name, &lines.join("\n"))
            }
            (_, Value::String(text)) => form.or(setting.name, text),
            (_, other) => form.or(setting.name, &other.to_string()),
        };
    }
    form
}

fn editor_page(
    session: &Session,
    environment: &Environment,
    form: Form,
    done: Option<&str>,
) -> Response {
    let groups = GROUPS.iter().map(|(title, settings)| {
        let is_switch = |setting: &&Setting| setting.kind == Kind::Switch;
        let switches = settings.iter().filter(is_switch).map(|setting| Switch {
            name: setting.name,
            label: setting.label,
            hint: setting.hint,
            is_on: form.is_set(setting.name),
        });
        let others = settings.iter().filter(|setting| !is_switch(setting));
        let fields = others.map(|setting| {
            let kind = match setting.kind {
                Kind::Number | Kind::Limit => "number",
                Kind::Lines => "lines",
                Kind::Secret => "password",
                Kind::Switch | Kind::Text => "text",
            };
            let field = form.field(setting.name, setting.label, kind);
            let field = field.hint(setting.hint).fills("off");
            if setting.kind == Kind::Secret {
                field.fills("new-password")
            } else {
                field
            }
        });
        Group {
            title,
            switches: switches.collect(),
            fields: fields.collect(),
        }
    });
    let status = match form.is_faulty() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = SettingsPage {
        page: Page::about("Settings", "settings", session, environment).noticing(done),
        at: format!("/panel/environments/{}/settings", environment.id),
        groups: groups.collect(),
        has_turn_secret: environment.settings.turn_secret.is_some(),
        form,
    };
    render(status, &page)
}
