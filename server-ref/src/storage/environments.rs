//! Environments, their keys and their settings.

use async_trait::async_trait;
use pulse_protocol::entity::EnvConfig;
use pulse_protocol::limits::{
    Limits, TOKEN_TTL_DEFAULT_SECONDS, TOKEN_TTL_MAX_SECONDS, TOKEN_TTL_MIN_SECONDS,
};
use pulse_protocol::{EnvironmentId, KeyId, OpId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::{LoweredLimits, StoreError};

/// An isolated tenant.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct Environment {
    /// Its id.
    pub id: EnvironmentId,
    /// The name its owner gave.
    pub name: String,
    /// What it allows.
    pub settings: Settings,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A key pair as the store knows it: nothing that could sign.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct KeyRecord {
    /// Its id, made of the public half.
    pub id: KeyId,
    /// Whose it is.
    pub environment: EnvironmentId,
    /// The `pk_…`.
    pub publishable: String,
    /// Verifies what the `sk_…` signs.
    pub public_key: [u8; 32],
    /// When it stops working.
    pub ends_at: Option<Timestamp>,
}

impl KeyRecord {
    /// Whether the pair still works.
    #[must_use]
    pub fn works_at(&self, now: Timestamp) -> bool {
        self.ends_at.is_none_or(|end| now < end)
    }
}

/// An environment as its connections need it, read at one moment.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct Tenant {
    /// Counts the changes of all environments and keys.
    pub revision: u64,
    /// What it allows.
    pub settings: Settings,
    /// Its key pairs.
    pub keys: Vec<KeyRecord>,
}

impl Tenant {
    /// When the first of some key pairs stops working: none while all of them
    /// work for ever, the beginning of time for one that is not there.
    #[must_use]
    pub fn keys_end_at(&self, ids: &[&KeyId]) -> Option<Timestamp> {
        let ends = ids.iter().filter_map(|&id| {
            let key = self.keys.iter().find(|key| key.id == *id);
            key.map_or(Some(Timestamp::default()), |key| key.ends_at)
        });
        ends.min()
    }
}

/// A key pair to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct NewKey {
    /// Its id.
    pub id: KeyId,
    /// The `pk_…`.
    pub publishable: String,
    /// The public half of the `sk_…`.
    pub public_key: [u8; 32],
}

/// All settings of an environment. Clients see [`Settings::config`] alone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::exhaustive_structs, reason = "a set of settings is its fields")]
pub struct Settings {
    /// What clients are told.
    #[serde(flatten)]
    pub config: EnvConfig,
    /// What it takes less of than others.
    #[serde(flatten)]
    pub lowered: LoweredLimits,
    /// Signs TURN credentials; never leaves the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn_secret: Option<String>,
    /// How long a token lasts that asks for nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_ttl_seconds: Option<u64>,
    /// Pages that may use the publishable key; empty for any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_origins: Vec<String>,
}

/// Why a setting was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// Not `KEY=VALUE`.
    #[error("a setting looks like KEY=VALUE: {0}")]
    Form(String),
    /// No setting has this name.
    #[error("unknown setting {name}; there are: {known}")]
    Unknown {
        /// What was given.
        name: String,
        /// What could have been.
        known: String,
    },
    /// A value of the wrong kind.
    #[error("{name}: {detail}")]
    Value {
        /// The setting.
        name: String,
        /// What is wrong.
        detail: String,
    },
}

impl Settings {
    /// Changes settings by `KEY=VALUE` texts. Values are JSON; what is no
    /// JSON is taken as text.
    ///
    /// # Errors
    /// Names the first text that cannot be taken; then nothing is changed.
    pub fn with(&self, changes: &[String]) -> Result<Self, SettingsError> {
        let mut fields = self.all_fields();
        for change in changes {
            let (name, text) = change
                .split_once('=')
                .ok_or_else(|| SettingsError::Form(change.clone()))?;
            if !fields.contains_key(name) {
                return Err(SettingsError::Unknown {
                    name: name.to_owned(),
                    known: fields.keys().cloned().collect::<Vec<_>>().join(", "),
                });
            }
            let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
            fields.insert(name.to_owned(), value);
            serde_json::from_value::<Self>(Value::Object(fields.clone())).map_err(|error| {
                SettingsError::Value {
                    name: name.to_owned(),
                    detail: error.to_string(),
                }
            })?;
        }
        let settings: Self = serde_json::from_value(Value::Object(fields)).map_err(|error| {
            SettingsError::Value {
                name: "settings".to_owned(),
                detail: error.to_string(),
            }
        })?;
        match settings.lowered.fault().or_else(|| settings.own_fault()) {
            Some((name, detail)) => Err(SettingsError::Value {
                name: name.to_owned(),
                detail,
            }),
            None => Ok(settings),
        }
    }

    /// How long a token lasts that asks for nothing else.
    #[must_use]
    pub fn token_ttl_seconds(&self) -> u64 {
        self.token_ttl_seconds.unwrap_or(TOKEN_TTL_DEFAULT_SECONDS)
    }

    /// The first setting that is out of its bounds, and what they are.
    fn own_fault(&self) -> Option<(&'static str, String)> {
        let allowed = TOKEN_TTL_MIN_SECONDS..=TOKEN_TTL_MAX_SECONDS;
        if let Some(seconds) = self.token_ttl_seconds.filter(|ttl| !allowed.contains(ttl)) {
            let words =
                format!("must be {TOKEN_TTL_MIN_SECONDS} to {TOKEN_TTL_MAX_SECONDS}: {seconds}");
            return Some(("tokenTtlSeconds", words));
        }
        let odd = self.allowed_origins.iter().find(|one| !is_origin(one));
        odd.map(|one| {
            let words = format!("an origin looks like https://example.com: {one}");
            ("allowedOrigins", words)
        })
    }

    /// How much of everything this environment takes.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let limits = self.lowered.under(Limits::default());
        let files = usize::try_from(self.config.max_attachments_per_comment);
        Limits {
            attachments: files.map_or(limits.attachments, |most| most.min(limits.attachments)),
            ..limits
        }
    }

    /// The settings as JSON, the TURN secret only as set or not.
    #[must_use]
    pub fn redacted(&self) -> Value {
        let mut fields = self.all_fields();
        if self.turn_secret.is_some() {
            fields.insert("turnSecret".to_owned(), Value::from("[redacted]"));
        }
        Value::Object(fields)
    }

    fn all_fields(&self) -> Map<String, Value> {
        let mut fields = match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        for &name in LoweredLimits::NAMES
            .iter()
            .chain(&["turnSecret", "tokenTtlSeconds"])
        {
            fields.entry(name).or_insert(Value::Null);
        }
        fields
            .entry("allowedOrigins")
            .or_insert(Value::Array(vec![]));
        fields
    }
}

/// Scheme, host and port alone, as browsers write it.
fn is_origin(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.len() <= 255
            && host
                .chars()
                .all(|one| one.is_ascii_alphanumeric() || "-._:[]".contains(one))
    })
}

/// Knows environments and keys. They change as all does that is changed
/// through the panel: see [`super::AdminStore`].
#[async_trait]
pub trait EnvironmentStore: Send + Sync + 'static {
    /// All environments, by name.
    async fn environments(&self) -> Result<Vec<Environment>, StoreError>;

    /// An environment by its id.
    async fn environment(&self, id: &EnvironmentId) -> Result<Option<Environment>, StoreError>;

    /// Remembers a request that is repeatable: when it came first. `None`
    /// when the id stands for another request.
    async fn claim_request(
        &self,
        environment: &EnvironmentId,
        id: &OpId,
        request: &str,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError>;

    /// A number that changes with every change of an environment or key, by
    /// whichever process.
    async fn revision(&self) -> Result<u64, StoreError>;

    /// An environment with its keys.
    async fn tenant(&self, id: &EnvironmentId) -> Result<Option<Tenant>, StoreError>;

    /// An environment's key pairs.
    async fn keys(&self, environment: &EnvironmentId) -> Result<Vec<KeyRecord>, StoreError>;

    /// A key pair by its id.
    async fn key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError>;

    /// Before which time a person's tokens are refused.
    async fn user_revoked_at(
        &self,
        environment: &EnvironmentId,
        user: &UserId,
    ) -> Result<Option<Timestamp>, StoreError>;

    /// A key pair by its publishable half.
    async fn key_by_publishable(&self, key: &str) -> Result<Option<KeyRecord>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(changes: &[&str]) -> Result<Settings, SettingsError> {
        let changes: Vec<String> = changes.iter().map(|&text| text.to_owned()).collect();
        Settings::default().with(&changes)
    }

    #[test]
    fn settings_change_by_name_and_the_rest_stays() {
        let settings = set(&["allowDrawing=false", "maxFileSizeMb=3", "turnSecret=s3"]).unwrap();
        assert!(!settings.config.allow_drawing && settings.config.allow_images);
        assert_eq!(settings.config.max_file_size_mb, 3);
        assert_eq!(settings.turn_secret.as_deref(), Some("s3"));
        let stored = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&stored).unwrap(), settings);
    }

    #[test]
    fn limits_are_lowered_and_never_raised() {
        let settings = set(&["maxCommentChars=280", "maxAttachmentsPerComment=2"]).unwrap();
        let limits = settings.limits();
        assert_eq!((limits.comment_chars, limits.attachments), (280, 2));
        assert_eq!(limits.frame_bytes, Limits::default().frame_bytes);
        let more = set(&["maxAttachmentsPerComment=9"]).unwrap();
        assert_eq!(more.limits().attachments, Limits::default().attachments);
        let error = set(&["maxCommentChars=10001"]).unwrap_err().to_string();
        assert_eq!(error, "maxCommentChars: must be 1 to 10000: 10001");
        assert!(set(&["maxStrokePoints=0"]).is_err());
        let back = settings.with(&["maxCommentChars=null".to_owned()]).unwrap();
        assert_eq!(back.limits().comment_chars, 10_000);
    }

    #[test]
    fn a_lifetime_has_bounds_and_an_origin_is_no_address() {
        assert_eq!(
            set(&["tokenTtlSeconds=60"]).unwrap().token_ttl_seconds(),
            60
        );
        assert_eq!(Settings::default().token_ttl_seconds(), 3600);
        let error = set(&["tokenTtlSeconds=59"]).unwrap_err().to_string();
        assert_eq!(error, "tokenTtlSeconds: must be 60 to 86400: 59");
        assert!(set(&[r#"allowedOrigins=["https://a.example:8080","http://[::1]"]"#]).is_ok());
        for odd in ["a.example", "https://a.example/", "https://", "https://a b"] {
            let error = set(&[&format!("allowedOrigins=[\"{odd}\"]")]).unwrap_err();
            assert!(error.to_string().ends_with(odd), "{error}");
        }
    }

    #[test]
    fn the_turn_secret_is_shown_to_nobody() {
        let settings = set(&["turnSecret=hunter2"]).unwrap();
        assert!(!settings.redacted().to_string().contains("hunter2"));
        let told = serde_json::to_string(&settings.config).unwrap();
        assert!(!told.contains("hunter2") && !told.contains("turnSecret"));
    }

    #[test]
    fn what_is_no_setting_is_refused_by_name() {
        assert!(matches!(
            set(&["allowDrawing"]),
            Err(SettingsError::Form(_))
        ));
        let error = set(&["allowDrawings=true"]).unwrap_err().to_string();
        assert!(error.contains("unknown setting allowDrawings") && error.contains("allowDrawing,"));
        let error = set(&["allowDrawing=maybe"]).unwrap_err().to_string();
        assert!(error.starts_with("allowDrawing: "), "{error}");
    }
}
