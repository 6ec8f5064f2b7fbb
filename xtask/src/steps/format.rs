//! `cargo xtask fmt`: one format for all Rust code.

use anyhow::Result;

use crate::child;
use crate::progress::step;
use crate::workspace::Workspace;

/// Formats everything, or with `check` only says what is not formatted.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<()> {
    let mut cargo = child::cargo(workspace.root());
    cargo.args(["fmt", "--all"]);
    if check {
        cargo.arg("--check");
    }
    let name = if check { "check formatting" } else { "format" };
    step(name, || child::run(&mut cargo))
}
