//! Environments and their keys.

use pulse_protocol::{EnvironmentId, KeyId, Timestamp};

use super::error::{Faults, done};
use super::{AdminError, Editor};
use crate::auth::NewKeyPair;
use crate::shell;
use crate::storage::{
    AdminChange, AdminOutcome, Environment, KeyRecord, Settings, SettingsError, Store,
};

/// An environment that was just made.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "what was made is its fields")]
pub struct NewEnvironment {
    /// The environment.
    pub environment: Environment,
    /// Its first key pair; the secret half is in here and nowhere else.
    pub pair: NewKeyPair,
}

/// A key pair that was just made.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "what was made is its fields")]
pub struct NewPair {
    /// The pair; the secret half is in here and nowhere else.
    pub pair: NewKeyPair,
    /// When those of before end.
    pub others_end_at: Timestamp,
}

/// Makes an environment with its first key pair.
///
/// # Errors
/// When the name is no good.
pub async fn create_environment(
    store: &dyn Store,
    editor: &Editor,
    name: &str,
) -> Result<NewEnvironment, AdminError> {
    let name = checked_name(name)?;
    let suffix = shell::uuid().simple().to_string();
    let id = EnvironmentId::parse(format!("env_{}", &suffix[..16]));
    let environment = Environment {
        id: id.map_err(|_| AdminError::Internal("no environment id could be made"))?,
        name,
        settings: Settings::default(),
        created_at: shell::now(),
    };
    let pair = new_pair()?;
    let (id, name) = (&environment.id, &environment.name);
    let entry = editor.entry_in(id, "environment.create", id.as_str(), name);
    let change = AdminChange::AddEnvironment(Box::new(environment.clone()), pair.record.clone());
    done(store.administer(change, Some(entry)).await?, "environment")?;
    Ok(NewEnvironment { environment, pair })
}

/// An environment by its id.
///
/// # Errors
/// When there is none.
pub async fn find_environment(store: &dyn Store, id: &str) -> Result<Environment, AdminError> {
    let missing = AdminError::Missing("environment");
    let Ok(id) = EnvironmentId::parse(id) else {
        return Err(missing);
    };
    store.environment(&id).await?.ok_or(missing)
}

/// Gives an environment another name.
///
/// # Errors
/// When the name is no good.
pub async fn rename_environment(
    store: &dyn Store,
    editor: &Editor,
    id: &EnvironmentId,
    name: &str,
) -> Result<(), AdminError> {
    let name = checked_name(name)?;
    let entry = editor.entry_in(id, "environment.rename", id.as_str(), &name);
    let change = AdminChange::RenameEnvironment(id.clone(), name);
    done(store.administer(change, Some(entry)).await?, "environment")
}

/// Removes an environment with all that is in it: rooms, people, keys, files.
/// Its name, typed again, shows that it is meant.
///
/// # Errors
/// When the name is another one.
pub async fn delete_environment(
    store: &dyn Store,
    editor: &Editor,
    environment: &Environment,
    confirmation: &str,
) -> Result<(), AdminError> {
    if confirmation.trim() != environment.name {
        let words = format!("type the name of the environment: {}", environment.name);
        return Err(AdminError::field("confirmation", words));
    }
    let id = &environment.id;
    let entry = editor.entry_in(id, "environment.delete", id.as_str(), &environment.name);
    let change = AdminChange::DeleteEnvironment(id.clone());
    done(store.administer(change, Some(entry)).await?, "environment")
}

/// Changes settings of an environment by `KEY=VALUE`, and says which differ
/// now. Values are JSON; what is no JSON is taken as text.
///
/// # Errors
/// Names every setting that cannot be taken; then nothing is changed.
pub async fn configure(
    store: &dyn Store,
    editor: &Editor,
    environment: &Environment,
    changes: &[String],
) -> Result<Vec<String>, AdminError> {
    let id = &environment.id;
    let mut before = environment.settings.clone();
    for _ in 0..ATTEMPTS {
        let (after, changed) = changed_settings(&before, changes)?;
        if after == before {
            return Ok(vec![]);
        }
        let entry = editor.entry_in(
            id,
            "environment.configure",
            id.as_str(),
            &changed.join(", "),
        );
        let change = AdminChange::Configure {
            environment: id.clone(),
            before: Box::new(before),
            after: Box::new(after),
        };
        match store.administer(change, Some(entry)).await? {
            // Somebody else changed them in between, perhaps others of them.
            AdminOutcome::Refused => {
                before = find_environment(store, id.as_str()).await?.settings;
            }
            outcome => return done(outcome, "environment").map(|()| changed),
        }
    }
    let words = "the settings are being changed by others; try again";
    Err(AdminError::Conflict(words.to_owned()))
}

/// Settings with some changed, and the names of those that differ.
fn changed_settings(
    before: &Settings,
    changes: &[String],
) -> Result<(Settings, Vec<String>), AdminError> {
    let mut faults = Faults::default();
    let mut settings = before.clone();
    let mut changed = vec![];
    for change in changes {
        let name = change.split_once('=').map_or("", |(name, _)| name);
        match settings.with(std::slice::from_ref(change)) {
            Ok(next) => {
                if next != settings {
                    changed.push(name.to_owned());
                }
                settings = next;
            }
            Err(error) => faults.add(name.to_owned(), words_of(error)),
        }
    }
    faults.check()?;
    Ok((settings, changed))
}

/// Makes a new key pair; those of before end after a grace period.
///
/// # Errors
/// When the grace is too long.
pub async fn rotate_key(
    store: &dyn Store,
    editor: &Editor,
    environment: &EnvironmentId,
    grace_seconds: u64,
) -> Result<NewPair, AdminError> {
    if grace_seconds > LONGEST_GRACE_SECONDS {
        let words =
            format!("the grace is at most {LONGEST_GRACE_SECONDS} seconds: {grace_seconds}");
        return Err(AdminError::field("grace", words));
    }
    let pair = new_pair()?;
    let now = shell::now();
    let others_end_at = Timestamp::from_unix_ms(now.unix_ms() + grace_seconds * 1000);
    let detail = format!("those of before end at {others_end_at}");
    let target = pair.record.id.as_str();
    let entry = editor.entry_in(environment, "key.rotate", target, &detail);
    let change =
        AdminChange::RotateKey(environment.clone(), pair.record.clone(), now, others_end_at);
    done(store.administer(change, Some(entry)).await?, "environment")?;
    Ok(NewPair {
        pair,
        others_end_at,
    })
}

/// Ends a key pair at once. False when it had ended already.
///
/// # Errors
/// For faults of the store.
pub async fn revoke_key(
    store: &dyn Store,
    editor: &Editor,
    key: &KeyRecord,
) -> Result<bool, AdminError> {
    let id: &KeyId = &key.id;
    let entry = editor.entry_in(&key.environment, "key.revoke", id.as_str(), "");
    let change = AdminChange::RevokeKey(id.clone(), shell::now());
    match store.administer(change, Some(entry)).await? {
        AdminOutcome::Missing => Ok(false),
        outcome => done(outcome, "key").map(|()| true),
    }
}

/// A key pair nobody else has.
fn new_pair() -> Result<NewKeyPair, AdminError> {
    let label = shell::random_bytes()?;
    let seed = shell::random_bytes()?;
    Ok(NewKeyPair::from_random(seed, &label))
}

fn checked_name(name: &str) -> Result<String, AdminError> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.contains(char::is_control) {
        let words = format!("a name has 1 to {LONGEST_NAME} characters");
        return Err(AdminError::field("name", words));
    }
    Ok(name.to_owned())
}

fn words_of(error: SettingsError) -> String {
    match error {
        SettingsError::Value { detail, .. } if detail.contains("expected u") => {
            "must be a whole number".to_owned()
        }
        SettingsError::Value { detail, .. } => detail,
        other => other.to_string(),
    }
}

const LONGEST_NAME: usize = 200;
/// How often settings are looked at again that others change meanwhile.
const ATTEMPTS: u32 = 5;
/// A year: whoever wants more does not want to rotate.
const LONGEST_GRACE_SECONDS: u64 = 366 * 24 * 60 * 60;
