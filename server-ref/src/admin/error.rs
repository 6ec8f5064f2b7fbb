//! Why something was not done.

use std::borrow::Cow;

use thiserror::Error;

use crate::storage::{AdminOutcome, StoreError};

/// A field that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a fault is its fields")]
pub struct Fault {
    /// The field, as forms and bodies call it.
    pub field: Cow<'static, str>,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
}

/// Why something was not done.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AdminError {
    /// Fields that cannot be taken.
    #[error("{}", sentence(.0))]
    Invalid(Vec<Fault>),
    /// Nobody is signed in, or with the wrong words.
    #[error("{0}")]
    Unauthorized(&'static str),
    /// Only an admin may do it.
    #[error("your role lets you look, not change; ask an admin")]
    ViewOnly,
    /// Nobody may do it.
    #[error("{0}")]
    Forbidden(&'static str),
    /// It is not there, or belongs to somebody else.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// It does not go together with what is there.
    #[error("{0}")]
    Conflict(String),
    /// Too many attempts failed.
    #[error("too many attempts failed; try again in {}", seconds(*.0))]
    Wait(u64),
    /// The server cannot do it now.
    #[error("{0}")]
    Internal(&'static str),
    /// The store failed.
    #[error("the server could not use its store")]
    Store(#[from] StoreError),
}

impl AdminError {
    /// One field that cannot be taken.
    pub fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault {
            field: field.into(),
            message: message.into(),
        }])
    }
}

impl From<getrandom::Error> for AdminError {
    fn from(_: getrandom::Error) -> Self {
        Self::Internal("the system gave no random bytes")
    }
}

/// Collects what is wrong with a form, so that all of it is said at once.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, field: impl Into<Cow<'static, str>>, message: impl Into<String>) {
        self.0.push(Fault {
            field: field.into(),
            message: message.into(),
        });
    }

    pub(super) fn check(self) -> Result<(), AdminError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(AdminError::Invalid(self.0))
        }
    }
}

/// Outcomes that are errors wherever they come up.
pub(super) fn done(outcome: AdminOutcome, what: &'static str) -> Result<(), AdminError> {
    match outcome {
        AdminOutcome::Done => Ok(()),
        AdminOutcome::Missing => Err(AdminError::Missing(what)),
        AdminOutcome::Taken => Err(AdminError::field("email", "somebody has this address")),
        AdminOutcome::LastAdmin => Err(AdminError::Conflict(
            "this is the last admin; make somebody else an admin first".to_owned(),
        )),
        AdminOutcome::TooMany => Err(AdminError::Conflict(
            "there are as many as there may be; remove one first".to_owned(),
        )),
        AdminOutcome::Refused => Err(AdminError::Forbidden("this is not allowed any more")),
        AdminOutcome::Wait(ms) => Err(AdminError::Wait(ms)),
    }
}

fn sentence(faults: &[Fault]) -> String {
    let each = faults.iter().map(|fault| match fault.field.as_ref() {
        "" => fault.message.clone(),
        field => format!("{field}: {}", fault.message),
    });
    each.collect::<Vec<_>>().join("; ")
}

fn seconds(ms: u64) -> String {
    match ms.div_ceil(1000) {
        1 => "1 second".to_owned(),
        seconds if seconds < 120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}
