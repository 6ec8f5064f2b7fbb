//! The command line.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

use crate::storage::AdminRole;

/// The Pulse server.
#[derive(Debug, Parser)]
#[command(name = "pulse-server", version, about, propagate_version = true)]
#[expect(clippy::exhaustive_structs, reason = "a command line is its arguments")]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub common: CommonFlags,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command. Each may also be a `PULSE_…` variable or a line
/// of the settings file; the flag wins, then the variable.
#[derive(Debug, Args, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "flags are their fields")]
pub struct CommonFlags {
    /// Settings file (TOML).
    #[arg(long, global = true, value_name = "FILE", env = "PULSE_CONFIG")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Where everything is kept [default: ./pulse-data].
    #[arg(long, global = true, value_name = "DIRECTORY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    /// The database, when it is not SQLite in the data directory:
    /// `postgres://USER:PASSWORD@HOST/DATABASE`. Other people on this machine
    /// can read a flag; `PULSE_DATABASE` says the same.
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<SecretFlag>,
    /// Form of the log [default: text].
    #[arg(long, global = true, value_name = "FORM")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_format: Option<LogFormat>,
    /// What is logged, such as `info` or `pulse_server=debug` [default: info].
    #[arg(long, global = true, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

/// A flag that nobody is shown again.
#[derive(Debug, Clone)]
pub struct SecretFlag(SecretString);

impl SecretFlag {
    /// What it says.
    #[must_use]
    pub const fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl FromStr for SecretFlag {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned().into()))
    }
}

/// Only to be joined with the other settings.
impl Serialize for SecretFlag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "each form must be written")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
#[expect(clippy::exhaustive_enums, reason = "each command must be run")]
pub enum Command {
    /// Runs the server.
    ///
    /// Prints one line, `pulse-server listening on http://ADDRESS`, on standard
    /// output when it is ready. With port 0 the system chooses a free port and
    /// the line has it.
    Serve(ServeFlags),
    /// Environments: isolated tenants with their own keys.
    #[command(subcommand)]
    Env(EnvCommand),
    /// Key pairs of environments.
    #[command(subcommand)]
    Key(KeyCommand),
    /// People who can sign in to the panel.
    #[command(subcommand)]
    Admin(AdminCommand),
    /// The server's own settings.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Writes all that is kept into one file, beside a running server too.
    Backup {
        /// The tar file to be made.
        file: PathBuf,
    },
    /// Makes a data directory from a backup.
    Restore {
        /// The tar file that `backup` made.
        file: PathBuf,
    },
    /// Moves everything from a SQLite file, which nobody may use meanwhile, into
    /// an empty PostgreSQL database, and counts both. When it was interrupted, the
    /// same command goes on.
    #[cfg(feature = "postgres")]
    Migrate {
        /// `sqlite:DIRECTORY` [default: the data directory].
        #[arg(long, value_name = "URL")]
        from: Option<String>,
        /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE` [default: the setting
        /// `database`]. Other people on this machine can read a flag;
        /// `PULSE_DATABASE` says the same.
        #[arg(long, value_name = "URL")]
        to: Option<SecretFlag>,
    },
    /// Prints the OpenAPI document of the REST API.
    Openapi,
}

/// What to do with key pairs. A running server notices within a second, and
/// ends the connections that stand on a pair that no longer works.
#[derive(Debug, Subcommand)]
#[expect(clippy::exhaustive_enums, reason = "each command must be run")]
pub enum KeyCommand {
    /// Makes a new pair; those of before stop working.
    Rotate {
        /// The environment's id or name.
        env: String,
        /// How long the pairs of before go on working.
        #[arg(long, value_name = "SECONDS", default_value_t = 0)]
        grace: u64,
        /// Prints `{"id","publishableKey","secretKey"}`.
        #[arg(long)]
        json: bool,
    },
    /// Ends a pair at once.
    Revoke {
        /// The pair's id, as `env show` has it, or its publishable key.
        key: String,
    },
}

/// What to do with people who can sign in to the panel.
#[derive(Debug, Subcommand)]
#[expect(clippy::exhaustive_enums, reason = "each command must be run")]
pub enum AdminCommand {
    /// Lists them.
    List,
    /// Adds somebody, with a password that it prints.
    Add {
        /// Their address.
        email: String,
        /// Their name; the address when not given.
        #[arg(long)]
        name: Option<String>,
        /// What they may do: `admin` or `member`.
        #[arg(long, default_value = "member")]
        role: AdminRole,
    },
    /// Gives somebody another role.
    Role {
        /// Their address.
        email: String,
        /// What they may do: `admin` or `member`.
        role: AdminRole,
    },
    /// Removes somebody, and ends their sessions and tokens.
    Remove {
        /// Their address.
        email: String,
    },
    /// Makes somebody a personal access token for the admin API, and prints it.
    Token {
        /// Their address.
        email: String,
        /// What it is for.
        #[arg(long, default_value = "command line")]
        name: String,
        /// How many days it lasts; without this, until it is revoked.
        #[arg(long)]
        days: Option<u64>,
        /// Prints `{"id","token"}`.
        #[arg(long)]
        json: bool,
    },
    /// Gives somebody a new password, which it prints, and switches their
    /// one-time codes off.
    Reset {
        /// Their address.
        email: String,
    },
}

/// What to do with the server's own settings.
#[derive(Debug, Subcommand)]
#[expect(clippy::exhaustive_enums, reason = "each command must be run")]
pub enum ConfigCommand {
    /// Reads the settings as `serve` would, and says what they are.
    Check(ServeFlags),
}

/// Flags of `serve`.
#[derive(Debug, Args, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "flags are their fields")]
pub struct ServeFlags {
    /// Address and port [default: 127.0.0.1:4567].
    #[arg(long, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// Where nodes meet, when there are several: `nats://USER:PASSWORD@HOST`,
    /// or `tls://…`; several servers with commas. Other people on this machine
    /// can read a flag; `PULSE_BUS` says the same.
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bus: Option<SecretFlag>,
    /// The certificate (PEM) by which the bus' servers know this node.
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bus_certificate: Option<PathBuf>,
    /// The key of that certificate (PEM).
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bus_key: Option<PathBuf>,
    /// Who vouches for the bus' servers (PEM), when it is not whom the system
    /// trusts.
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bus_ca: Option<PathBuf>,
    /// Serves `/sdk` from a directory in place of the built-in widget.
    #[arg(long, value_name = "DIRECTORY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdk_dir: Option<PathBuf>,
    /// Where uploads are kept: a directory, or `s3://BUCKET/PREFIX`
    /// [default: `uploads` in the data directory].
    #[arg(long, value_name = "PLACE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uploads: Option<String>,
    /// Address of the S3 service, when it is not Amazon's. Its key comes from
    /// `PULSE_UPLOADS_ACCESS_KEY_ID` and `PULSE_UPLOADS_SECRET_ACCESS_KEY`.
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uploads_endpoint: Option<String>,
    /// Region of the bucket [default: us-east-1].
    #[arg(long, value_name = "REGION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uploads_region: Option<String>,
    /// Seconds a stopping server waits for its clients [default: 10].
    #[arg(long, value_name = "SECONDS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_seconds: Option<u64>,
}

/// What to do with environments. All of it also works beside a running
/// server, which sees the change at once.
#[derive(Debug, Subcommand)]
#[expect(clippy::exhaustive_enums, reason = "each command must be run")]
pub enum EnvCommand {
    /// Makes an environment and shows its keys; the secret key this once.
    Create {
        /// A name for people.
        name: String,
        /// Prints `{"id","name","publishableKey","secretKey"}`.
        #[arg(long)]
        json: bool,
    },
    /// Lists all environments.
    List {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Gives an environment another name.
    Rename {
        /// Its id or name.
        env: String,
        /// The new name.
        name: String,
    },
    /// Removes an environment with all that is in it. Nothing brings it back.
    Delete {
        /// Its id or name.
        env: String,
        /// Its name, to show that it is meant.
        #[arg(long, value_name = "NAME")]
        confirm: String,
    },
    /// Changes settings of an environment.
    Set {
        /// Its id or name.
        env: String,
        /// Such as `allowDrawing=false`; `null` unsets.
        #[arg(required = true, value_name = "KEY=VALUE")]
        settings: Vec<String>,
    },
    /// Shows an environment: settings and publishable keys.
    Show {
        /// Its id or name.
        env: String,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
}
