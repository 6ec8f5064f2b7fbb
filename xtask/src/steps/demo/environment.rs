//! The demo's environment on the server: made once, its keys kept for the next run.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::service;
use crate::child;
use crate::progress::note;
use crate::steps::build;
use crate::workspace::Workspace;

/// Keys and data of the demo. No `Debug`: one of the keys is secret.
pub(in crate::steps) struct Environment {
    data: PathBuf,
    publishable_key: String,
    secret_key: String,
}

impl Environment {
    /// Reads the keys of an earlier run, or makes an environment and keeps its keys.
    pub(in crate::steps) fn ensure(workspace: &Workspace, folder: &Path) -> Result<Self> {
        let data = folder.join("data");
        let keys = folder.join("environment.json");
        if data.exists() {
            match fs::read_to_string(&keys) {
                Ok(text) => return Self::parse(&text, data),
                Err(error) => {
                    note(&format!(
                        "the demo's keys cannot be read ({error}): starting with an empty demo"
                    ));
                    fs::remove_dir_all(&data)
                        .with_context(|| format!("removing {}", data.display()))?;
                }
            }
        }
        let text = child::capture(
            service::command(&workspace.binary(build::SERVER))
                .args(["env", "create", "demo", "--json", "--data-dir"])
                .arg(&data),
        )?;
        let environment = Self::parse(&text, data)?;
        write_private(&keys, &text)?;
        Ok(environment)
    }

    /// Makes an environment whose keys end with the demo.
    pub(super) fn create(command: &mut Command, data: PathBuf) -> Result<Self> {
        Self::parse(&child::capture(command)?, data)
    }

    fn parse(text: &str, data: PathBuf) -> Result<Self> {
        let json: Value =
            serde_json::from_str(text).context("the demo's environment is not JSON")?;
        let field = |name: &str| {
            json.get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .with_context(|| format!("the demo's environment has no {name}"))
        };
        Ok(Self {
            publishable_key: field("publishableKey")?,
            secret_key: field("secretKey")?,
            data,
        })
    }

    pub(in crate::steps) fn data(&self) -> &Path {
        &self.data
    }

    pub(in crate::steps) fn publishable_key(&self) -> &str {
        &self.publishable_key
    }

    pub(in crate::steps) fn secret_key(&self) -> &str {
        &self.secret_key
    }
}

/// Writes a file that only its owner can read, also while it is being written.
fn write_private(file: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(file)
        .and_then(|mut open| open.write_all(text.as_bytes()))
        .with_context(|| format!("writing {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_keys_and_names_the_one_that_is_missing() {
        let text = r#"{"id":"e","name":"demo","publishableKey":"pk_a","secretKey":"sk_b"}"#;
        let environment = Environment::parse(text, PathBuf::new()).expect("all is there");
        assert_eq!(environment.publishable_key(), "pk_a");
        assert_eq!(environment.secret_key(), "sk_b");

        let error = Environment::parse(r#"{"publishableKey":"pk_a"}"#, PathBuf::new())
            .err()
            .expect("the secret key is missing");
        assert_eq!(error.to_string(), "the demo's environment has no secretKey");
    }

    #[cfg(unix)]
    #[test]
    fn others_cannot_read_the_keys() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("environment.json");
        write_private(&file, "{}").unwrap();
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
