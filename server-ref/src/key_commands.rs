//! `pulse-server key …`: works on the store itself, beside a running server
//! or without one.

use std::io::{self, Write};

use anyhow::{Context, bail};
use pulse_protocol::{KeyId, Timestamp};
use serde_json::json;

use crate::cli::KeyCommand;
use crate::config::ServerConfig;
use crate::env_commands::{find, new_pair};
use crate::shell;
use crate::storage::EnvironmentStore;

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
    store: &dyn EnvironmentStore,
    env: &str,
    grace_seconds: u64,
    as_json: bool,
) -> anyhow::Result<String> {
    if grace_seconds > LONGEST_GRACE_SECONDS {
        bail!("the grace is longer than {LONGEST_GRACE_SECONDS} seconds: {grace_seconds}");
    }
    let environment = find(store, env).await?;
    let pair = new_pair()?;
    let now = shell::now();
    let others_end_at = Timestamp::from_unix_ms(now.unix_ms() + grace_seconds * 1000);
    store
        .rotate_key(&environment.id, &pair.record, now, others_end_at)
        .await?;
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

async fn revoke(store: &dyn EnvironmentStore, key: &str) -> anyhow::Result<String> {
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
    let id = found.id;
    Ok(if store.revoke_key(&id, shell::now()).await? {
        format!("key {id} revoked")
    } else {
        format!("key {id} had ended already")
    })
}

/// A year: whoever wants more does not want to rotate.
const LONGEST_GRACE_SECONDS: u64 = 366 * 24 * 60 * 60;
