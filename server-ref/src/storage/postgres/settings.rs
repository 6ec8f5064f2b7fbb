//! Where the database is, and how it is talked to.

use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use sqlx::Error;
use sqlx::postgres::PgConnectOptions;

use crate::storage::StoreError;

/// Where the database is, and how many connections there may be.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_structs, reason = "settings are their fields")]
pub struct PostgresSettings {
    /// `postgres://USER:PASSWORD@HOST/DATABASE?sslmode=…`
    pub url: SecretString,
    /// The most connections; half of them write.
    pub connections: u32,
}

impl PostgresSettings {
    /// The database at an address, with the usual number of connections.
    #[must_use]
    pub const fn at(url: SecretString) -> Self {
        Self {
            url,
            connections: 16,
        }
    }

    pub(super) fn connect_options(&self) -> Result<PgConnectOptions, StoreError> {
        if self.connections < 2 {
            return Err(StoreError::Setting(
                "database_connections: must be 2 or more",
            ));
        }
        // The parser's own words could repeat a part of the address.
        let options =
            PgConnectOptions::from_str(self.url.expose_secret()).map_err(|_: Error| {
                StoreError::Setting(
                    "database: must look like postgres://USER:PASSWORD@HOST:PORT/DATABASE",
                )
            })?;
        Ok(options.application_name("pulse-server").options([
            ("statement_timeout", STATEMENT_MS),
            ("lock_timeout", LOCK_MS),
            ("idle_in_transaction_session_timeout", IDLE_MS),
        ]))
    }
}

/// One statement takes milliseconds; the longest are the sweeper's.
const STATEMENT_MS: &str = "10000";
/// Who waits longer than this for a room waits behind a node that hangs.
const LOCK_MS: &str = "5000";
/// A node that vanished in the middle of a transaction holds its locks no longer.
const IDLE_MS: &str = "10000";
