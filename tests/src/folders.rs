//! Where the build put things, and where pictures go.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder of this build's binaries: a test runs from `<profile>/deps`.
pub(crate) fn profile() -> Result<PathBuf> {
    let test = env::current_exe().context("asking where the test itself is")?;
    test.ancestors()
        .nth(2)
        .map(Path::to_owned)
        .with_context(|| format!("{} is in no target folder", test.display()))
}

/// A folder of this name in the target folder, made if it is missing.
pub(crate) fn in_target(name: &str) -> Result<PathBuf> {
    let profile = profile()?;
    let folder = profile.parent().unwrap_or(&profile).join(name);
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    Ok(folder)
}
