//! The server's own secret, from which the keys of HS256 tokens are derived.
//! It is in a file only its owner may read, or in a variable; never in the
//! database, so that a leaked database forges nothing.

use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hkdf::Hkdf;
use pulse_protocol::KeyId;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;
use thiserror::Error;

/// The server's own secret.
#[derive(Debug)]
pub struct MasterSecret(SecretBox<[u8]>);

/// Why there is no master secret.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MasterSecretError {
    /// The file cannot be read or made.
    #[error("cannot use the master secret {path}")]
    File {
        /// Where it is.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// Too short to be one.
    #[error("the master secret has fewer than {LEAST_BYTES} bytes: {0}")]
    Short(usize),
    /// What follows `base64:` is not that.
    #[error("the master secret says that it is base64, and is not")]
    Encoding,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random(#[source] getrandom::Error),
}

impl MasterSecret {
    /// Takes a secret that was given, as text or, after `base64:`, as bytes.
    ///
    /// # Errors
    /// When it is too short.
    pub fn from_text(text: &SecretString) -> Result<Self, MasterSecretError> {
        let text = text.expose_secret().trim();
        let bytes = match text.strip_prefix("base64:") {
            Some(encoded) => BASE64
                .decode(encoded)
                .map_err(|_| MasterSecretError::Encoding)?,
            None => text.as_bytes().to_vec(),
        };
        Self::from_bytes(bytes)
    }

    /// Reads the secret of a data directory; makes one the first time.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn from_directory(directory: &Path) -> Result<Self, MasterSecretError> {
        let path = directory.join("master.key");
        let failed = |source| MasterSecretError::File {
            path: path.clone(),
            source,
        };
        std::fs::create_dir_all(directory).map_err(failed)?;
        // Servers that start at once must agree on one secret.
        let lock = std::fs::File::create(directory.join("master.lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        if !path.try_exists().map_err(failed)? {
            let mut bytes = [0_u8; 32];
            #[expect(clippy::disallowed_methods, reason = "the shell that owns this secret")]
            getrandom::fill(&mut bytes).map_err(MasterSecretError::Random)?;
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&path).map_err(failed)?;
            file.write_all(&bytes).map_err(failed)?;
            file.sync_all().map_err(failed)?;
        }
        let mut bytes = Vec::new();
        std::fs::File::open(&path)
            .and_then(|mut file| file.read_to_end(&mut bytes))
            .map_err(failed)?;
        Self::from_bytes(bytes)
    }

    /// The key that signs tokens for one key pair.
    pub(super) fn token_key(&self, key: &KeyId) -> [u8; 32] {
        let mut derived = [0_u8; 32];
        Hkdf::<Sha256>::new(Some(b"pulse-token"), self.0.expose_secret())
            .expand(key.as_str().as_bytes(), &mut derived)
            .expect("32 bytes are fewer than HKDF's limit of 255 hashes");
        derived
    }

    /// Another secret, for one purpose and one thing.
    pub(super) fn derive<const N: usize>(&self, purpose: &[u8], about: &[u8]) -> [u8; N] {
        let mut derived = [0_u8; N];
        Hkdf::<Sha256>::new(Some(purpose), self.0.expose_secret())
            .expand(about, &mut derived)
            .expect("what is derived here is far below HKDF's limit of 255 hashes");
        derived
    }

    fn from_bytes(bytes: Vec<u8>) -> Result<Self, MasterSecretError> {
        if bytes.len() < LEAST_BYTES {
            return Err(MasterSecretError::Short(bytes.len()));
        }
        Ok(Self(SecretBox::new(bytes.into_boxed_slice())))
    }
}

const LEAST_BYTES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_one_node_is_the_variable_of_many() {
        let directory = tempfile::tempdir().unwrap();
        let own = MasterSecret::from_directory(directory.path()).unwrap();
        let bytes = std::fs::read(directory.path().join("master.key")).unwrap();
        let text = format!("base64:{}", BASE64.encode(bytes));
        let given = MasterSecret::from_text(&text.into()).unwrap();
        let key = pulse_protocol::key::key_id(&[1; 32]);
        assert_eq!(given.token_key(&key), own.token_key(&key));
        let wrong = MasterSecret::from_text(&"base64:%".to_owned().into());
        assert!(matches!(wrong, Err(MasterSecretError::Encoding)));
    }

    #[test]
    fn the_secret_is_made_once_and_only_its_owner_reads_it() {
        let directory = tempfile::tempdir().unwrap();
        let key = KeyId::parse("key_1").unwrap();
        let first = MasterSecret::from_directory(directory.path()).unwrap();
        let second = MasterSecret::from_directory(directory.path()).unwrap();
        assert_eq!(first.token_key(&key), second.token_key(&key));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = std::fs::metadata(directory.path().join("master.key")).unwrap();
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
        assert!(!format!("{first:?}").contains("key_1"));
    }

    #[test]
    fn each_key_pair_has_its_own_token_key_and_a_short_secret_is_refused() {
        let master = MasterSecret::from_text(&"m".repeat(32).into()).unwrap();
        let key = |text| master.token_key(&KeyId::parse(text).unwrap());
        assert_ne!(key("key_1"), key("key_2"));
        let error = MasterSecret::from_text(&"short".into()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the master secret has fewer than 32 bytes: 5"
        );
    }
}
