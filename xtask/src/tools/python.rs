//! Tools that come from Python's package index, in an environment of their own under cargo's target
//! directory.

use std::fmt;
use std::path::PathBuf;

use anyhow::Result;

use crate::child;
use crate::workspace::Workspace;

/// A package of exactly one version, and the program in it.
#[derive(Debug)]
pub(crate) struct PythonPackage {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

/// Asks a server everything its description allows, and much that it does not.
pub(crate) const SCHEMATHESIS: PythonPackage = PythonPackage {
    name: "schemathesis",
    version: "4.32.5",
};

impl PythonPackage {
    /// Where its program is, when it is installed.
    pub(crate) fn program(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("bin").join(self.name)
    }

    /// What it says of itself, when it is here in the right version.
    pub(super) fn find(&self, workspace: &Workspace) -> Option<String> {
        let line = child::capture(child::command(self.program(workspace)).arg("--version")).ok()?;
        line.contains(self.version).then(|| line.trim().to_owned())
    }

    pub(super) fn install(&self, workspace: &Workspace) -> Result<()> {
        let folder = self.folder(workspace);
        child::run(
            child::command("python3")
                .args(["-m", "venv", "--clear"])
                .arg(&folder),
        )?;
        child::run(
            child::command(folder.join("bin").join("pip"))
                .args(["install", "--quiet", "--disable-pip-version-check"])
                .arg(self.requirement()),
        )
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.target().join("python").join(self.name)
    }

    fn requirement(&self) -> String {
        format!("{}=={}", self.name, self.version)
    }
}

impl fmt::Display for PythonPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pip install {}", self.requirement())
    }
}
