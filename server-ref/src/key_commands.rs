//! `pulse-server key …`: works on the store itself, beside a running server
//! or without one.

use std::io::{self, Write};

use anyhow::{Context, bail};
use pulse_protocol::KeyId;
use serde_json::json;

use crate::admin::{Editor, revoke_key, rotate_key};
use crate::cli::KeyCommand;
use crate::config::ServerConfig;
use crate::env_commands::find;
use crate::storage::Store;

/// Runs a command and prints what it did.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(config: &ServerConfig, command: KeyCommand) -> anyhow::Result<()> {
    let (store, writer) = config.database()?.open().await?;
    let text = match command {
        KeyCommand::Rotate { env, grace, json } => rotate(&*store, &env, grace, json).await?,
        KeyCommand::Revoke { key } => revoke(&*store, &key).await?,
    };
    drop(store);
    writer.finished().await;
    writeln!(io::stdout(), "{text}").context("cannot write the answer")
}

async fn rotate(
    store: &dyn Store,
    env: &str,
    grace_seconds: u64,
    as_json: bool,
) -> anyhow::Result<String> {
    let environment = find(store, env).await?;
    let editor = Editor::command_line();
    let made = rotate_key(store, &editor, &environment.id, grace_seconds).await?;
    let (pair, others_end_at) = (made.pair, made.others_end_at);
    let (id, publishable) = (&pair.record.id, &pair.record.publishable);
    let secret = pair.secret.reveal();
    Ok(if as_json {
        json!({"id": id, "publishableKey": publishable, "secretKey": secret}).to_string()
    } else {
        format!(
            "key              {id}\npublishable key  {publishable}\nsecret key       {secret}\n\
             The secret key is shown this once. The pairs of before end at {others_end_at}."
        )
    })
}

async fn revoke(store: &dyn Store, key: &str) -> anyhow::Result<String> {
    let found = match store.key_by_publishable(key).await? {
        Some(found) => Some(found),
        None => match KeyId::parse(key) {
            Ok(id) => store.key(&id).await?,
            Err(_) => None,
        },
    };
    let Some(found) = found else {
        bail!("there is no such key; `env show` lists an environment's keys");
    };
    let id = &found.id;
    Ok(
        if revoke_key(store, &Editor::command_line(), &found).await? {
            format!("key {id} revoked")
        } else {
            format!("key {id} had ended already")
        },
    )
}
