//! Packages of Debian and its relatives.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use crate::child;
use crate::progress;

/// The package installer; its lists are refreshed once, before the first installation.
#[derive(Debug, Default)]
pub(super) struct Apt {
    refreshed: bool,
}

impl Apt {
    pub(super) fn install(&mut self, packages: &[&str]) -> Result<()> {
        if let Some(obstacle) = obstacle() {
            bail!("{obstacle}");
        }
        if !self.refreshed {
            self.refreshed = true;
            // One broken third-party source must not stop us: the installation itself will tell.
            if let Err(error) = child::run(apt_get().args(["update", "-q"])) {
                progress::note(&format!("the package lists may be old: {error:#}"));
            }
        }
        child::run(
            apt_get()
                .args(["install", "-q", "-y", "--no-install-recommends"])
                .args(packages),
        )
    }
}

/// Why packages cannot be installed here, if so.
pub(super) fn obstacle() -> Option<&'static str> {
    if child::find(&["apt-get"]).is_none() {
        Some("there is no apt here")
    } else if !is_root() {
        Some("only root may install packages")
    } else {
        None
    }
}

/// Debian's packages or those of Ubuntu, which names some differently.
pub(super) fn either(debian: Packages, ubuntu: Packages) -> Packages {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if is_ubuntu(&release) { ubuntu } else { debian }
}

/// Names of packages that are installed together.
pub(super) type Packages = &'static [&'static str];

fn is_ubuntu(release: &str) -> bool {
    release
        .lines()
        .filter_map(|line| line.split_once('='))
        .any(|(name, value)| matches!(name, "ID" | "ID_LIKE") && value.contains("ubuntu"))
}

fn apt_get() -> Command {
    let mut command = child::command("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        // Servers are for the tests, which start their own: where this is heeded, none is
        // started by its installation.
        .env("RUNLEVEL", "1")
        // A fresh cloud machine may be updating itself just now.
        .args(["-o", "DPkg::Lock::Timeout=300"]);
    command
}

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_ubuntu_and_what_derives_from_it_from_debian() {
        assert!(is_ubuntu("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_ubuntu("ID=pop\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_ubuntu("ID=debian\nHOME_URL=https://ubuntu.example\n"));
    }
}
