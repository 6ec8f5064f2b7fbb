//! Servers of others that tests start.

use std::path::PathBuf;

use crate::child;

/// PostgreSQL's `initdb`, which Debian keeps away from the `PATH`, one folder
/// for each version.
pub(crate) fn postgres() -> Option<PathBuf> {
    child::find(&["initdb"]).or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let programs = versions.flatten();
        let mut programs = programs.map(|version| version.path().join("bin/initdb"));
        programs.find(|program| program.exists())
    })
}

/// A server that Debian keeps where only root's `PATH` may lead.
pub(crate) fn in_sbin(name: &str) -> Option<PathBuf> {
    let usual = || Some(PathBuf::from("/usr/sbin").join(name)).filter(|path| path.exists());
    child::find(&[name]).or_else(usual)
}

/// What is loaded into a process whose clock is to be wrong.
pub(crate) fn faketime() -> Option<PathBuf> {
    let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
    Some(PathBuf::from(library)).filter(|path| path.exists())
}
