//! Why a [`Pulse`](crate::Pulse) cannot be set up.

use std::error::Error as StdError;

use thiserror::Error;

use crate::server_url::ServerUrlError;

/// Why the settings do not make a [`Pulse`](crate::Pulse). Each is a mistake
/// in the deployment: say it and stop, trying again changes nothing.
///
/// ```
/// use pulse_sdk::{ConfigError, Pulse};
///
/// let error = Pulse::new("sk_typo", "https://pulse.example.com").unwrap_err();
/// assert!(matches!(error, ConfigError::MistypedKey));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The browser's key where the backend's belongs.
    #[error(
        "this is a publishable key (pk_…), which belongs in the browser: \
         give the secret key (sk_…) of the same environment"
    )]
    PublishableKey,
    /// The checksum inside the key does not fit the rest.
    #[error("the secret key is mistyped, its checksum does not fit: copy it again, whole")]
    MistypedKey,
    /// Nothing that could ever have been a secret key.
    #[error(
        "this is no secret key: it looks like sk_… and is shown once, when the environment is created"
    )]
    NotASecretKey,
    /// The address of the server cannot be used.
    #[error(transparent)]
    ServerUrl(#[from] ServerUrlError),
    /// [`Pulse::from_env`](crate::Pulse::from_env) needs a variable that is
    /// not set, or is empty.
    #[error("the environment variable {name} is not set")]
    MissingVariable {
        /// The variable's name.
        name: &'static str,
    },
    /// A variable holds bytes that are not text.
    #[error("the environment variable {name} is not valid Unicode")]
    VariableNotUnicode {
        /// The variable's name.
        name: &'static str,
    },
    /// An `https` server, and no certificates to check it with.
    #[error("TLS cannot be set up: install the system's root certificates (ca-certificates)")]
    Tls(#[source] Box<dyn StdError + Send + Sync>),
    /// The HTTP client cannot be made, as when the system has no more
    /// resources.
    #[error("the HTTP client cannot be set up")]
    HttpClient(#[source] Box<dyn StdError + Send + Sync>),
}
