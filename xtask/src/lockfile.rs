//! The version of a package that `Cargo.lock` pins.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Reads the pinned version of a package from a lock file.
pub(crate) fn version_of(package: &str, lock_file: &Path) -> Result<String> {
    let text = fs::read_to_string(lock_file)
        .with_context(|| format!("reading {}", lock_file.display()))?;
    find(package, &text)?.with_context(|| format!("{package} is not in {}", lock_file.display()))
}

fn find(package: &str, lock_text: &str) -> Result<Option<String>> {
    let lock: toml::Table = lock_text.parse().context("Cargo.lock is not TOML")?;
    let version = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
        .and_then(|entry| entry.get("version"))
        .and_then(toml::Value::as_str);
    Ok(version.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
        version = 4

        [[package]]
        name = "wasm-bindgen-futures"
        version = "0.4.80"

        [[package]]
        name = "wasm-bindgen"
        version = "0.2.130"
        dependencies = ["cfg-if"]
    "#;

    #[test]
    fn finds_the_package_and_not_one_whose_name_starts_alike() {
        let version = find("wasm-bindgen", LOCK).expect("the text is TOML");
        assert_eq!(version.as_deref(), Some("0.2.130"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(find("serde", LOCK).expect("the text is TOML"), None);
    }

    #[test]
    fn a_broken_lock_file_is_an_error() {
        assert!(find("serde", "[[package").is_err());
    }
}
