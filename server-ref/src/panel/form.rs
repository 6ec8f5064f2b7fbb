//! Forms: what they bring, what is wrong with it, and what is put back.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use subtle::ConstantTimeEq;

use super::problem::Problem;
use super::visitor::{Session, Visitor, is_own_page, path_of};
use crate::admin::{AdminError, Fault, MASKED_FIELDS};
use crate::state::App;

/// The fields of a form with what is wrong with them.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    values: BTreeMap<String, String>,
    faults: Vec<Fault>,
}

/// A field as a page shows it.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) hint: String,
    pub(super) fault: Option<String>,
    pub(super) autocomplete: &'static str,
    pub(super) required: bool,
}

impl Form {
    /// An empty one.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// The same with a value where there is none.
    pub(super) fn or(mut self, name: &str, value: &str) -> Self {
        self.values
            .entry(name.to_owned())
            .or_insert_with(|| value.to_owned());
        self
    }

    /// The same with what is wrong with it.
    pub(super) fn with_faults(mut self, faults: Vec<Fault>) -> Self {
        self.faults = faults;
        self
    }

    /// What was typed, without blanks around it.
    pub(super) fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |value| value.trim())
    }

    /// What was typed, as it is.
    pub(super) fn verbatim(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Whether a box was ticked.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// What is wrong with a field.
    pub(super) fn fault(&self, name: &str) -> Option<&str> {
        let fault = self.faults.iter().find(|fault| fault.field == name);
        fault.map(|fault| fault.message.as_str())
    }

    /// Whether something is wrong.
    pub(super) fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// A field for a page.
    pub(super) fn field(&self, name: &'static str, label: &str, kind: &'static str) -> Field {
        let value = match MASKED_FIELDS.contains(&name) {
            true => String::new(),
            false => self.verbatim(name).to_owned(),
        };
        Field {
            name,
            label: label.to_owned(),
            kind,
            value,
            hint: String::new(),
            fault: self.fault(name).map(str::to_owned),
            autocomplete: "off",
            required: false,
        }
    }

    /// What may be kept until somebody has signed in again.
    pub(super) fn held(&self) -> Vec<(String, String)> {
        let plain = self.values.iter().filter(|(name, _)| {
            !MASKED_FIELDS.contains(&name.as_str()) && !name.starts_with("held.")
        });
        plain
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// All fields, in the order of their names.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.values.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Field {
    /// The same with a hint below.
    pub(super) fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// The same, for what browsers fill in.
    pub(super) fn fills(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// The same, not to be left empty.
    pub(super) fn needed(mut self) -> Self {
        self.required = true;
        self
    }

    /// Which texts describe it, for screen readers.
    pub(super) fn described_by(&self) -> String {
        let mut ids = vec![];
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.fault.is_some() {
            ids.push(format!("{}-fault", self.name));
        }
        ids.join(" ")
    }
}

/// A form that anybody sent who has a page of ours.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) visitor: Visitor,
    pub(super) form: Form,
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let (visitor, form, _, fits) = read(request, app).await?;
        if !fits {
            return Err(Problem::Forged(Box::new(visitor)));
        }
        Ok(Self { visitor, form })
    }
}

/// A change that somebody wants who is signed in.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) session: Session,
    pub(super) form: Form,
}

impl FromRequest<Arc<App>> for Change {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let (visitor, form, path, fits) = read(request, app).await?;
        match visitor.session(app).await? {
            Some(session) if fits => Ok(Self { session, form }),
            Some(session) => Err(Problem::ForgedBy(Box::new(session))),
            // What was typed goes into the page where one signs in again, and
            // from there to a page that asks whether it is still meant.
            None => Err(Problem::Held {
                to: path,
                held: form.held(),
                visitor: Box::new(visitor),
            }),
        }
    }
}

async fn read(request: Request, app: &Arc<App>) -> Result<(Visitor, Form, String, bool), Problem> {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts);
    let path = path_of(&parts);
    let own = is_own_page(&parts.headers);
    let request = Request::from_parts(parts, body);
    let pairs = axum::Form::<Vec<(String, String)>>::from_request(request, app).await;
    let axum::Form(pairs) = pairs.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge(Box::new(visitor.clone())),
        _ => Problem::Unreadable(Box::new(visitor.clone())),
    })?;
    let form = Form {
        values: pairs.into_iter().collect(),
        faults: vec![],
    };
    let wanted = visitor.form_token();
    let shown = form.verbatim("form");
    let fits = own && !wanted.is_empty() && bool::from(wanted.as_bytes().ct_eq(shown.as_bytes()));
    Ok((visitor, form, path, fits))
}

/// A form that failed: shown again when its fields are at fault.
pub(super) fn faulty(form: Form, error: AdminError) -> Result<Form, AdminError> {
    match error {
        AdminError::Invalid(faults) => Ok(form.with_faults(faults)),
        // What has no field of its own is said above the form.
        AdminError::Conflict(message) => Ok(form.with_faults(vec![Fault {
            field: "".into(),
            message,
        }])),
        other => Err(other),
    }
}
