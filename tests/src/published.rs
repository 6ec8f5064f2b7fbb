//! Published npm packages that stories run against, kept in the target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::folders;

/// The folder of a package's files; the package is fetched when it is first asked for.
///
/// Only its own files are fetched: neither dependencies nor scripts.
///
/// # Errors
/// When `npm` or `tar` is missing, or the registry does not have the package.
pub fn package(name: &str, version: &str) -> Result<PathBuf> {
    let cache = folders::in_target("published")?;
    let kept = cache.join(format!("{}-{version}", name.replace(['@', '/'], "-")));
    if !kept.exists() {
        // Unpacked aside and then renamed, so that a half-fetched one is never used.
        let aside = tempfile::tempdir_in(&cache).context("making a folder for the package")?;
        fetch(&format!("{name}@{version}"), aside.path())?;
        let unpacked = aside.path().join("package");
        fs::rename(&unpacked, &kept)
            .or_else(|error| if kept.exists() { Ok(()) } else { Err(error) })
            .with_context(|| format!("keeping the package as {}", kept.display()))?;
    }
    Ok(kept)
}

fn fetch(package: &str, folder: &Path) -> Result<()> {
    run(Command::new("npm")
        .args(["pack", package, "--silent", "--ignore-scripts"])
        .current_dir(folder))?;
    let archive = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .with_context(|| format!("npm left no archive of {package}"))?;
    run(Command::new("tar")
        .arg("-xzf")
        .arg(archive)
        .current_dir(folder))
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("running {program}, which the stories need"))?;
    ensure!(
        output.status.success(),
        "{program} failed, {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
