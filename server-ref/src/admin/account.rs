//! One's own account: name, password, sessions, access tokens.

use pulse_protocol::Timestamp;
use secrecy::SecretString;

use super::error::{Faults, done};
use super::passwords::check_new;
use super::secrets::SecretText;
use super::team::check_name;
use super::{AdminError, Passwords, Who};
use crate::shell;
use crate::storage::{AccessToken, AdminAccount, AdminChange, AttemptSubject, SecretHash, Store};

/// Gives oneself another name.
///
/// # Errors
/// When it is no good.
pub async fn change_name(
    store: &dyn Store,
    who: &Who,
    account: &AdminAccount,
    name: &str,
) -> Result<(), AdminError> {
    let mut faults = Faults::default();
    check_name(&mut faults, name);
    faults.check()?;
    let entry = who.entry("account.name", account.id.as_str(), name.trim());
    let change = AdminChange::SetName(account.id.clone(), name.trim().to_owned());
    done(store.administer(change, Some(entry)).await?, "account")
}

/// Gives oneself another password, and ends one's other sessions.
///
/// # Errors
/// When the password of before is wrong, or the new one no good.
pub async fn change_password(
    store: &dyn Store,
    passwords: &Passwords,
    who: &Who,
    account: &AdminAccount,
    kept: &SecretHash,
    [current, new]: [&SecretString; 2],
) -> Result<(), AdminError> {
    // Whoever finds an open browser must not guess the password there.
    let subject = vec![AttemptSubject {
        name: format!("change:{}", account.id),
        free: FREE_ATTEMPTS,
    }];
    let attempt = AdminChange::Attempt(subject.clone(), shell::now());
    done(store.administer(attempt, None).await?, "account")?;
    let mut faults = Faults::default();
    if !passwords.verify(current, Some(&account.password)).await? {
        faults.add("current", "this is not your password");
    }
    check_new(&mut faults, new, &account.email);
    faults.check()?;
    store
        .administer(AdminChange::AttemptSucceeded(subject), None)
        .await?;
    let hash = passwords.hash(new).await?;
    let entry = who.entry("account.password", account.id.as_str(), "");
    let change = AdminChange::SetPassword(account.id.clone(), hash, Some(*kept));
    done(store.administer(change, Some(entry)).await?, "account")
}

/// Ends one of one's own sessions.
///
/// # Errors
/// When one has no such session.
pub async fn end_session(
    store: &dyn Store,
    who: &Who,
    account: &AdminAccount,
    id: &str,
) -> Result<(), AdminError> {
    let entry = who.entry("account.sign-out", account.id.as_str(), "another session");
    let change = AdminChange::EndSession(account.id.clone(), id.to_owned());
    done(store.administer(change, Some(entry)).await?, "session")
}

/// A token that was just made.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "what was made is its fields")]
pub struct NewToken {
    /// What is kept of it.
    pub token: AccessToken,
    /// To be shown once.
    pub text: SecretText,
}

/// Makes a personal access token: whoever shows it is its owner to the admin API.
///
/// # Errors
/// When a field is no good, or there are too many.
pub async fn make_token(
    store: &dyn Store,
    who: &Who,
    account: &AdminAccount,
    name: &str,
    days: Option<u64>,
) -> Result<NewToken, AdminError> {
    let mut faults = Faults::default();
    check_name(&mut faults, name);
    if days.is_some_and(|days| !(1..=LONGEST_DAYS).contains(&days)) {
        faults.add("days", format!("a token lasts 1 to {LONGEST_DAYS} days"));
    }
    faults.check()?;
    let text = SecretText::random("pat_")?;
    let now = shell::now();
    let suffix = shell::uuid().simple().to_string();
    let token = AccessToken {
        id: format!("tok_{}", &suffix[..16]),
        hash: text.hash(),
        admin: account.id.clone(),
        name: name.trim().to_owned(),
        prefix: text.reveal().chars().take(PREFIX_CHARS).collect(),
        created_at: now,
        expires_at: days.map(|days| Timestamp::from_unix_ms(now.unix_ms() + days * DAY_MS)),
        used_at: None,
    };
    let entry = who.entry("token.create", &token.id, &token.name);
    let change = AdminChange::AddToken(token.clone(), MOST_TOKENS);
    done(store.administer(change, Some(entry)).await?, "token")?;
    Ok(NewToken { token, text })
}

/// Withdraws one of one's own tokens.
///
/// # Errors
/// When one has no such token.
pub async fn revoke_token(
    store: &dyn Store,
    who: &Who,
    account: &AdminAccount,
    id: &str,
) -> Result<(), AdminError> {
    let entry = who.entry("token.revoke", id, "");
    let change = AdminChange::RevokeToken(account.id.clone(), id.to_owned());
    done(store.administer(change, Some(entry)).await?, "token")
}

const FREE_ATTEMPTS: u32 = 5;
const LONGEST_DAYS: u64 = 3660;
const PREFIX_CHARS: usize = 10;
const MOST_TOKENS: u32 = 50;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
