//! `pulse-server admin …`: for who has the machine and cannot get into the
//! panel. Works on the store itself, beside a running server or without one.

use std::io::{self, Write};

use anyhow::Context;
use secrecy::SecretString;
use serde_json::json;

use crate::admin::{
    Editor, NewMember, Passwords, SecretText, add_member, make_token, remove_member, reset_member,
    set_role,
};
use crate::cli::AdminCommand;
use crate::config::ServerConfig;
use crate::storage::{AdminAccount, AdminRole, AdminStore, Slice, Store};

/// Runs a command and prints what it did.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(config: &ServerConfig, command: AdminCommand) -> anyhow::Result<()> {
    let (store, writer) = config.database()?.open().await?;
    let text = match command {
        AdminCommand::List => list(&*store).await?,
        AdminCommand::Add { email, name, role } => {
            let name = name.unwrap_or_else(|| email.clone());
            add(&*store, email, name, role).await?
        }
        AdminCommand::Role { email, role } => {
            let id = find(&*store, &email).await?.id;
            set_role(&*store, &Editor::command_line(), &id, role).await?;
            format!("{email} is {} now", role.as_str())
        }
        AdminCommand::Remove { email } => {
            let id = find(&*store, &email).await?.id;
            remove_member(&*store, &Editor::command_line(), &id).await?;
            format!("{email} is removed")
        }
        AdminCommand::Token {
            email,
            name,
            days,
            json,
        } => token(&*store, &email, &name, days, json).await?,
        AdminCommand::Reset { email } => reset(&*store, &email).await?,
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

async fn add(
    store: &dyn Store,
    email: String,
    name: String,
    role: AdminRole,
) -> anyhow::Result<String> {
    let password = SecretText::random("").context("the system gave no random bytes")?;
    let new = NewMember {
        email,
        name,
        password: SecretString::from(password.reveal()),
        role,
    };
    let editor = Editor::command_line();
    let added = add_member(store, &Passwords::new(), &editor, &new).await?;
    let (id, password) = (added.id, password.reveal());
    Ok(format!(
        "id        {id}\npassword  {password}\nIt is shown this once. Hand it over yourself."
    ))
}

async fn token(
    store: &dyn Store,
    email: &str,
    name: &str,
    days: Option<u64>,
    as_json: bool,
) -> anyhow::Result<String> {
    let account = find(store, email).await?;
    let editor = Editor::command_line();
    let made = make_token(store, editor.who(), &account, name, days).await?;
    let (id, text) = (made.token.id, made.text.reveal());
    Ok(if as_json {
        json!({"id": id, "token": text}).to_string()
    } else {
        format!("id     {id}\ntoken  {text}\nIt is shown this once.")
    })
}

/// Somebody by their address.
async fn find(store: &dyn Store, email: &str) -> anyhow::Result<AdminAccount> {
    let found = store.admin_by_email(&email.trim().to_lowercase()).await?;
    found.with_context(|| format!("nobody has the address {email}; `admin list` says who there is"))
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
