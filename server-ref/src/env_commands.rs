//! `pulse-server env …`: works on the store itself, beside a running server
//! or without one.

use std::io::{self, Write};

use anyhow::{Context, bail};
use pulse_protocol::EnvironmentId;
use serde_json::json;

use crate::auth::NewKeyPair;
use crate::cli::EnvCommand;
use crate::config::ServerConfig;
use crate::shell;
use crate::storage::{Environment, EnvironmentStore, Settings};

/// Runs a command and prints what it found.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(config: &ServerConfig, command: EnvCommand) -> anyhow::Result<()> {
    let (store, writer) = config.database()?.open().await?;
    let text = match command {
        EnvCommand::Create { name, json } => create(&*store, &name, json).await?,
        EnvCommand::List { json } => list(&*store, json).await?,
        EnvCommand::Set { env, settings } => set(&*store, &env, &settings).await?,
        EnvCommand::Show { env, json } => show(&*store, &env, json).await?,
    };
    drop(store);
    writer.finished().await;
    writeln!(io::stdout(), "{text}").context("cannot write the answer")
}

/// An environment that was just made.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "what was made is its fields")]
pub struct NewEnvironment {
    /// The environment.
    pub environment: Environment,
    /// Its first key pair; the secret half is in here and nowhere else.
    pub pair: NewKeyPair,
}

/// Makes an environment with its first key pair.
///
/// # Errors
/// When the name or the store is no good, in words for a person.
pub async fn create_environment(
    store: &dyn EnvironmentStore,
    name: &str,
) -> anyhow::Result<NewEnvironment> {
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        bail!("a name has 1 to {LONGEST_NAME} characters");
    }
    let pair = new_pair()?;
    let suffix = shell::uuid().simple().to_string();
    let environment = Environment {
        id: EnvironmentId::parse(format!("env_{}", &suffix[..16]))?,
        name,
        settings: Settings::default(),
        created_at: shell::now(),
    };
    store.create_environment(&environment, &pair.record).await?;
    Ok(NewEnvironment { environment, pair })
}

async fn create(store: &dyn EnvironmentStore, name: &str, as_json: bool) -> anyhow::Result<String> {
    let NewEnvironment { environment, pair } = create_environment(store, name).await?;
    let publishable = &pair.record.publishable;
    let secret = pair.secret.reveal();
    Ok(if as_json {
        json!({
            "id": environment.id,
            "name": environment.name,
            "publishableKey": publishable,
            "secretKey": secret,
        })
        .to_string()
    } else {
        format!(
            "environment      {} ({})\npublishable key  {publishable}\nsecret key       {secret}\n\
             The secret key is shown this once. Keep it in your backend.",
            environment.id, environment.name
        )
    })
}

/// A key pair nobody else has.
pub(crate) fn new_pair() -> anyhow::Result<NewKeyPair> {
    let random = "the system gave no random bytes";
    let label = shell::random_bytes().context(random)?;
    let seed = shell::random_bytes().context(random)?;
    Ok(NewKeyPair::from_random(seed, &label))
}

async fn list(store: &dyn EnvironmentStore, as_json: bool) -> anyhow::Result<String> {
    let environments = store.environments().await?;
    if as_json {
        let items: Vec<_> = environments.iter().map(brief).collect();
        return Ok(json!({ "items": items }).to_string());
    }
    let lines: Vec<_> = environments
        .iter()
        .map(|one| format!("{}  {}  {}", one.id, one.created_at, one.name))
        .collect();
    Ok(lines.join("\n"))
}

async fn set(
    store: &dyn EnvironmentStore,
    env: &str,
    changes: &[String],
) -> anyhow::Result<String> {
    let environment = find(store, env).await?;
    let settings = environment.settings.with(changes)?;
    store.set_settings(&environment.id, &settings).await?;
    Ok(format!("environment {} changed", environment.id))
}

async fn show(store: &dyn EnvironmentStore, env: &str, as_json: bool) -> anyhow::Result<String> {
    let environment = find(store, env).await?;
    let keys = store.keys(&environment.id).await?;
    let mut shown = brief(&environment);
    shown["settings"] = environment.settings.redacted();
    shown["keys"] = keys
        .iter()
        .map(|key| json!({"id": key.id, "publishableKey": key.publishable, "endsAt": key.ends_at}))
        .collect();
    Ok(if as_json {
        shown.to_string()
    } else {
        serde_json::to_string_pretty(&shown)?
    })
}

fn brief(environment: &Environment) -> serde_json::Value {
    json!({
        "id": environment.id,
        "name": environment.name,
        "createdAt": environment.created_at,
    })
}

/// An environment by its id or name.
pub(crate) async fn find(store: &dyn EnvironmentStore, env: &str) -> anyhow::Result<Environment> {
    let all = store.environments().await?;
    if let Some(found) = all.iter().find(|one| one.id.as_str() == env) {
        return Ok(found.clone());
    }
    let mut named = all.into_iter().filter(|one| one.name == env);
    match (named.next(), named.next()) {
        (Some(found), None) => Ok(found),
        (Some(_), Some(_)) => bail!("several environments are called {env}; give the id"),
        _ => bail!("there is no environment {env}"),
    }
}

const LONGEST_NAME: usize = 200;
