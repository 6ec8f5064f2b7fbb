//! What a deployment gives: a secret key and, for calls, the server's address.

use std::env::VarError;

use pulse_protocol::key::{KeyError, SecretKey};
use secrecy::{ExposeSecret, SecretString};

use crate::ConfigError;

pub(crate) const SECRET_KEY_VARIABLE: &str = "PULSE_SECRET_KEY";
pub(crate) const SERVER_URL_VARIABLE: &str = "PULSE_SERVER_URL";

/// Reads a variable that must be set. Either may hold the key, given in the
/// wrong place, so neither is ever a plain text.
pub(crate) fn variable(
    read: impl Fn(&'static str) -> Result<String, VarError>,
    name: &'static str,
) -> Result<SecretString, ConfigError> {
    match read(name).map(SecretString::from) {
        Ok(value) if !value.expose_secret().trim().is_empty() => Ok(value),
        Ok(_) | Err(VarError::NotPresent) => Err(ConfigError::MissingVariable { name }),
        Err(VarError::NotUnicode(_)) => Err(ConfigError::VariableNotUnicode { name }),
    }
}

/// Reads a secret key, with the sentence for each way to get it wrong. Blanks
/// around it are ignored: files and consoles add them.
pub(crate) fn secret_key(text: &str) -> Result<SecretKey, ConfigError> {
    SecretKey::parse(text.trim()).map_err(|error| match error {
        KeyError::Publishable => ConfigError::PublishableKey,
        KeyError::Mistyped(_) => ConfigError::MistypedKey,
        _ => ConfigError::NotASecretKey,
    })
}
