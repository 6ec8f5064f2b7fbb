//! The crates as they would be published: packaged, and tried as somebody has them who knows nothing
//! of this checkout.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use tar::Archive;

use super::widget;
use crate::child;
use crate::progress::step;
use crate::workspace::Workspace;

/// Makes the packages, in `target/package`, in the order in which they can be published.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    widget::build(workspace)?;
    package(workspace)
}

/// Packages the crates, unpacks them outside of the checkout's workspace, and has the compiler check
/// them there.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    package(workspace)?;
    let folder = workspace.notes()?.canonicalize()?.join("crates");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    for name in CRATES {
        unpack(workspace, name, &folder)?;
    }
    workspace_of_packages(workspace, &folder)?;
    step("check the crates as they are published", || {
        child::run(
            child::cargo(&folder)
                .args(["check", "--workspace", "--offline", "--features", FEATURES])
                // What was checked for the checkout serves here too.
                .env("CARGO_TARGET_DIR", workspace.target()),
        )
    })
}

fn package(workspace: &Workspace) -> Result<()> {
    bring_the_widget(workspace)?;
    step("package the crates", || {
        let mut cargo = child::cargo(workspace.root());
        // Compiling each apart would compile all that they build on again: `test` does better.
        cargo.args(["package", "--no-verify", "--allow-dirty", "--quiet"]);
        for name in CRATES {
            cargo.args(["--package", name]);
        }
        child::run(&mut cargo)
    })
}

/// Puts the built widget where the server's package takes it from.
fn bring_the_widget(workspace: &Workspace) -> Result<()> {
    let to = workspace.path("server-ref/widget");
    if to.exists() {
        fs::remove_dir_all(&to).with_context(|| format!("removing {}", to.display()))?;
    }
    copy(&workspace.path("web-component/dist"), &to)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    let entries = fs::read_dir(from).with_context(|| format!("reading {}", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)
                .with_context(|| format!("copying to {}", target.display()))?;
        }
    }
    Ok(())
}

/// Unpacks a package into a folder of the crate's name and looks for what every package has.
fn unpack(workspace: &Workspace, name: &str, folder: &Path) -> Result<()> {
    let package = newest_package(workspace, name)?;
    let file =
        fs::File::open(&package).with_context(|| format!("opening {}", package.display()))?;
    Archive::new(GzDecoder::new(file))
        .unpack(folder)
        .with_context(|| format!("unpacking {}", package.display()))?;
    let stem = package.file_stem().context("a package has a name")?;
    let unpacked = folder.join(name);
    fs::rename(folder.join(stem), &unpacked)
        .with_context(|| format!("moving to {}", unpacked.display()))?;
    let mut expected = vec!["Cargo.toml", "README.md", "LICENSE-MIT", "LICENSE-APACHE"];
    if name == super::build::SERVER {
        expected.push("widget/pulse.js");
    }
    for file in expected {
        ensure!(unpacked.join(file).is_file(), "{name} has no {file}");
    }
    documents_are_inside(&unpacked, &unpacked.join("src"))
}

/// The compiler reads a text that is documentation, or whose code is tested with it, only when it
/// makes or tests documentation: too late for whoever got the package.
fn documents_are_inside(package: &Path, folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            documents_are_inside(package, &path)?;
        } else {
            let text =
                fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
            for document in documents(&text) {
                let place = folder.join(document).canonicalize();
                ensure!(
                    place.is_ok_and(|place| place.starts_with(package)),
                    "{} includes {document}, which is not in its package",
                    path.display()
                );
            }
        }
    }
    Ok(())
}

/// The files that a source file has as its documentation.
fn documents(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let rest = line.trim().strip_prefix("#[doc = include_str!(\"")?;
        rest.strip_suffix("\")]")
    })
}

/// The version is the workspace's, but whoever runs this need not know it.
fn newest_package(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let version = crate::lockfile::version_of(name, &workspace.path("Cargo.lock"))?;
    let file = format!("package/{name}-{version}.crate");
    Ok(workspace.target().join(file))
}

/// Packages name each other by version; here those are the ones beside them. Versions and profiles
/// of everything else are the checkout's, so that little has to be compiled.
fn workspace_of_packages(workspace: &Workspace, folder: &Path) -> Result<()> {
    let root = workspace.path("Cargo.toml");
    let text = fs::read_to_string(&root).with_context(|| format!("reading {}", root.display()))?;
    let root: toml::Table = text.parse().context("Cargo.toml is not TOML")?;
    let members = CRATES.map(|name| format!("{name:?}")).join(", ");
    let patches: String = CRATES
        .iter()
        .map(|name| format!("{name} = {{ path = {name:?} }}\n"))
        .collect();
    let mut profiles = toml::Table::new();
    if let Some(profile) = root.get("profile") {
        profiles.insert("profile".to_owned(), profile.clone());
    }
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n[patch.crates-io]\n{patches}\n{}",
        toml::to_string(&profiles).context("writing the profiles")?
    );
    fs::write(folder.join("Cargo.toml"), manifest).context("writing the packages' workspace")?;
    fs::copy(workspace.path("Cargo.lock"), folder.join("Cargo.lock"))
        .context("copying Cargo.lock")?;
    Ok(())
}

/// All that somebody may ask for.
const FEATURES: &str = "pulse-sdk/axum,pulse-sdk/actix,pulse-sdk/blocking,pulse-sdk/realtime,\
                        pulse-sdk/test-server";

/// In the order in which they build on each other.
const CRATES: [&str; 4] = [
    "pulse-protocol",
    "pulse-client-core",
    super::build::SERVER,
    "pulse-sdk",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_whose_documentation_is_outside_of_it_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        let package = root.join("package");
        fs::create_dir_all(package.join("src")).expect("a folder in it");
        fs::write(root.join("README.md"), "outside").expect("a file");
        let lib = package.join("src/lib.rs");
        let source = |file| format!("#[doc = include_str!(\"{file}\")]\nstruct Readme;\n");
        let check = || documents_are_inside(&package, &package.join("src"));

        fs::write(&lib, source("../../README.md")).expect("a file");
        let error = check().expect_err("it is outside").to_string();
        assert!(
            error.ends_with("includes ../../README.md, which is not in its package"),
            "{error}"
        );
        fs::write(&lib, source("../README.md")).expect("a file");
        assert!(check().is_err(), "it is not there");
        fs::write(package.join("README.md"), "inside").expect("a file");
        check().expect("it is inside");
    }
}
