//! Settings: flags over `PULSE_…` variables over a TOML file over defaults.
//! An unknown one is an error, so that a typo is not a silent default.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use secrecy::SecretString;
use serde::Deserialize;

use crate::cli::{Cli, Command, ConfigCommand, LogFormat};
use crate::storage::{Database, StoreError};
use crate::uploads::DepotSettings;

/// All settings of the process.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::exhaustive_structs, reason = "settings are their fields")]
pub struct ServerConfig {
    /// Where everything is kept.
    pub data_dir: PathBuf,
    /// The database, when it is not SQLite in the data directory:
    /// `postgres://USER:PASSWORD@HOST/DATABASE`.
    pub database: Option<SecretString>,
    /// The most connections to it.
    pub database_connections: u32,
    /// Where nodes meet, when there are several: `nats://USER:PASSWORD@HOST`,
    /// or `tls://…`; several servers with commas.
    pub bus: Option<SecretString>,
    /// The certificate (PEM) by which its servers know this node.
    pub bus_certificate: Option<PathBuf>,
    /// The key of that certificate (PEM).
    pub bus_key: Option<PathBuf>,
    /// Who vouches for its servers (PEM), when it is not whom the system trusts.
    pub bus_ca: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Serves `/sdk` from here in place of the built-in widget.
    pub sdk_dir: Option<PathBuf>,
    /// Where uploads are kept, when not in the data directory: a directory, or
    /// `s3://BUCKET/PREFIX`.
    pub uploads: Option<String>,
    /// Address of the S3 service, when it is not Amazon's.
    pub uploads_endpoint: Option<String>,
    /// Region of the bucket.
    pub uploads_region: Option<String>,
    /// Name of the S3 key; without one, the machine's own role is asked for.
    pub uploads_access_key_id: Option<String>,
    /// Its secret.
    pub uploads_secret_access_key: Option<SecretString>,
    /// Seconds a stopping server waits.
    pub grace_seconds: u64,
    /// Form of the log.
    pub log_format: LogFormat,
    /// What is logged.
    pub log: String,
    /// The server's own secret, in place of the file in the data directory.
    pub master_secret: Option<SecretString>,
    /// The address of the first admin, made when there is none.
    pub admin_email: Option<String>,
    /// Their password.
    pub admin_password: Option<SecretString>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./pulse-data"),
            database: None,
            database_connections: 16,
            bus: None,
            bus_certificate: None,
            bus_key: None,
            bus_ca: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4567)),
            sdk_dir: None,
            uploads: None,
            uploads_endpoint: None,
            uploads_region: None,
            uploads_access_key_id: None,
            uploads_secret_access_key: None,
            grace_seconds: 10,
            log_format: LogFormat::Text,
            log: "info".to_owned(),
            master_secret: None,
            admin_email: None,
            admin_password: None,
        }
    }
}

impl ServerConfig {
    /// Gathers the settings for a command line.
    ///
    /// # Errors
    /// Names the setting and where it came from.
    pub fn load(cli: &Cli) -> Result<Self, Box<figment::Error>> {
        let mut figment = Figment::new();
        if let Some(file) = &cli.common.config {
            figment = figment.merge(Toml::file_exact(file));
        }
        figment = figment
            .merge(Env::prefixed("PULSE_").ignore(NOT_SETTINGS))
            .merge(Serialized::defaults(&cli.common));
        if let Command::Serve(flags) | Command::Config(ConfigCommand::Check(flags)) = &cli.command {
            figment = figment.merge(Serialized::defaults(flags));
        }
        figment.extract().map_err(Box::new)
    }

    /// The settings as JSON, secrets only as set or not.
    #[must_use]
    pub fn redacted(&self) -> serde_json::Value {
        let redacted = |secret: &Option<SecretString>| secret.as_ref().map(|_| "[redacted]");
        serde_json::json!({
            "data_dir": self.data_dir,
            "database": redacted(&self.database),
            "database_connections": self.database_connections,
            "bus": redacted(&self.bus),
            "bus_certificate": self.bus_certificate,
            "bus_key": self.bus_key,
            "bus_ca": self.bus_ca,
            "listen": self.listen,
            "sdk_dir": self.sdk_dir,
            "uploads": self.uploads,
            "uploads_endpoint": self.uploads_endpoint,
            "uploads_region": self.uploads_region,
            "uploads_access_key_id": self.uploads_access_key_id,
            "uploads_secret_access_key": redacted(&self.uploads_secret_access_key),
            "grace_seconds": self.grace_seconds,
            "log_format": self.log_format,
            "log": self.log,
            "master_secret": redacted(&self.master_secret),
            "admin_email": self.admin_email,
            "admin_password": redacted(&self.admin_password),
        })
    }

    /// Where everything but uploads is kept.
    ///
    /// # Errors
    /// When the setting names no database we know.
    pub fn database(&self) -> Result<Database, StoreError> {
        Database::of(
            self.database.as_ref(),
            self.database_connections,
            &self.data_dir,
        )
    }

    /// Where uploads are kept.
    #[must_use]
    pub fn depot(&self) -> DepotSettings {
        DepotSettings {
            place: self.uploads.clone(),
            endpoint: self.uploads_endpoint.clone(),
            region: self.uploads_region.clone(),
            access_key_id: self.uploads_access_key_id.clone(),
            secret_access_key: self.uploads_secret_access_key.clone(),
        }
    }

    /// How long a stopping server waits for its clients.
    #[must_use]
    pub const fn grace(&self) -> Duration {
        Duration::from_secs(self.grace_seconds)
    }
}

/// Variables with our prefix that are no settings of the server: where its
/// settings file is, and those of the SDK and of host sites, which a person
/// who tries everything on one machine has exported too.
const NOT_SETTINGS: &[&str] = &["config", "secret_key", "publishable_key", "server_url"];

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn load(arguments: &[&str]) -> Result<ServerConfig, Box<figment::Error>> {
        ServerConfig::load(&Cli::try_parse_from(arguments).unwrap())
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("pulse.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:1\"\ngrace_seconds = 3\n").unwrap();
        let file = file.to_str().unwrap();
        let config = load(&[
            "pulse-server",
            "serve",
            "--config",
            file,
            "--listen",
            "127.0.0.1:2",
        ]);
        let config = config.unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.grace_seconds, 3);
        assert_eq!(config.data_dir, PathBuf::from("./pulse-data"));
    }

    #[test]
    fn an_unknown_setting_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("pulse.toml");
        std::fs::write(&file, "listne = \"127.0.0.1:1\"\n").unwrap();
        let error = load(&["pulse-server", "serve", "--config", file.to_str().unwrap()]);
        assert!(error.unwrap_err().to_string().contains("listne"));
        let missing = load(&["pulse-server", "serve", "--config", "/no/such/file.toml"]);
        assert!(missing.is_err());
    }
}
