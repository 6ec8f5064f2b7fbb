//! Who may sign in, and what they may do.

use std::fmt;

use secrecy::SecretString;

use super::error::{Faults, done};
use super::passwords::check_new;
use super::{AdminError, Editor, Passwords};
use crate::shell;
use crate::storage::{AdminAccount, AdminChange, AdminId, AdminRole, Store};

/// Somebody to be added. Their password is handed over by hand.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "a form is its fields")]
pub struct NewMember {
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their first password.
    pub password: SecretString,
    /// What they may do.
    pub role: AdminRole,
}

impl fmt::Debug for NewMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewMember {{ role: {:?} }}", self.role)
    }
}

/// Adds somebody.
///
/// # Errors
/// When a field is no good.
pub async fn add_member(
    store: &dyn Store,
    passwords: &Passwords,
    editor: &Editor,
    new: &NewMember,
) -> Result<AdminAccount, AdminError> {
    let mut faults = Faults::default();
    check_member(&mut faults, new);
    faults.check()?;
    if store.admin_count().await? >= MOST {
        let words = format!("a team has at most {MOST} people; remove somebody first");
        return Err(AdminError::Conflict(words));
    }
    let account = new_account(passwords, new).await?;
    let detail = format!("{} as {}", account.email, account.role.as_str());
    let entry = editor.entry("team.add", account.id.as_str(), &detail);
    let change = AdminChange::Add(account.clone());
    done(store.administer(change, Some(entry)).await?, "person")?;
    Ok(account)
}

/// Gives somebody else another role.
///
/// # Errors
/// When it is oneself, or nobody would be left who may do everything.
pub async fn set_role(
    store: &dyn Store,
    editor: &Editor,
    id: &AdminId,
    role: AdminRole,
) -> Result<(), AdminError> {
    if editor.who().id == id.as_str() {
        return Err(AdminError::Conflict(
            "nobody changes their own role; ask another admin".to_owned(),
        ));
    }
    let entry = editor.entry("team.role", id.as_str(), role.as_str());
    let change = AdminChange::SetRole(id.clone(), role);
    done(store.administer(change, Some(entry)).await?, "person")
}

/// Removes somebody else, and ends their sessions and tokens.
///
/// # Errors
/// When it is oneself, or nobody would be left who may do everything.
pub async fn remove_member(
    store: &dyn Store,
    editor: &Editor,
    id: &AdminId,
) -> Result<(), AdminError> {
    if editor.who().id == id.as_str() {
        return Err(AdminError::Conflict(
            "nobody removes themselves; ask another admin".to_owned(),
        ));
    }
    let found = store.admin(id).await?;
    let email = found.map(|account| account.email).unwrap_or_default();
    let entry = editor.entry("team.remove", id.as_str(), &email);
    let change = AdminChange::Remove(id.clone());
    done(store.administer(change, Some(entry)).await?, "person")
}

/// Gives somebody a password, and no codes: for who has lost either.
///
/// # Errors
/// When the password is no good or nobody has the address.
pub async fn reset_member(
    store: &dyn Store,
    passwords: &Passwords,
    editor: &Editor,
    email: &str,
    password: &SecretString,
) -> Result<(), AdminError> {
    let email = email.trim().to_lowercase();
    let account = store.admin_by_email(&email).await?;
    let account = account.ok_or(AdminError::Missing("person"))?;
    let mut faults = Faults::default();
    check_new(&mut faults, password, &email);
    faults.check()?;
    let hash = passwords.hash(password).await?;
    let entry = editor.entry("team.reset", account.id.as_str(), "new password, no codes");
    let change = AdminChange::SetPassword(account.id.clone(), hash, None);
    done(store.administer(change, Some(entry)).await?, "person")?;
    let codes = AdminChange::SetTotp(account.id, None);
    done(store.administer(codes, None).await?, "person")
}

pub(super) fn check_member(faults: &mut Faults, new: &NewMember) {
    let email = new.email.trim();
    let parts = email.split_once('@');
    let is_address = parts.is_some_and(|(who, host)| {
        !who.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.')
    });
    let odd = |character: char| character.is_whitespace() || character.is_control();
    if !is_address || email.contains(odd) || email.contains(['<', '>', '"']) {
        faults.add("email", "an address looks like ada@example.com");
    } else if email.len() > EMAIL_BYTES {
        let length = email.len();
        faults.add(
            "email",
            format!("an address has at most {EMAIL_BYTES} bytes: {length}"),
        );
    }
    check_name(faults, &new.name);
    check_new(faults, &new.password, &email.to_lowercase());
}

pub(super) fn check_name(faults: &mut Faults, name: &str) {
    let length = name.trim().chars().count();
    if length == 0 || length > NAME_CHARS || name.contains(char::is_control) {
        faults.add("name", format!("a name has 1 to {NAME_CHARS} characters"));
    }
}

pub(super) async fn new_account(
    passwords: &Passwords,
    new: &NewMember,
) -> Result<AdminAccount, AdminError> {
    let suffix = shell::uuid().simple().to_string();
    Ok(AdminAccount {
        id: AdminId::new(format!("adm_{}", &suffix[..16])),
        email: new.email.trim().to_lowercase(),
        name: new.name.trim().to_owned(),
        role: new.role,
        password: passwords.hash(&new.password).await?,
        totp: None,
        created_at: shell::now(),
        signed_in_at: None,
    })
}

const EMAIL_BYTES: usize = 254;
const NAME_CHARS: usize = 100;
const MOST: u64 = 1000;
