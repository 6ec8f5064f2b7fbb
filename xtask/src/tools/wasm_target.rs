//! The compiler for the browser: Rust's library for wasm32, compiled for tests and as source for
//! what ships, with the toolchain that has both.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::apt::Apt;
use super::debian_wasm;
use crate::child;
use crate::progress;
use crate::workspace::Workspace;

/// The target's name.
pub(crate) const TRIPLE: &str = "wasm32-unknown-unknown";

/// Which toolchain compiles for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    /// The one that builds everything else.
    Default,
    /// Debian's, linked into rustup.
    Debian,
}

impl WasmToolchain {
    /// Lets a command that ends in cargo compile for the browser.
    pub(crate) fn apply(self, workspace: &Workspace, command: &mut Command) {
        command.env("CARGO_TARGET_DIR", workspace.wasm_target());
        if self == Self::Debian {
            command
                .env("RUSTUP_TOOLCHAIN", debian_wasm::TOOLCHAIN)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld");
        }
    }
}

impl fmt::Display for WasmToolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "in the default toolchain",
            Self::Debian => "in Debian's toolchain",
        })
    }
}

/// The toolchain that can compile for the browser, if there is one.
pub(crate) fn find(workspace: &Workspace) -> Option<WasmToolchain> {
    let mut rustc = child::command("rustc");
    if is_complete(rustc.current_dir(workspace.root())) {
        return Some(WasmToolchain::Default);
    }
    let mut rustc = child::command("rustc");
    is_complete(rustc.env("RUSTUP_TOOLCHAIN", debian_wasm::TOOLCHAIN))
        .then_some(WasmToolchain::Debian)
}

/// Gets the library: from rustup, or where rustup cannot download from Debian's packages.
pub(super) fn install(workspace: &Workspace, apt: &mut Apt) -> Result<()> {
    let Err(by_rustup) = add_with_rustup(workspace) else {
        return Ok(());
    };
    progress::note(&format!(
        "{by_rustup:#}; building the library from Debian's Rust packages instead"
    ));
    debian_wasm::install(workspace, apt)
        .with_context(|| format!("{by_rustup:#}, and Debian's way failed"))
}

fn add_with_rustup(workspace: &Workspace) -> Result<()> {
    let rustup = child::find(&["rustup"]).context("there is no rustup here")?;
    for arguments in [["target", "add", TRIPLE], ["component", "add", "rust-src"]] {
        child::run(
            child::command(&rustup)
                .args(arguments)
                .current_dir(workspace.root()),
        )?;
    }
    Ok(())
}

/// Whether a compiler has the standard library for the target, and its source.
fn is_complete(rustc: &mut Command) -> bool {
    let library = library_folder(rustc);
    let source = library.as_deref().and_then(source_folder);
    library.is_some_and(|folder| holds_std(&folder)) && source.is_some_and(|folder| folder.is_dir())
}

/// Where the source is: beside the folders of the targets.
fn source_folder(library: &Path) -> Option<PathBuf> {
    let targets = library.ancestors().nth(2)?;
    Some(targets.join("src/rust/library"))
}

/// Where a compiler looks for the target's library, whether or not it is there.
pub(super) fn library_folder(rustc: &mut Command) -> Option<PathBuf> {
    let folder =
        child::capture(rustc.args(["--print", "target-libdir", "--target", TRIPLE])).ok()?;
    Some(PathBuf::from(folder.trim()))
}

fn holds_std(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_folder_counts_only_with_the_standard_library_in_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!holds_std(&folder.path().join("missing")));
        fs::write(folder.path().join("libcore-1.rlib"), "").unwrap();
        assert!(!holds_std(folder.path()));
        fs::write(folder.path().join("libstd-2.rlib"), "").unwrap();
        assert!(holds_std(folder.path()));
    }
}
