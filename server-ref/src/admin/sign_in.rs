//! Getting in: the first admin, passwords, sessions, tokens.

use std::fmt;
use std::net::IpAddr;

use pulse_protocol::Timestamp;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::error::{Faults, done};
use super::second_factor::take_code;
use super::secrets::SecretText;
use super::team::{NewMember, check_member, new_account};
use super::{AdminError, Passwords, Who};
use crate::auth::Tokens;
use crate::shell;
use crate::storage::{
    AccessToken, AdminAccount, AdminChange, AdminOutcome, AdminRole, AdminSession, AttemptSubject,
    Store, StoreError,
};

/// Makes a link for the first admin, when there is none yet. It takes the
/// place of one that was made before.
///
/// # Errors
/// When the store or the system fails.
pub async fn offer_setup(store: &dyn Store) -> Result<Option<SecretText>, AdminError> {
    if store.admin_count().await? > 0 {
        return Ok(None);
    }
    let link = SecretText::random("")?;
    let offer = AdminChange::OfferSetup(link.hash(), shell::now());
    store.administer(offer, None).await?;
    Ok(Some(link))
}

/// Whether a link still makes the first admin.
///
/// # Errors
/// For faults of the store.
pub async fn setup_is_offered(store: &dyn Store, link: &str) -> Result<bool, StoreError> {
    let offered = store.setup_hash().await?;
    Ok(offered == Some(SecretText::shown(link).hash()))
}

/// Makes the first admin: for a link, or without one for whoever has the machine.
///
/// # Errors
/// When a field is no good, the link has been used, or there is an admin.
pub async fn first_admin(
    store: &dyn Store,
    passwords: &Passwords,
    link: Option<&SecretText>,
    new: &NewMember,
    who: &Who,
) -> Result<AdminAccount, AdminError> {
    let mut faults = Faults::default();
    check_member(&mut faults, new);
    faults.check()?;
    let account = AdminAccount {
        role: AdminRole::Admin,
        ..new_account(passwords, new).await?
    };
    let who = Who {
        name: format!("{} <{}>", account.name, account.email),
        ..who.clone()
    };
    let entry = who.entry("team.first", account.id.as_str(), "the first admin");
    let change = AdminChange::AddFirst(account.clone(), link.map(SecretText::hash));
    match store.administer(change, Some(entry)).await? {
        AdminOutcome::Refused => Err(AdminError::Forbidden(
            "this link was used already; restart the server for another one, or sign in",
        )),
        outcome => done(outcome, "account").map(|()| account),
    }
}

/// What somebody shows to get in.
#[expect(clippy::exhaustive_structs, reason = "credentials are their fields")]
pub struct Credentials {
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: SecretString,
    /// A one-time code, when they use them.
    pub code: String,
    /// From which address.
    pub address: String,
    /// With which browser.
    pub agent: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials { [redacted] }")
    }
}

/// Somebody who got in.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "an answer is its fields")]
pub struct SignedIn {
    /// For their browser alone.
    pub cookie: SecretText,
    /// Who it is.
    pub account: AdminAccount,
    /// Their session.
    pub session: AdminSession,
}

/// Lets somebody in by password, and code where they use them.
///
/// # Errors
/// When it is not them, or too many attempts failed.
pub async fn sign_in(
    store: &dyn Store,
    tokens: &Tokens,
    passwords: &Passwords,
    shown: &Credentials,
) -> Result<SignedIn, AdminError> {
    let email = shown.email.trim().to_lowercase();
    let now = shell::now();
    let subjects = subjects(&email, &shown.address);
    let attempt = AdminChange::Attempt(subjects.clone(), now);
    done(store.administer(attempt, None).await?, "account")?;
    let account = store.admin_by_email(&email).await?;
    let hash = account.as_ref().map(|one| one.password.as_str());
    let fits = passwords.verify(&shown.password, hash).await?;
    let Some(account) = account.filter(|_| fits) else {
        let entry = Who::visitor(&shown.address).entry("account.sign-in-failed", "", "");
        store.administer(AdminChange::Note, Some(entry)).await?;
        return Err(AdminError::Unauthorized(WRONG));
    };
    if account.totp.is_some() && shown.code.trim().is_empty() {
        // The password was right: what is missing is no failure.
        let forgive = AdminChange::AttemptSucceeded(subjects);
        store.administer(forgive, None).await?;
        let words = "this account asks for a code from your app too";
        return Err(AdminError::field("code", words));
    }
    if !take_code(store, tokens, &account, &shown.code).await? {
        return Err(super::second_factor::wrong_code());
    }
    let forgive = AdminChange::AttemptSucceeded(subjects);
    store.administer(forgive, None).await?;
    begin_session(store, account, &shown.address, &shown.agent).await
}

/// A session of somebody who has shown who they are.
pub(crate) async fn begin_session(
    store: &dyn Store,
    account: AdminAccount,
    address: &str,
    agent: &str,
) -> Result<SignedIn, AdminError> {
    let cookie = SecretText::random("")?;
    let now = shell::now();
    let session = AdminSession {
        hash: cookie.hash(),
        id: shell::uuid().simple().to_string(),
        admin: account.id.clone(),
        address: address.to_owned(),
        agent: agent.chars().take(AGENT_CHARS).collect(),
        created_at: now,
        seen_at: now,
        expires_at: ends_at(now, now),
    };
    let who = Who::account(&account, address);
    let entry = who.entry("account.sign-in", account.id.as_str(), "");
    let begin = AdminChange::BeginSession(session.clone());
    done(store.administer(begin, Some(entry)).await?, "account")?;
    Ok(SignedIn {
        cookie,
        account,
        session,
    })
}

/// Whose session a cookie is, when it has not ended. Using it lengthens it,
/// unless a page does so by itself.
///
/// # Errors
/// For faults of the store.
pub async fn resume_session(
    store: &dyn Store,
    cookie: &SecretText,
    is_used: bool,
) -> Result<Option<(AdminAccount, AdminSession)>, StoreError> {
    let now = shell::now();
    let Some(session) = store.admin_session(&cookie.hash()).await? else {
        return Ok(None);
    };
    if now >= session.expires_at {
        return Ok(None);
    }
    let Some(account) = store.admin(&session.admin).await? else {
        return Ok(None);
    };
    if is_used && now.unix_ms() > session.seen_at.unix_ms() + TOUCH_AFTER_MS {
        let ends_at = ends_at(session.created_at, now);
        let touch = AdminChange::TouchSession(session.hash, now, ends_at);
        store.administer(touch, None).await?;
    }
    Ok(Some((account, session)))
}

/// Whose personal access token this is.
///
/// # Errors
/// When it is nobody's, or has ended.
pub async fn access_with_token(
    store: &dyn Store,
    text: &str,
) -> Result<(AdminAccount, AccessToken), AdminError> {
    let unknown = AdminError::Unauthorized("this access token is not known here, or was revoked");
    let hash = SecretText::shown(text).hash();
    let Some(token) = store.access_token(&hash).await? else {
        return Err(unknown);
    };
    let now = shell::now();
    if token.expires_at.is_some_and(|end| now >= end) {
        return Err(AdminError::Unauthorized("this access token has expired"));
    }
    let account = store.admin(&token.admin).await?.ok_or(unknown)?;
    let used_ms = token.used_at.map_or(0, Timestamp::unix_ms);
    if now.unix_ms() > used_ms + TOUCH_AFTER_MS {
        let touch = AdminChange::TouchToken(token.id.clone(), now);
        store.administer(touch, None).await?;
    }
    Ok((account, token))
}

/// Ends a session.
///
/// # Errors
/// For faults of the store.
pub async fn sign_out(
    store: &dyn Store,
    who: &Who,
    session: &AdminSession,
) -> Result<(), AdminError> {
    let entry = who.entry("account.sign-out", session.admin.as_str(), "");
    let end = AdminChange::EndSession(session.admin.clone(), session.id.clone());
    store.administer(end, Some(entry)).await?;
    Ok(())
}

/// Ends all of somebody's sessions, this one too.
///
/// # Errors
/// For faults of the store.
pub async fn sign_out_everywhere(
    store: &dyn Store,
    who: &Who,
    account: &AdminAccount,
) -> Result<(), AdminError> {
    let entry = who.entry("account.sign-out", account.id.as_str(), "everywhere");
    let end = AdminChange::EndSessions(account.id.clone(), None);
    store.administer(end, Some(entry)).await?;
    Ok(())
}

/// Whose attempts count: the account first. Its text is hashed, since people
/// type passwords where addresses belong.
fn subjects(email: &str, address: &str) -> Vec<AttemptSubject> {
    let hash = Sha256::digest(email);
    let account: String = hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    vec![
        AttemptSubject {
            name: format!("account:{account}"),
            free: FREE_OF_ACCOUNT,
        },
        AttemptSubject {
            name: format!("address:{}", network(address)),
            free: FREE_OF_ADDRESS,
        },
    ]
}

/// Whoever has an IPv6 address has 2⁶⁴ of them.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(six)) => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

/// After half a day of nothing, and after a week in any case.
fn ends_at(created_at: Timestamp, now: Timestamp) -> Timestamp {
    let idle = now.unix_ms() + IDLE_MS;
    Timestamp::from_unix_ms(idle.min(created_at.unix_ms() + LONGEST_MS))
}

const WRONG: &str = "this address and password do not go together";
const FREE_OF_ACCOUNT: u32 = 5;
const FREE_OF_ADDRESS: u32 = 20;
const AGENT_CHARS: usize = 200;
const TOUCH_AFTER_MS: u64 = 60 * 1000;
const IDLE_MS: u64 = 12 * 60 * 60 * 1000;
const LONGEST_MS: u64 = 7 * 24 * 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_count_together() {
        let of = |address| subjects("ada@example.com", address)[1].name.clone();
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert!(!subjects("hunter2", "x")[0].name.contains("hunter2"));
    }

    #[test]
    fn a_session_ends_after_half_a_day_of_nothing_or_a_week() {
        let at = Timestamp::from_unix_ms;
        assert_eq!(ends_at(at(0), at(5)), at(5 + IDLE_MS));
        assert_eq!(ends_at(at(0), at(LONGEST_MS - 5)), at(LONGEST_MS));
    }
}
