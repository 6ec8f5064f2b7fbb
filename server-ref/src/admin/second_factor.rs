//! One-time codes (RFC 6238). Their secret is derived from the server's own
//! secret, so a leaked database makes none.

use std::fmt;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pulse_protocol::Timestamp;
use totp_rs::{Builder, Secret};

use super::error::done;
use super::{AdminError, Who};
use crate::auth::Tokens;
use crate::shell;
use crate::storage::{AdminAccount, AdminChange, AdminOutcome, Store};

/// What an app needs to make codes, before it is used.
#[expect(clippy::exhaustive_structs, reason = "an offer is its fields")]
pub struct TotpOffer {
    /// What the secret is derived from.
    pub nonce: String,
    /// The secret, to be typed into an app.
    pub secret: String,
    /// The same as an address, for a picture that a phone reads.
    pub url: String,
}

impl fmt::Debug for TotpOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpOffer { [redacted] }")
    }
}

/// Offers somebody a secret, fresh or the one offered before.
///
/// # Errors
/// When the system gives no random bytes.
pub fn begin_totp(
    tokens: &Tokens,
    account: &AdminAccount,
    offered: Option<&str>,
) -> Result<TotpOffer, AdminError> {
    let nonce = match offered.filter(|text| is_nonce(text)) {
        Some(offered) => offered.to_owned(),
        None => hex(&shell::random_bytes::<16>()?),
    };
    let secret = secret(tokens, account, &nonce).to_base32();
    let label = utf8_percent_encode(&account.email, NON_ALPHANUMERIC);
    let url = format!("otpauth://totp/Pulse:{label}?secret={secret}&issuer=Pulse");
    Ok(TotpOffer { nonce, secret, url })
}

/// Begins to ask somebody for codes, once they have shown one.
///
/// # Errors
/// When the code is wrong.
pub async fn confirm_totp(
    store: &dyn Store,
    tokens: &Tokens,
    account: &AdminAccount,
    who: &Who,
    nonce: &str,
    code: &str,
) -> Result<(), AdminError> {
    let step = is_nonce(nonce)
        .then(|| step_of(tokens, account, nonce, code, shell::now()))
        .flatten()
        .ok_or_else(wrong_code)?;
    let entry = who.entry("account.totp", account.id.as_str(), "one-time codes on");
    let change = AdminChange::SetTotp(account.id.clone(), Some(nonce.to_owned()));
    done(store.administer(change, Some(entry)).await?, "account")?;
    // The code that was shown is used up.
    let used = AdminChange::UseTotp(account.id.clone(), step);
    store.administer(used, None).await?;
    Ok(())
}

/// Asks somebody for codes no more.
///
/// # Errors
/// For faults of the store.
pub async fn end_totp(
    store: &dyn Store,
    account: &AdminAccount,
    who: &Who,
) -> Result<(), AdminError> {
    let entry = who.entry("account.totp", account.id.as_str(), "one-time codes off");
    let change = AdminChange::SetTotp(account.id.clone(), None);
    done(store.administer(change, Some(entry)).await?, "account")
}

/// Takes a code of somebody who has to show one; none is taken twice.
pub(super) async fn take_code(
    store: &dyn Store,
    tokens: &Tokens,
    account: &AdminAccount,
    code: &str,
) -> Result<bool, AdminError> {
    let Some(nonce) = &account.totp else {
        return Ok(true);
    };
    let Some(step) = step_of(tokens, account, nonce, code, shell::now()) else {
        return Ok(false);
    };
    let used = AdminChange::UseTotp(account.id.clone(), step);
    Ok(store.administer(used, None).await? == AdminOutcome::Done)
}

pub(super) fn wrong_code() -> AdminError {
    AdminError::field(
        "code",
        "this code is not right; take the one that is shown now",
    )
}

fn step_of(
    tokens: &Tokens,
    account: &AdminAccount,
    nonce: &str,
    code: &str,
    now: Timestamp,
) -> Option<u64> {
    let code: String = code.chars().filter(|one| !one.is_whitespace()).collect();
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let totp = Builder::new()
        .with_secret(secret(tokens, account, nonce))
        .build()
        .ok()?;
    is_code.then(|| totp.check(&code, now.unix_ms() / 1000))?
}

fn secret(tokens: &Tokens, account: &AdminAccount, nonce: &str) -> Secret {
    let about = format!("{}\n{nonce}", account.id);
    let secret: [u8; 20] = tokens.derive(b"pulse-totp", about.as_bytes());
    Secret::from(secret.to_vec())
}

fn is_nonce(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
