//! `pulse-server admin …`: for who has the machine and cannot get into the
//! panel. Works on the store itself, beside a running server or without one.

use std::io::{self, Write};

use anyhow::Context;
use secrecy::SecretString;

use crate::admin::{Editor, Passwords, SecretText, reset_member};
use crate::cli::AdminCommand;
use crate::config::ServerConfig;
use crate::storage::sqlite::SqliteStore;
use crate::storage::{AdminStore, Slice, Store};

/// Runs a command and prints what it did.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(config: &ServerConfig, command: AdminCommand) -> anyhow::Result<()> {
    let (store, writer) = SqliteStore::open(&config.data_dir).await?;
    let text = match command {
        AdminCommand::List => list(&store).await?,
        AdminCommand::Reset { email } => reset(&store, &email).await?,
    };
    drop(store);
    writer.finished().await;
    writeln!(io::stdout(), "{text}").context("cannot write the answer")
}

async fn list(store: &dyn AdminStore) -> anyhow::Result<String> {
    let all = store.admins(&Slice::default()).await?;
    let lines = all.items.iter().map(|one| {
        let role = one.role.as_str();
        format!("{}  {role}  {}  {}", one.id, one.email, one.name)
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

async fn reset(store: &dyn Store, email: &str) -> anyhow::Result<String> {
    let password = SecretText::random("").context("the system gave no random bytes")?;
    let secret = SecretString::from(password.reveal());
    let editor = Editor::command_line();
    reset_member(store, &Passwords::new(), &editor, email, &secret).await?;
    let password = password.reveal();
    Ok(format!(
        "password  {password}\nIt is shown this once. One-time codes are off, and all sessions ended."
    ))
}
