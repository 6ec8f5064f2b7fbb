//! Tools that come as source, compiled here into cargo's own bin folder.

use std::fmt;
use std::path::Path;

use anyhow::Result;

use crate::child;

/// A package of exactly one version.
#[derive(Debug)]
pub(crate) struct CargoPackage {
    pub(super) name: &'static str,
    pub(super) version: String,
    pub(super) locked: bool,
}

impl CargoPackage {
    pub(super) fn install(&self, folder: &Path) -> Result<()> {
        let mut cargo = child::cargo(folder);
        cargo
            .args(self.arguments())
            // Its build would fill the project's folder for nothing: nobody builds it twice.
            .env_remove("CARGO_TARGET_DIR");
        child::run(&mut cargo)
    }

    fn arguments(&self) -> Vec<&str> {
        let mut arguments = vec!["install", self.name, "--version", &self.version];
        if self.locked {
            arguments.push("--locked");
        }
        arguments
    }
}

impl fmt::Display for CargoPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cargo {}", self.arguments().join(" "))
    }
}
