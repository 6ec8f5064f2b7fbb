//! Who does something, for the audit log and for deciding whether they may.

use pulse_protocol::{EnvironmentId, Timestamp};

use super::AdminError;
use crate::shell;
use crate::storage::{AdminAccount, AdminRole, AuditEntry};

/// Somebody who is known.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "somebody is their fields")]
pub struct Who {
    /// An admin's id, or what acts in the place of one.
    pub id: String,
    /// What people call them.
    pub name: String,
    /// From where.
    pub address: String,
    /// What they may do.
    pub role: AdminRole,
}

/// Somebody who may change things: a member never becomes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor(Who);

impl Who {
    /// An account that signed in from an address.
    #[must_use]
    pub fn account(account: &AdminAccount, address: &str) -> Self {
        Self {
            id: account.id.to_string(),
            name: format!("{} <{}>", account.name, account.email),
            address: address.to_owned(),
            role: account.role,
        }
    }

    /// Nobody yet: somebody at an address who signs in.
    #[must_use]
    pub fn visitor(address: &str) -> Self {
        Self {
            id: String::new(),
            name: "visitor".to_owned(),
            address: address.to_owned(),
            role: AdminRole::Member,
        }
    }

    /// Lets those through who may change things.
    ///
    /// # Errors
    /// For members.
    pub fn editor(&self) -> Result<Editor, AdminError> {
        match self.role {
            AdminRole::Admin => Ok(Editor(self.clone())),
            AdminRole::Member => Err(AdminError::ViewOnly),
        }
    }

    pub(super) fn entry(&self, action: &str, target: &str, detail: &str) -> AuditEntry {
        AuditEntry {
            at: now(),
            id: shell::uuid().simple().to_string(),
            actor: self.id.clone(),
            actor_name: self.name.clone(),
            address: self.address.clone(),
            action: action.to_owned(),
            environment: None,
            target: target.to_owned(),
            detail: detail.to_owned(),
        }
    }
}

impl Editor {
    /// Whoever has the machine, and with it everything.
    #[must_use]
    pub fn command_line() -> Self {
        Self(Who {
            id: "command-line".to_owned(),
            name: "command line".to_owned(),
            address: "this machine".to_owned(),
            role: AdminRole::Admin,
        })
    }

    /// Who it is.
    #[must_use]
    pub const fn who(&self) -> &Who {
        &self.0
    }

    pub(super) fn entry(&self, action: &str, target: &str, detail: &str) -> AuditEntry {
        self.0.entry(action, target, detail)
    }

    pub(super) fn entry_in(
        &self,
        environment: &EnvironmentId,
        action: &str,
        target: &str,
        detail: &str,
    ) -> AuditEntry {
        AuditEntry {
            environment: Some(environment.clone()),
            ..self.0.entry(action, target, detail)
        }
    }
}

/// The wall clock, which actions read once each.
fn now() -> Timestamp {
    shell::now()
}
