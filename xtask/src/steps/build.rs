//! `cargo xtask build`: the widget, the server with the widget inside it, and the example site.

use anyhow::Result;

use super::widget;
use crate::child;
use crate::progress::{note, step};
use crate::workspace::Workspace;

/// Builds everything that the demo runs. The widget comes first: the server embeds it.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let widget = widget::build(workspace)?;
    if let Err(over) = widget.weight.within_budget() {
        // For `widget` and `test` to fail at; what is too heavy can still be looked at.
        note(&format!("warning: {over:#}"));
    }
    step("build the server and the example site", || {
        child::run(child::cargo(workspace.root()).args([
            "build",
            "--package",
            SERVER,
            "--package",
            EXAMPLE,
        ]))
    })
}

/// The server's package and binary.
pub(crate) const SERVER: &str = "pulse-server";
/// The example site's package and binary.
pub(crate) const EXAMPLE: &str = "axum-backend";
