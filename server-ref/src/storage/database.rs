//! Which database the settings name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

#[cfg(feature = "postgres")]
use super::postgres::{PostgresSettings, PostgresStore};
use super::sqlite::SqliteStore;
use super::{Store, StoreError, WriterTask};

/// Where everything but uploads is kept.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Database {
    /// One file in a directory.
    Sqlite(PathBuf),
    /// A server that other nodes use too.
    #[cfg(feature = "postgres")]
    Postgres(PostgresSettings),
}

/// A store, and what writes to it.
pub type Opened = (Arc<dyn Store>, WriterTask);

impl Database {
    /// The database of an address, or SQLite in the data directory.
    ///
    /// # Errors
    /// When nothing here reads such an address.
    pub fn of(
        address: Option<&SecretString>,
        connections: u32,
        data_dir: &Path,
    ) -> Result<Self, StoreError> {
        let Some(url) = address else {
            return Ok(Self::Sqlite(data_dir.to_owned()));
        };
        let text = url.expose_secret();
        if let Some(directory) = text.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(directory.into()));
        }
        if !["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.starts_with(scheme))
        {
            return Err(StoreError::Setting(
                "database: must begin with postgres:// or sqlite:",
            ));
        }
        #[cfg(feature = "postgres")]
        return Ok(Self::Postgres(PostgresSettings {
            url: url.clone(),
            connections,
        }));
        #[cfg(not(feature = "postgres"))]
        {
            let _ = connections;
            Err(StoreError::Setting(
                "database: this pulse-server was built without PostgreSQL",
            ))
        }
    }

    /// Opens it, makes what is not there and brings the schema up to date.
    ///
    /// # Errors
    /// When it cannot be used, or was written by a newer server.
    pub fn open(self) -> BoxFuture<'static, Result<Opened, StoreError>> {
        Box::pin(self.opened())
    }

    async fn opened(self) -> Result<Opened, StoreError> {
        match self {
            Self::Sqlite(directory) => {
                let (store, writer) = SqliteStore::open(&directory).await?;
                Ok((Arc::new(store), writer))
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(settings) => {
                let (store, writer) = PostgresStore::open(settings).await?;
                Ok((Arc::new(store), writer))
            }
        }
    }
}
