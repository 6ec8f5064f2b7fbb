//! What was done, and what was counted.

use pulse_protocol::{EnvironmentId, Timestamp};

/// Somebody changed something.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Tells entries of one moment apart.
    pub id: String,
    /// Who: an admin's id, or what acted in the place of one.
    pub actor: String,
    /// Who, in words, as they were called then.
    pub actor_name: String,
    /// From which address.
    pub address: String,
    /// What was done, such as `environment.create`.
    pub action: String,
    /// In which environment.
    pub environment: Option<EnvironmentId>,
    /// To what, such as a key's id.
    pub target: String,
    /// More, in words; never what people wrote, and no secret.
    pub detail: String,
}

/// Which entries are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_structs, reason = "a filter is its fields")]
pub struct AuditFilter {
    /// Of this environment.
    pub environment: Option<EnvironmentId>,
    /// Whose action begins with this.
    pub action: Option<String>,
    /// Whose actor, target, detail or address contains this.
    pub text: Option<String>,
    /// Not before this.
    pub since: Option<Timestamp>,
    /// Before this.
    pub until: Option<Timestamp>,
}

/// What one server had counted at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct Sample {
    /// When.
    pub at: Timestamp,
    /// Which server.
    pub node: String,
    /// Connections in rooms, at that moment.
    pub connections: u64,
    /// Live rooms, at that moment.
    pub rooms: u64,
    /// Messages heard since the sample before.
    pub messages: u64,
    /// Writes since the sample before.
    pub writes: u64,
    /// Refusals and faults since the sample before.
    pub errors: u64,
}
