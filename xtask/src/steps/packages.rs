//! The npm packages of the browser client and of the widget: made, and tried in the kinds of projects
//! people have.

use anyhow::Result;

use super::build::{EXAMPLE, SERVER};
use super::wasm;
use crate::child;
use crate::fingerprint::Stamp;
use crate::progress::{skipped, step};
use crate::tools::{browsers, npm};
use crate::workspace::Workspace;

/// Makes `sdk-wasm/dist` and `web-component/package`, ready for `npm pack`, unless they are up to date.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    wasm::run(workspace)?;
    for package in [CLIENT, WIDGET] {
        package.make(workspace)?;
    }
    Ok(())
}

/// A package and what it is made of.
struct Package {
    name: &'static str,
    build: &'static str,
    inputs: &'static [&'static str],
    outputs: &'static [&'static str],
}

impl Package {
    fn make(&self, workspace: &Workspace) -> Result<()> {
        let stamp = Stamp::of(workspace, self.name, self.build, self.inputs, self.outputs)?;
        if stamp.is_current()? {
            skipped(self.name, "up to date");
            return Ok(());
        }
        step(&format!("make the {}", self.name), || {
            child::run(npm::node(workspace)?.arg(workspace.path(self.build)))?;
            stamp.write()
        })
    }
}

/// Installs the packages into fresh projects, builds them and opens them in a browser, in front of the
/// server of this build. Downloads and installed tools stay in the target folder for the next time.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    run(workspace)?;
    for (package, harness) in [(CLIENT, HARNESS), (WIDGET, WIDGET_HARNESS)] {
        let mut node = npm::node(workspace)?;
        node.args(["--test-reporter", "spec"])
            .arg(workspace.path(harness))
            .env("npm_config_cache", workspace.target().join("npm-cache"))
            .env("PULSE_FIXTURES_WORK", workspace.target().join("packages"))
            .env("PULSE_FIXTURES_SERVER", workspace.binary(SERVER))
            .env("PULSE_FIXTURES_SITE", workspace.binary(EXAMPLE));
        if let Some(chrome) = browsers::chrome() {
            node.env("PULSE_CHROMIUM", chrome);
        }
        step(
            &format!("try the {} in fresh projects", package.name),
            || child::run(&mut node),
        )?;
    }
    Ok(())
}

const HARNESS: &str = "sdk-wasm/fixtures/harness/run.mjs";
const WIDGET_HARNESS: &str = "web-component/fixtures/run.mjs";

const CLIENT: Package = Package {
    name: "client npm package",
    build: "sdk-wasm/npm/build.mjs",
    inputs: &[
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "sdk-wasm/README.md",
        "sdk-wasm/npm",
        "sdk-wasm/js",
        "sdk-wasm/pkg",
        "sdk-wasm/shared-data",
        "sdk-wasm/src/typescript",
        "web-component/package-lock.json",
    ],
    outputs: &["sdk-wasm/dist"],
};

const WIDGET: Package = Package {
    name: "widget npm package",
    build: "web-component/npm/build.mjs",
    inputs: &[
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "protocol/bindings",
        "web-component/npm",
        "web-component/package.json",
        "web-component/package-lock.json",
        "web-component/scripts/bundle.mjs",
        "web-component/src",
        "web-component/tsconfig.json",
        "web-component/types",
    ],
    outputs: &["web-component/package"],
};
