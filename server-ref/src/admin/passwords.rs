//! Passwords: argon2id, a few at a time, away from the threads that serve.

use std::fmt;
use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::AdminError;
use super::error::Faults;
use crate::shell;

/// Fields that are never put back into a form, nor kept.
pub const MASKED_FIELDS: &[&str] = &[
    "password",
    "current",
    "repeated",
    "code",
    "form",
    "turnSecret",
];

/// Makes and checks hashes. Each takes 19 MiB and some time, so only a few are
/// made at once, and others wait.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Passwords {
    /// Nothing is being hashed yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// When the system cannot do it.
    pub async fn hash(&self, password: &SecretString) -> Result<String, AdminError> {
        let salt: [u8; 16] = shell::random_bytes()?;
        let password = password.clone();
        self.away(move || {
            let made: Result<PasswordHash, _> = Argon2::default()
                .hash_password_with_salt(password.expose_secret().as_bytes(), &salt);
            made.map(|hash| hash.to_string()).ok()
        })
        .await?
        .ok_or(AdminError::Internal("the password could not be hashed"))
    }

    /// Whether a password is the one. Without a hash it takes as long and is
    /// not, so that time does not tell which accounts there are.
    ///
    /// # Errors
    /// When the system cannot do it.
    pub async fn verify(
        &self,
        password: &SecretString,
        hash: Option<&str>,
    ) -> Result<bool, AdminError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or(NOBODYS).to_owned();
        let password = password.clone();
        let fits = self
            .away(move || {
                let bytes = password.expose_secret().as_bytes();
                Argon2::default()
                    .verify_password(bytes, hash.as_str())
                    .is_ok()
            })
            .await?;
        Ok(known && fits)
    }

    async fn away<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AdminError> {
        let closed = AdminError::Internal("the server is stopping");
        let Ok(turn) = Arc::clone(&self.turns).acquire_owned().await else {
            return Err(closed);
        };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(|_| closed)
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords")
    }
}

/// Says what is wrong with a new password.
pub(super) fn check_new(faults: &mut Faults, password: &SecretString, email: &str) {
    let text = password.expose_secret();
    let length = text.chars().count();
    if length < SHORTEST {
        faults.add(
            "password",
            format!("a password has at least {SHORTEST} characters; a sentence is a good one"),
        );
    } else if length > LONGEST {
        faults.add(
            "password",
            format!("a password has at most {LONGEST} characters: {length}"),
        );
    } else if text.to_lowercase() == email || is_monotonous(text) {
        faults.add("password", "this password is guessed at once; take another");
    }
}

/// `aaaaaaaaaaaa`, `abababababab`, `123123123123`.
fn is_monotonous(text: &str) -> bool {
    let characters: std::collections::BTreeSet<char> = text.chars().collect();
    characters.len() < LEAST_DIFFERENT
}

const AT_ONCE: usize = 2;
const SHORTEST: usize = 12;
const LONGEST: usize = 200;
const LEAST_DIFFERENT: usize = 5;
/// Of a password nobody knows, made as all others are.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
Zm9yIG5vYm9keSBhdCBhbGwsIDMyIGJ5dGVzIGxvbmc";

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_alone() {
        let passwords = Passwords::new();
        let right = SecretString::from("correct horse battery");
        let hash = passwords.hash(&right).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert_ne!(hash, passwords.hash(&right).await.unwrap());
        assert!(passwords.verify(&right, Some(&hash)).await.unwrap());
        let wrong = SecretString::from("correct horse batterY");
        assert!(!passwords.verify(&wrong, Some(&hash)).await.unwrap());
        assert!(!passwords.verify(&right, None).await.unwrap());
    }

    #[test]
    fn whoever_is_nobody_has_a_hash_that_can_be_checked() {
        let hash = PasswordHash::new(NOBODYS).unwrap();
        assert_eq!(hash.hash.unwrap().as_bytes().len(), 32);
    }

    #[test]
    fn what_is_guessed_at_once_is_no_password() {
        let fault = |text: &str| {
            let mut faults = Faults::default();
            check_new(&mut faults, &SecretString::from(text), "ada@example.com");
            faults.check().is_err()
        };
        for text in [
            "short",
            "aaaaaaaaaaaaaaa",
            "121212121212",
            "Ada@example.com",
        ] {
            assert!(fault(text), "{text}");
        }
        assert!(fault(&"ab cd ef".repeat(100)));
        assert!(!fault("correct horse battery") && !fault("žluťoučký kůň!"));
    }
}
