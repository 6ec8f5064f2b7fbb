//! `cargo xtask widget`: `pulse.js` with its wasm file, as pages load them.

use anyhow::{Result, ensure};

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
    let weight = Weight::of(&workspace.path(DIST))?;
    Ok(Widget { weight, toolchain })
}

const DIST: &str = "web-component/dist";
const SCRIPT: &str = "web-component/dist/pulse.js";

const OUTPUTS: &[&str] = &[DIST, SCRIPT];

const INPUTS: &[&str] = &[
    "sdk-wasm/js",
    "sdk-wasm/pkg",
    "sdk-wasm/shared-data",
    "web-component/package.json",
    "web-component/package-lock.json",
    "web-component/scripts",
    "web-component/src",
    "web-component/tsconfig.json",
    "web-component/types",
];
