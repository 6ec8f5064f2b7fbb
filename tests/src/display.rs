//! A display in memory, for a browser that cannot do without one.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::binaries;
use crate::browser::{HEIGHT, WIDTH};
use crate::process::Process;
use crate::wait::{PATIENCE, until};

/// The running display. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Display {
    name: String,
    /// Held for its `Drop`.
    _process: Process,
}

impl Display {
    pub(crate) async fn start(log: &str, folder: &Path) -> Result<Self> {
        let mut command = Command::new(binaries::xvfb()?);
        command
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{WIDTH}x{HEIGHT}x24"));
        let mut process = Process::start(log, folder, &mut command)?;
        let name = until("Xvfb to say its display", PATIENCE, async || {
            process.check_alive()?;
            let output = process.output();
            display_in(&output).with_context(|| format!("no display in {output:?}"))
        })
        .await?;
        Ok(Self {
            name,
            _process: process,
        })
    }

    /// For `DISPLAY`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// A number on a line of its own, among what else it says.
fn display_in(output: &str) -> Option<String> {
    let (complete, _) = output.rsplit_once('\n')?;
    let number = complete.lines().find_map(|line| line.parse::<u32>().ok())?;
    Some(format!(":{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_display_is_the_number_on_a_whole_line() {
        assert_eq!(display_in("warning: no fonts\n12\n"), Some(":12".into()));
        assert_eq!(display_in("1"), None);
    }
}
