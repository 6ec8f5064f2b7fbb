//! The wasm32 library from Debian's packages, for machines where rustup cannot download.
//!
//! Debian ships a current Rust with the source of its library, made for browsers to be built with.
//! Compiling that source once for wasm32 and putting the result where the compiler looks makes it a
//! toolchain like any other, with no unstable flag afterwards.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::apt::Apt;
use super::wasm_target::{TRIPLE, library_folder};
use crate::child;
use crate::workspace::Workspace;

/// What rustup calls it.
pub(super) const TOOLCHAIN: &str = "debian-web";

pub(super) fn install(workspace: &Workspace, apt: &mut Apt) -> Result<()> {
    apt.install(PACKAGES)?;
    let library = library_folder(&mut child::command(RUSTC))
        .context("Debian's compiler does not know the target")?;
    let build = workspace.notes()?.join("wasm-library");
    write_empty_crate(&build)?;
    compile(&build)?;
    let artifacts = build.join("target").join(TRIPLE).join("release/deps");
    copy_libraries(&artifacts, &library)?;
    fs::remove_dir_all(&build).with_context(|| format!("removing {}", build.display()))?;
    child::run(child::command("rustup").args(["toolchain", "link", TOOLCHAIN, "/usr"]))
}

/// A crate of nothing: what is wanted of its build are the libraries below it.
fn write_empty_crate(folder: &Path) -> Result<()> {
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        fs::write(&file, text).with_context(|| format!("writing {}", file.display()))
    };
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    write("Cargo.toml", MANIFEST)?;
    write("lib.rs", "#![no_std]\n")
}

fn compile(folder: &Path) -> Result<()> {
    child::run(
        child::command(CARGO)
            .args(["build", "--release", "--target", TRIPLE])
            .args(["-Zbuild-std=std,panic_abort,test"])
            .args(["-Zbuild-std-features=optimize_for_size"])
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .env("RUSTC", RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            // Without it link-time optimisation of whatever uses the library fails.
            .env("RUSTFLAGS", "-Cembed-bitcode=yes"),
    )
}

fn copy_libraries(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    let entries = fs::read_dir(from).with_context(|| format!("reading {}", from.display()))?;
    let mut copied = 0;
    for entry in entries {
        let file = entry.with_context(|| format!("reading {}", from.display()))?;
        let name = file.file_name();
        if is_library(&name.to_string_lossy()) {
            fs::copy(file.path(), to.join(&name))
                .with_context(|| format!("copying {}", file.path().display()))?;
            copied += 1;
        }
    }
    ensure!(
        copied > 0,
        "the build made no library in {}",
        from.display()
    );
    Ok(())
}

fn is_library(file_name: &str) -> bool {
    file_name.ends_with(".rlib") && !file_name.starts_with("libwasm_library-")
}

const PACKAGES: &[&str] = &[
    "rustc-web",
    "cargo-web",
    "rust-web-clippy",
    "rust-web-src",
    "lld",
];
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const MANIFEST: &str = r#"[package]
name = "wasm-library"
version = "0.0.0"
edition = "2024"

[lib]
path = "lib.rs"
crate-type = ["rlib"]

[profile.release]
opt-level = "z"
codegen-units = 1

[workspace]
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_the_libraries_and_leaves_the_empty_crate_behind() {
        let from = tempfile::tempdir().unwrap();
        let to = tempfile::tempdir().unwrap();
        for name in ["libstd-1.rlib", "libwasm_library-2.rlib", "std-1.d"] {
            fs::write(from.path().join(name), "").unwrap();
        }
        let library = to.path().join("lib");
        copy_libraries(from.path(), &library).unwrap();
        let copied: Vec<_> = fs::read_dir(&library)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(copied, ["libstd-1.rlib"]);
    }

    #[test]
    fn an_empty_build_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(copy_libraries(folder.path(), folder.path()).is_err());
    }
}
