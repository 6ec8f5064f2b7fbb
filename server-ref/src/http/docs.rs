//! `GET /api/v1/docs`: the OpenAPI document for people, as a page without any
//! script.

use askama::Template;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use super::api_error::ApiError;
use super::openapi;

/// The page.
pub(super) async fn page() -> Result<Response, ApiError> {
    let document = serde_json::to_value(openapi::document());
    let Ok(Ok(text)) = document.map(|document| Page::of(&document).render()) else {
        return Err(ApiError::internal("the page could not be written"));
    };
    let headers: [(HeaderName, &str); 3] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, Html(text)).into_response())
}

/// How the page looks.
pub(super) async fn style() -> ([(HeaderName, &'static str); 2], &'static str) {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "max-age=3600"),
    ];
    (headers, include_str!("../../templates/docs.css"))
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Page {
    title: String,
    version: String,
    description: Vec<String>,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
}

struct Group {
    name: String,
    description: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<Field>,
    body: Option<Kind>,
    answers: Vec<Answer>,
}

struct Answer {
    status: String,
    description: String,
    body: Option<Kind>,
}

struct Schema {
    name: String,
    description: String,
    fields: Vec<Field>,
}

/// A parameter of an operation, or a field of an object.
struct Field {
    name: String,
    place: String,
    kind: Kind,
    required: bool,
    description: String,
}

/// The type of something: its name, and the object it leads to.
struct Kind {
    text: String,
    target: Option<String>,
}

impl Page {
    fn of(document: &Value) -> Self {
        let groups = list(&document["tags"]).iter().map(|tag| {
            let name = text(&tag["name"]);
            Group {
                operations: operations(document, &name),
                description: plain(&tag["description"]),
                name,
            }
        });
        let schemas = entries(&document["components"]["schemas"]).map(|(name, schema)| Schema {
            name: name.clone(),
            description: plain(&schema["description"]),
            fields: fields(schema),
        });
        let description = plain(&document["info"]["description"]);
        Self {
            title: text(&document["info"]["title"]),
            version: text(&document["info"]["version"]),
            description: description.split("\n\n").map(str::to_owned).collect(),
            groups: groups.collect(),
            schemas: schemas.collect(),
        }
    }
}

/// The operations of a tag, in the order of their paths.
fn operations(document: &Value, tag: &str) -> Vec<Operation> {
    let mut found = vec![];
    for (path, item) in entries(&document["paths"]) {
        for method in ["get", "post", "put", "patch", "delete"] {
            let operation = &item[method];
            if list(&operation["tags"]).iter().any(|one| one == tag) {
                found.push(read_operation(method, path, operation));
            }
        }
    }
    found
}

fn read_operation(method: &str, path: &str, operation: &Value) -> Operation {
    let parameters = list(&operation["parameters"]).iter().map(|one| Field {
        name: text(&one["name"]),
        place: text(&one["in"]),
        kind: kind(&one["schema"]),
        required: one["required"] == true,
        description: plain(&one["description"]),
    });
    let answers = entries(&operation["responses"]).map(|(status, answer)| Answer {
        status: status.clone(),
        description: plain(&answer["description"]),
        body: content(answer),
    });
    Operation {
        id: text(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: plain(&operation["summary"]),
        description: plain(&operation["description"]),
        parameters: parameters.collect(),
        body: content(&operation["requestBody"]),
        answers: answers.collect(),
    }
}

fn content(holder: &Value) -> Option<Kind> {
    let (_, first) = entries(&holder["content"]).next()?;
    Some(kind(&first["schema"]))
}

fn fields(schema: &Value) -> Vec<Field> {
    let required = list(&schema["required"]);
    let fields = entries(&schema["properties"]).map(|(name, field)| Field {
        name: name.clone(),
        place: String::new(),
        kind: kind(field),
        required: required.iter().any(|one| one == name),
        description: plain(&field["description"]),
    });
    fields.collect()
}

/// A schema in a few words.
fn kind(schema: &Value) -> Kind {
    let named = |text: String| Kind { text, target: None };
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
        return Kind {
            target: Some(name.clone()),
            text: name,
        };
    }
    if let Some(options) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let mut kinds: Vec<Kind> = options.iter().map(kind).collect();
        let words: Vec<_> = kinds.iter().map(|kind| kind.text.clone()).collect();
        let target = kinds.iter_mut().find_map(|kind| kind.target.take());
        let text = words.join(" or ");
        return Kind { text, target };
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values
            .iter()
            .map(|one| format!("“{}”", text(one)))
            .collect();
        return named(values.join(" or "));
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().map(text).collect::<Vec<_>>().join(" or "),
        one => text(one),
    };
    if schema["type"] == "array" {
        let items = kind(&schema["items"]);
        return Kind {
            text: format!("list of {}", items.text),
            target: items.target,
        };
    }
    match schema["format"].as_str() {
        Some(format) => named(format!("{types} ({format})")),
        None => named(types),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A description, which is Markdown for other tools, without its code marks.
fn plain(value: &Value) -> String {
    text(value).replace('`', "")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The page's own style, and nothing else from anywhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
