//! Where things are: the checkout's folders and cargo's target directory.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The checkout this task runner works in.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the checkout and asks cargo for its target directory, which a user's own cargo
    /// settings may have moved.
    pub(crate) fn discover() -> Result<Self> {
        // Asked now rather than compiled in: two checkouts may share a target directory, and with
        // it this program. The compiled-in one serves who starts it without cargo.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .context("the xtask crate has no folder above it")?
            .to_owned();
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(&root)
            .output()
            .context("running cargo metadata")?;
        ensure!(
            output.status.success(),
            "cargo metadata failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
            .context("reading the output of cargo metadata")?;
        let target = metadata["target_directory"]
            .as_str()
            .context("cargo metadata names no target directory")?
            .into();
        Ok(Self { root, target })
    }

    /// The checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A file or folder of the checkout.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Cargo's target directory for native builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// The target directory for WebAssembly builds: it may be another compiler that makes them, and
    /// two compilers in one directory rebuild everything at every switch.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm-build")
    }

    /// A binary of the development profile.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.built("debug", name)
    }

    /// A binary of the release profile.
    pub(crate) fn release_binary(&self, name: &str) -> PathBuf {
        self.built("release", name)
    }

    fn built(&self, profile: &str, name: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// The task runner's own notes: what was built from which sources.
    pub(crate) fn notes(&self) -> Result<PathBuf> {
        let notes = self.target.join("xtask");
        fs::create_dir_all(&notes).with_context(|| format!("creating {}", notes.display()))?;
        Ok(notes)
    }
}
