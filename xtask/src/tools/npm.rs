//! The widget's npm packages, as its lock file pins them.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::browsers;
use crate::child;
use crate::fingerprint::Stamp;
use crate::progress::{skipped, step};
use crate::workspace::Workspace;

/// Where the widget lives.
const FOLDER: &str = "web-component";

/// Installs the packages when the lock file is not the one they were installed from.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let stamp = Stamp::of(
        workspace,
        "npm",
        "npm ci",
        &[
            "web-component/package.json",
            "web-component/package-lock.json",
        ],
        // npm writes this file when it has finished.
        &["web-component/node_modules/.package-lock.json"],
    )?;
    if stamp.is_current()? {
        skipped("npm packages", "up to date");
        return Ok(());
    }
    step("npm packages of the widget", || {
        child::run(npm(workspace)?.args(["ci", "--no-audit", "--no-fund"]))?;
        stamp.write()
    })
}

/// Runs a script of the widget's package.json.
pub(crate) fn run_script(workspace: &Workspace, script: &str) -> Result<()> {
    let mut npm = npm(workspace)?;
    npm.args(["run", "--silent", script]);
    if let Some(chrome) = browsers::chrome() {
        npm.env("PULSE_CHROMIUM", chrome);
    }
    child::run(&mut npm)
}

/// A program that came with the packages, run by node.
pub(crate) fn program(workspace: &Workspace, package: &str, program: &str) -> Result<Command> {
    let script = folder(workspace)
        .join("node_modules")
        .join(package)
        .join(program);
    let mut command = node(workspace)?;
    command.arg(script);
    Ok(command)
}

/// Node, for a script of our own.
pub(crate) fn node(workspace: &Workspace) -> Result<Command> {
    let mut command = child::command(child::find(&["node"]).context("node is not on the PATH")?);
    command.current_dir(workspace.root());
    Ok(command)
}

fn npm(workspace: &Workspace) -> Result<Command> {
    let npm = child::find(&["npm"]).context("npm is not on the PATH; it comes with Node.js")?;
    let mut command = child::command(npm);
    command.current_dir(folder(workspace));
    Ok(command)
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.path(FOLDER)
}
