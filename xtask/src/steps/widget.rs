//! `cargo xtask widget`: `pulse.js` with its wasm file, as pages load them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::budget::Weight;
use super::wasm;
use crate::fingerprint::Stamp;
use crate::progress::{skipped, step};
use crate::tools::npm;
use crate::tools::wasm_target::WasmToolchain;
use crate::workspace::Workspace;

/// The widget as it was built.
#[derive(Debug)]
pub(crate) struct Widget {
    pub(crate) weight: Weight,
    /// For whatever else is compiled for the browser.
    pub(crate) toolchain: WasmToolchain,
}

/// Builds the widget and fails when it is over its size budget.
pub(crate) fn run(workspace: &Workspace) -> Result<Widget> {
    let widget = build(workspace)?;
    widget.weight.within_budget()?;
    Ok(widget)
}

/// Builds `web-component/dist` unless it is up to date, and prints what it weighs.
pub(crate) fn build(workspace: &Workspace) -> Result<Widget> {
    let toolchain = wasm::run(workspace)?;
    let stamp = Stamp::of(workspace, "widget", "npm run build", INPUTS, OUTPUTS)?;
    let script = workspace.path(SCRIPT);
    if stamp.is_current()? {
        skipped("widget", "up to date");
    } else {
        step("build the widget", || {
            npm::run_script(workspace, "build")?;
            ensure!(script.exists(), "the build made no {}", script.display());
            stamp.write()
        })?;
    }
    let weight = Weight::of(&script, &wasm_files(&workspace.path(DIST))?)?;
    Ok(Widget { weight, toolchain })
}

fn wasm_files(dist: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(dist) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("reading {}", dist.display()))?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("reading {}", dist.display()))?
            .path();
        if path
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

const DIST: &str = "web-component/dist";
const SCRIPT: &str = "web-component/dist/pulse.js";

const OUTPUTS: &[&str] = &[DIST, SCRIPT];

const INPUTS: &[&str] = &[
    "sdk-wasm/pkg",
    "web-component/package.json",
    "web-component/package-lock.json",
    "web-component/scripts",
    "web-component/src",
    "web-component/tsconfig.json",
    "web-component/types",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_wasm_files_of_a_build_and_none_before_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(wasm_files(&folder.path().join("dist")).unwrap().is_empty());
        for name in ["pulse.js", "pulse_client_bg.wasm", "pulse.js.map"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let found = wasm_files(folder.path()).unwrap();
        assert_eq!(found, [folder.path().join("pulse_client_bg.wasm")]);
    }
}
