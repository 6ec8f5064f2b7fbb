//! `cargo xtask lint`: formatting, clippy, documentation, and where the dependencies come from.

use std::process::Command;

use anyhow::Result;

use super::{format, widget};
use crate::child;
use crate::progress::step;
use crate::tools::wasm_target::{TRIPLE, WasmToolchain};
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// Every check that runs no test.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    format::run(workspace, true)?;
    dependencies(workspace)?;
    // The server embeds the widget: the other way round it would be compiled twice.
    let toolchain = widget::build(workspace)?.toolchain;
    code(workspace, toolchain)
}

/// Clippy for both targets, and the documentation.
pub(crate) fn code(workspace: &Workspace, toolchain: WasmToolchain) -> Result<()> {
    step("clippy", || {
        child::run(deny_warnings(
            child::cargo(workspace.root()).args(["clippy", "--all-targets"]),
        ))
    })?;
    step("clippy for the browser client", || {
        let mut cargo = child::cargo(workspace.root());
        cargo.args(["clippy", "--all-targets", "--package", "pulse-client"]);
        cargo.args(["--target", TRIPLE]);
        toolchain.apply(workspace, &mut cargo);
        child::run(deny_warnings(&mut cargo))
    })?;
    step("documentation", || {
        child::run(
            child::cargo(workspace.root())
                .args(["doc", "--no-deps", "--document-private-items"])
                // Those of its features that nothing else here asks for.
                .args([
                    "--features",
                    "pulse-sdk/actix,pulse-sdk/blocking,pulse-sdk/test-server",
                ])
                .env("RUSTDOCFLAGS", "--deny warnings"),
        )
    })
}

/// Bans, licences and sources, as `deny.toml` allows them.
pub(crate) fn dependencies(workspace: &Workspace) -> Result<()> {
    tools::require(workspace, &[Tool::CargoDeny])?;
    step("dependencies", || {
        child::run(
            child::cargo(workspace.root())
                .args(["deny", "check", "bans", "licenses", "sources"])
                // Two versions of one crate are a pity, not a fault, and the list is long.
                .args(["--allow", "duplicate"]),
        )
    })
}

fn deny_warnings(clippy: &mut Command) -> &mut Command {
    clippy.args(["--", "--deny", "warnings"])
}
