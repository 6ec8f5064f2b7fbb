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
    /// What pip installs, all of it together: each with its version.
    requirements: &'static [&'static str],
    program: &'static str,
}

/// Asks a server everything its description allows, and much that it does not.
pub(crate) const SCHEMATHESIS: PythonPackage = PythonPackage {
    name: "schemathesis",
    version: "4.32.5",
    requirements: &["schemathesis==4.32.5"],
    program: "schemathesis",
};

/// Speaks S3, for tests of uploads. Its own extra for a server would bring all that Amazon has.
pub(crate) const MOTO: PythonPackage = PythonPackage {
    name: "moto",
    version: "5.2.5",
    requirements: &["moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"],
    program: "moto_server",
};

impl PythonPackage {
    /// Where its program is, when it is installed.
    pub(crate) fn program(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("bin").join(self.program)
    }

    /// Name and version, when it is here in the right version.
    pub(super) fn find(&self, workspace: &Workspace) -> Option<String> {
        let python = self.folder(workspace).join("bin").join("python3");
        let question =
            "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))";
        let mut asked = child::command(python);
        asked.args(["-c", question, self.name]);
        let version = child::capture(&mut asked).ok()?;
        let is_here = version.trim() == self.version && self.program(workspace).exists();
        is_here.then(|| format!("{} {}", self.name, version.trim()))
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
                .args(self.requirements),
        )
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.target().join("python").join(self.name)
    }
}

impl fmt::Display for PythonPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pip install {}", self.requirements.join(" "))
    }
}
