//! People who run the server, their sessions and their tokens.

use std::fmt;
use std::str::FromStr;

use pulse_protocol::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// The id of somebody who can sign in to the panel.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct AdminId(String);

impl AdminId {
    /// An id as it was made or kept.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AdminId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What somebody may do in the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "each role must be decided on")]
pub enum AdminRole {
    /// Everything.
    Admin,
    /// Looks, and changes nothing but their own account.
    Member,
}

impl AdminRole {
    /// The role as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
        }
    }
}

/// No role has this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a role is admin or member")]
pub struct UnknownRole;

impl FromStr for AdminRole {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        match text {
            "admin" => Ok(Self::Admin),
            "member" => Ok(Self::Member),
            _ => Err(UnknownRole),
        }
    }
}

/// Somebody who can sign in.
#[derive(Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct AdminAccount {
    /// Their id.
    pub id: AdminId,
    /// Their address, in lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: AdminRole,
    /// Verifies their password (PHC string).
    pub password: String,
    /// What their one-time codes are derived from, when they use them.
    pub totp: Option<String>,
    /// When they were added.
    pub created_at: Timestamp,
    /// When they last signed in.
    pub signed_in_at: Option<Timestamp>,
}

impl fmt::Debug for AdminAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdminAccount")
            .field("id", &self.id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// What a secret text hashes to. The text itself is kept nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a hash is its bytes")]
pub struct SecretHash(pub [u8; 32]);

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct AdminSession {
    /// What the cookie hashes to.
    pub hash: SecretHash,
    /// Names it where the cookie must not.
    pub id: String,
    /// Who.
    pub admin: AdminId,
    /// From where.
    pub address: String,
    /// With which browser.
    pub agent: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A personal access token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct AccessToken {
    /// Its id.
    pub id: String,
    /// What its text hashes to.
    pub hash: SecretHash,
    /// Whose it is.
    pub admin: AdminId,
    /// What it is for.
    pub name: String,
    /// How its text begins.
    pub prefix: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}
