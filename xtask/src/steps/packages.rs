//! The npm package of the browser client: made, and tried in the kinds of projects people have.

use anyhow::Result;

use super::build::{EXAMPLE, SERVER};
use super::wasm;
use crate::child;
use crate::fingerprint::Stamp;
use crate::progress::{skipped, step};
use crate::tools::{browsers, npm};
use crate::workspace::Workspace;

/// Makes `sdk-wasm/dist`, ready for `npm pack`, unless it is up to date.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    wasm::run(workspace)?;
    let stamp = Stamp::of(workspace, "packages", BUILD, INPUTS, OUTPUTS)?;
    if stamp.is_current()? {
        skipped("npm package", "up to date");
        return Ok(());
    }
    step("make the npm package", || {
        child::run(npm::node(workspace)?.arg(workspace.path(BUILD)))?;
        stamp.write()
    })
}

/// Installs the package into fresh projects, builds them and opens them in a browser, in front of the
/// server of this build. Downloads and installed tools stay in the target folder for the next time.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    run(workspace)?;
    let mut node = npm::node(workspace)?;
    node.args(["--test-reporter", "spec"])
        .arg(workspace.path(HARNESS))
        .env("npm_config_cache", workspace.target().join("npm-cache"))
        .env("PULSE_FIXTURES_WORK", workspace.target().join("packages"))
        .env("PULSE_FIXTURES_SERVER", workspace.binary(SERVER))
        .env("PULSE_FIXTURES_SITE", workspace.binary(EXAMPLE));
    if let Some(chrome) = browsers::chrome() {
        node.env("PULSE_CHROMIUM", chrome);
    }
    step("try the npm package in fresh projects", || {
        child::run(&mut node)
    })
}

const BUILD: &str = "sdk-wasm/npm/build.mjs";
const HARNESS: &str = "sdk-wasm/fixtures/harness/run.mjs";

const OUTPUTS: &[&str] = &["sdk-wasm/dist"];

const INPUTS: &[&str] = &[
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "sdk-wasm/README.md",
    "sdk-wasm/npm",
    "sdk-wasm/pkg",
    "sdk-wasm/src/typescript",
    "web-component/package-lock.json",
];
