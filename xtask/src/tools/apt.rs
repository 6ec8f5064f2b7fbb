//! Packages of Debian and its relatives.

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

fn apt_get() -> std::process::Command {
    let mut command = child::command("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
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
