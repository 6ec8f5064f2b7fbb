//! A process that belongs to a story: its output is kept, and it ends with the story.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// A running process with its log. Dropping it kills it and waits for its end.
#[derive(Debug)]
pub(crate) struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a command. What it prints goes to `<name>.log` in the folder,
    /// after what an earlier process of that name has printed.
    pub(crate) fn start(name: &str, folder: &Path, command: &mut Command) -> Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let output = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .with_context(|| format!("opening {}", log.display()))?;
        let errors = output
            .try_clone()
            .with_context(|| format!("opening {} twice", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .with_context(|| format!("starting {}", command.get_program().display()))?;
        Ok(Self {
            name: name.to_owned(),
            child,
            log,
        })
    }

    /// Everything it has printed so far.
    pub(crate) fn output(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Complains with its last words when it has ended by itself.
    pub(crate) fn check_alive(&mut self) -> Result<()> {
        let ended = self
            .child
            .try_wait()
            .with_context(|| format!("looking after {}", self.name))?;
        if let Some(status) = ended {
            bail!(
                "{} ended by itself, {status}; it said:\n{}",
                self.name,
                self.last_words()
            );
        }
        Ok(())
    }

    /// Ends it at once, by SIGKILL where there are signals, and waits until it is gone.
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.child
            .kill()
            .and_then(|()| self.child.wait())
            .with_context(|| format!("killing {}", self.name))?;
        Ok(())
    }

    /// The end of what it has printed, for a complaint.
    pub(crate) fn last_words(&self) -> String {
        let output = self.output();
        let lines: Vec<_> = output.lines().collect();
        lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already, which is all that is wanted here.
        let _ = self.kill();
    }
}

const LAST_LINES: usize = 25;
