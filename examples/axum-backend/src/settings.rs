//! What the site is told by its environment. A mistake is said at start, in
//! a sentence, and not at the first visitor.

use std::env::{self, VarError};
use std::net::SocketAddr;

use axum_extra::extract::cookie::Key;
use pulse_sdk::{ConfigError, Pulse};
use thiserror::Error;

/// Everything the site needs to know.
#[derive(Debug)]
pub struct Settings {
    /// Where to listen: `LISTEN`, by default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    pub(crate) pulse: Pulse,
    pub(crate) publishable_key: String,
    pub(crate) server_url: String,
    pub(crate) session_key: SessionKey,
}

/// Signs the session cookies.
pub(crate) struct SessionKey(pub(crate) Key);

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why the site cannot start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A variable that has no default is not set.
    #[error("the environment variable {name} is not set: {what}")]
    Missing {
        /// The variable's name.
        name: &'static str,
        /// What belongs in it.
        what: &'static str,
    },
    /// A variable is not text.
    #[error("the environment variable {name} is not valid Unicode")]
    NotUnicode {
        /// The variable's name.
        name: &'static str,
    },
    /// The key for the page is not a publishable one. Were it the secret
    /// key, every visitor would get it.
    #[error("PULSE_PUBLISHABLE_KEY must be the publishable key, which begins with pk_")]
    PublishableKey,
    /// No address to listen on.
    #[error("LISTEN must be an address and a port such as 127.0.0.1:8080: {0}")]
    Listen(String),
    /// Too short to be a secret.
    #[error("SESSION_SECRET must have at least 64 bytes: {0}")]
    SessionSecret(usize),
    /// The secret key or the server's address is not usable.
    #[error(transparent)]
    Pulse(#[from] ConfigError),
}

impl Settings {
    /// Reads `PULSE_SECRET_KEY`, `PULSE_PUBLISHABLE_KEY`, `PULSE_SERVER_URL`
    /// and, if they are set, `LISTEN` and `SESSION_SECRET`. Without the last
    /// one, sessions end with the process.
    ///
    /// # Errors
    /// When one is missing or cannot be used.
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::from_variables(env::var)
    }

    /// The same, from any source of variables.
    ///
    /// # Errors
    /// As [`Settings::from_env`].
    pub fn from_variables(
        read: impl Fn(&'static str) -> Result<String, VarError>,
    ) -> Result<Self, SettingsError> {
        let optional = |name| match read(name) {
            Ok(value) if !value.trim().is_empty() => Ok(Some(value.trim().to_owned())),
            Ok(_) | Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(SettingsError::NotUnicode { name }),
        };
        let needed = |name, what| optional(name)?.ok_or(SettingsError::Missing { name, what });

        let secret_key = needed("PULSE_SECRET_KEY", "the environment's secret key, sk_…")?;
        let publishable_key = needed(
            "PULSE_PUBLISHABLE_KEY",
            "the environment's publishable key, pk_…",
        )?;
        if !publishable_key.starts_with("pk_") {
            return Err(SettingsError::PublishableKey);
        }
        let server_url = needed(
            "PULSE_SERVER_URL",
            "the server, such as http://127.0.0.1:4567",
        )?;
        let pulse = Pulse::new(&secret_key, &server_url)?;
        let listen = optional("LISTEN")?.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let session_key = match optional("SESSION_SECRET")? {
            None => Key::generate(),
            Some(secret) => Key::try_from(secret.as_bytes())
                .map_err(|_| SettingsError::SessionSecret(secret.len()))?,
        };
        Ok(Self {
            listen: listen.parse().map_err(|_| SettingsError::Listen(listen))?,
            pulse,
            publishable_key,
            server_url: server_url.trim_end_matches('/').to_owned(),
            session_key: SessionKey(session_key),
        })
    }
}

#[cfg(test)]
mod tests {
    use pulse_protocol::key::SecretKey;

    use super::*;

    fn settings(changes: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let secret_key = SecretKey::from_seed([7; 32]).reveal();
        Settings::from_variables(|name| {
            let changed = changes.iter().find(|(changed, _)| *changed == name);
            match (changed, name) {
                (Some((_, value)), _) => Ok((*value).to_owned()),
                (None, "PULSE_SECRET_KEY") => Ok(secret_key.clone()),
                (None, "PULSE_PUBLISHABLE_KEY") => Ok("pk_demo".to_owned()),
                (None, "PULSE_SERVER_URL") => Ok("http://127.0.0.1:4567/".to_owned()),
                (None, _) => Err(VarError::NotPresent),
            }
        })
    }

    fn refused(name: &str, value: &str) -> String {
        settings(&[(name, value)]).unwrap_err().to_string()
    }

    #[test]
    fn three_variables_are_enough() {
        let settings = settings(&[]).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.server_url, "http://127.0.0.1:4567");
    }

    #[test]
    fn what_is_missing_or_wrong_is_said() {
        assert_eq!(
            refused("PULSE_SECRET_KEY", ""),
            "the environment variable PULSE_SECRET_KEY is not set: \
             the environment's secret key, sk_…"
        );
        assert_eq!(
            refused("PULSE_SERVER_URL", " "),
            "the environment variable PULSE_SERVER_URL is not set: \
             the server, such as http://127.0.0.1:4567"
        );
        assert_eq!(
            refused("PULSE_PUBLISHABLE_KEY", "sk_oh_no"),
            "PULSE_PUBLISHABLE_KEY must be the publishable key, which begins with pk_"
        );
        assert_eq!(
            refused("LISTEN", "8080"),
            "LISTEN must be an address and a port such as 127.0.0.1:8080: 8080"
        );
        assert_eq!(
            refused("SESSION_SECRET", "short"),
            "SESSION_SECRET must have at least 64 bytes: 5"
        );
        assert!(refused("PULSE_SECRET_KEY", "pk_demo").starts_with("this is a publishable key"));
    }

    #[test]
    fn no_secret_is_in_the_debug_text() {
        let secret = "s".repeat(64);
        let debug = format!("{:?}", settings(&[("SESSION_SECRET", &secret)]).unwrap());
        assert!(
            !debug.contains("sk_") && !debug.contains(&secret),
            "{debug}"
        );
    }
}
