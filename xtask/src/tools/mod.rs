//! What the tasks need beyond a Rust toolchain: found, or installed, or named as missing.

mod apt;
pub(crate) mod browsers;
mod cargo_install;
mod debian_wasm;
mod missing;
pub(crate) mod npm;
pub(crate) mod python;
pub(crate) mod services;
mod tool;
pub(crate) mod wasm_target;

use anyhow::{Result, ensure};

use crate::progress;
use crate::workspace::Workspace;
use apt::Apt;
use missing::{Missing, report};
use tool::Remedy;
pub(crate) use tool::{Search, Tool};

/// Makes sure that the tools are here: installs those that are not, each announced in a line, and
/// names in one error all that could not be installed with the command that would.
pub(crate) fn require(workspace: &Workspace, tools: &[Tool]) -> Result<()> {
    let mut absent = Vec::new();
    for &tool in tools {
        if let Search::Absent(reason) = tool.find(workspace)? {
            absent.push((tool, reason));
        }
    }
    if absent.is_empty() {
        return Ok(());
    }
    fail_early(workspace, &absent)?;
    progress::step("install tools", || install(workspace, &absent))
}

/// Names what only a person can install before minutes go into the rest.
fn fail_early(workspace: &Workspace, absent: &[(Tool, String)]) -> Result<()> {
    let mut missing = Vec::new();
    for (tool, reason) in absent {
        let remedy = tool.remedy(workspace)?;
        if let Some(obstacle) = remedy.obstacle() {
            missing.push(Missing {
                name: tool.name(),
                purpose: tool.purpose(),
                cause: format!("{reason}, and {obstacle}"),
                command: remedy.by_hand(),
            });
        }
    }
    fail_with(&missing)
}

fn fail_with(missing: &[Missing]) -> Result<()> {
    ensure!(missing.is_empty(), "{}", report(missing));
    Ok(())
}

fn install(workspace: &Workspace, absent: &[(Tool, String)]) -> Result<()> {
    let mut apt = Apt::default();
    let mut missing = Vec::new();
    for (tool, reason) in absent {
        let remedy = tool.remedy(workspace)?;
        progress::note(&format!(
            "{}, {} ({reason}): {remedy}",
            tool.name(),
            tool.purpose()
        ));
        let outcome = match &remedy {
            Remedy::Apt(packages) => apt.install(packages),
            Remedy::Cargo(package) => package.install(workspace.root()),
            Remedy::Python(package) => package.install(workspace),
            Remedy::WasmTarget => wasm_target::install(workspace, &mut apt),
            Remedy::ByHand(_) => Ok(()),
        };
        let cause = match (outcome, tool.find(workspace)?) {
            (_, Search::Found(_)) => continue,
            (Err(error), Search::Absent(_)) => format!("{error:#}"),
            (Ok(()), Search::Absent(reason)) => reason,
        };
        missing.push(Missing {
            name: tool.name(),
            purpose: tool.purpose(),
            cause,
            command: remedy.by_hand(),
        });
    }
    fail_with(&missing)
}
