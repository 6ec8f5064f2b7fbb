//! What a user token says.

use serde::{Deserialize, Serialize};

use crate::{KeyId, UserId};

/// Seconds by which two clocks may differ.
pub const LEEWAY_SECONDS: u64 = 5;

/// The claims of a user token, a JWT. Its environment is the one of the key
/// that the header's `kid` names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a token is its claims")]
pub struct Claims {
    /// The person.
    pub sub: UserId,
    /// The name to show.
    pub name: String,
    /// Address of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// When it was made, in seconds since 1970.
    pub iat: u64,
    /// When it ends, in seconds since 1970.
    pub exp: u64,
    /// The token's own id.
    pub jti: String,
    /// Ids of the rooms it opens, or prefixes ending in `*`; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rooms: Option<Vec<String>>,
    /// What its holder may do.
    #[serde(default, skip_serializing_if = "Role::is_default")]
    pub role: Role,
}

/// What the holder of a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// Reads.
    Viewer,
    /// Writes, and changes their own.
    #[default]
    Commenter,
    /// Edits, deletes and moves anybody's.
    Moderator,
}

impl Role {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Commenter => "commenter",
            Self::Moderator => "moderator",
        }
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Claims {
    /// Whether the token opens a room.
    #[must_use]
    pub fn opens(&self, room: &str) -> bool {
        self.rooms.as_ref().is_none_or(|rooms| {
            rooms.iter().any(|pattern| match pattern.strip_suffix('*') {
                Some(prefix) => room.starts_with(prefix),
                None => room == pattern,
            })
        })
    }
}

/// How a token is signed. The `kid` of its header carries the algorithm, so
/// that neither can be passed off as the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "each algorithm must be checked for"
)]
pub enum Algorithm {
    /// HMAC with SHA-256, by the server.
    Hs256,
    /// Ed25519, by the holder of a secret key.
    EdDsa,
}

impl Algorithm {
    /// The `kid` for a key.
    #[must_use]
    pub fn kid(self, key: &KeyId) -> String {
        match self {
            Self::Hs256 => format!("hs.{key}"),
            Self::EdDsa => format!("ed.{key}"),
        }
    }

    /// Reads a `kid`.
    #[must_use]
    pub fn of_kid(kid: &str) -> Option<(Self, KeyId)> {
        let (prefix, key) = kid.split_once('.')?;
        let algorithm = match prefix {
            "hs" => Self::Hs256,
            "ed" => Self::EdDsa,
            _ => return None,
        };
        Some((algorithm, KeyId::parse(key).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_are_named_whole_or_by_prefix() {
        let mut claims: Claims =
            serde_json::from_str(r#"{"sub":"u","name":"U","iat":1,"exp":2,"jti":"j"}"#).unwrap();
        assert!(claims.opens("/anything"));
        claims.rooms = Some(vec!["/a".into(), "/b/*".into()]);
        assert!(claims.opens("/a") && claims.opens("/b/c"));
        assert!(!claims.opens("/a/b") && !claims.opens("/b"));
        claims.rooms = Some(vec![]);
        assert!(!claims.opens("/a"));
    }

    #[test]
    fn a_kid_fixes_the_algorithm() {
        let key = KeyId::parse("k1").unwrap();
        for algorithm in [Algorithm::Hs256, Algorithm::EdDsa] {
            assert_eq!(
                Algorithm::of_kid(&algorithm.kid(&key)),
                Some((algorithm, key.clone()))
            );
        }
        assert_eq!(Algorithm::of_kid("k1"), None);
        assert_eq!(Algorithm::of_kid("none.k1"), None);
    }
}
