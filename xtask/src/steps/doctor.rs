//! `cargo xtask doctor`: what is here, what is missing and who gets it.

use anyhow::{Result, ensure};

use crate::tools::{self, Search, Tool};
use crate::workspace::Workspace;

/// Lists every tool. Fails when one is missing that the task runner could not install.
pub(crate) fn run(workspace: &Workspace, install: bool) -> Result<()> {
    if install {
        tools::require(workspace, &Tool::ALL)?;
    }
    let mut by_hand = 0;
    for tool in Tool::ALL {
        match tool.find(workspace)? {
            Search::Found(what) => println!("ok       {}: {what}", tool.name()),
            Search::Absent(reason) => {
                let remedy = tool.remedy(workspace)?;
                println!("missing  {}, {}: {reason}", tool.name(), tool.purpose());
                if let Some(obstacle) = remedy.obstacle() {
                    by_hand += 1;
                    println!("         {obstacle}; get it: {}", remedy.by_hand());
                } else {
                    println!("         installed when first needed: {remedy}");
                }
            }
        }
    }
    ensure!(
        by_hand == 0,
        "to be installed by hand: {by_hand} of {}",
        Tool::ALL.len()
    );
    Ok(())
}
