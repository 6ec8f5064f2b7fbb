//! `pulse-server migrate`: from the file of one node to the database of many.

use std::io::{self, Write};

use anyhow::{Context, bail, ensure};
use secrecy::SecretString;

use crate::config::ServerConfig;
use crate::storage::Database;
use crate::storage::postgres::import;
use crate::storage::sqlite::{DATABASE, SqliteStore};

/// Moves everything and prints what there is now. When it was interrupted it
/// goes on where it was.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(
    config: &ServerConfig,
    from: Option<&str>,
    to: Option<&SecretString>,
) -> anyhow::Result<()> {
    let from = from.map(|text| SecretString::from(text.to_owned()));
    let Database::Sqlite(directory) = Database::of(from.as_ref(), 2, &config.data_dir)? else {
        bail!("from: must look like sqlite:DIRECTORY");
    };
    let to = to.or(config.database.as_ref());
    let Some(Database::Postgres(target)) = to
        .map(|url| Database::of(Some(url), 2, &config.data_dir))
        .transpose()?
    else {
        bail!("to: must look like postgres://USER:PASSWORD@HOST:PORT/DATABASE");
    };
    ensure!(
        directory.join(DATABASE).is_file(),
        "there is no {DATABASE} in {}",
        directory.display()
    );
    // An older server's file is brought up to date first.
    let (store, writer) = SqliteStore::open(&directory).await?;
    drop(store);
    writer.finished().await;
    let moved = import(&directory, &target)
        .await
        .context("not everything was moved; the same command goes on where it was")?;
    let mut out = io::stdout();
    for table in moved {
        writeln!(out, "{:>10}  {}", table.rows, table.table)?;
    }
    writeln!(
        out,
        "Everything is in PostgreSQL, counted twice. Start nodes with it, and with what \
         `echo base64:$(base64 -w0 {})` says as PULSE_MASTER_SECRET, or tokens and one-time \
         codes of before end. Files of comments are not in the \
         database: they stay in `uploads`, or go to your bucket under the same names.",
        directory.join("master.key").display()
    )?;
    Ok(())
}
