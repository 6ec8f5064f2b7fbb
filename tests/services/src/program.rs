//! Finding the programs, and who runs them: PostgreSQL refuses to be root.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A program on the `PATH`, or in one of these folders.
pub(crate) fn find(name: &str, folders: &[PathBuf], package: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::split_paths(&path).chain(folders.iter().cloned());
    let found = path
        .map(|folder| folder.join(name))
        .find(|one| one.is_file());
    match found {
        Some(program) => Ok(program),
        None => {
            bail!("{name} of {package} is not installed: `cargo xtask doctor` says how to get it")
        }
    }
}

/// Where Debian keeps PostgreSQL's servers, the newest first.
pub(crate) fn postgres_folders() -> Vec<PathBuf> {
    let Ok(versions) = fs::read_dir("/usr/lib/postgresql") else {
        return vec![];
    };
    let mut found: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// Somebody without rights, in whose name a server is run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nobody {
    pub(crate) user: u32,
    pub(crate) group: u32,
}

impl Nobody {
    /// Whom to become: nobody else, unless this process is root's.
    pub(crate) fn to_become() -> Result<Option<Self>> {
        if owner(Path::new("/proc/self"))? != 0 {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd").context("reading the users")?;
        let known = |name: &str| {
            users.lines().find_map(|line| {
                let mut fields = line.split(':');
                (fields.next()? == name).then_some(())?;
                let user = fields.nth(1)?.parse().ok()?;
                let group = fields.next()?.parse().ok()?;
                Some(Self { user, group })
            })
        };
        let found = known("postgres").or_else(|| known("nobody"));
        found
            .map(Some)
            .context("root cannot run PostgreSQL, and there is no user `postgres` or `nobody`")
    }
}

#[cfg(unix)]
fn owner(path: &Path) -> Result<u32> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata(path).context("who this process is")?.uid())
}

#[cfg(not(unix))]
fn owner(_: &Path) -> Result<u32> {
    bail!("these servers are started on Unix only")
}
