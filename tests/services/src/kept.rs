//! A server process that ends with the process that started it. A shell stands
//! between them: when its standard input is closed, which the system does for
//! whoever dies, it ends the server.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::program::Nobody;

/// A running server.
#[derive(Debug)]
pub(crate) struct Kept {
    shell: Child,
}

impl Kept {
    /// Starts a program; what it says goes to a file. `leftover` is a folder
    /// that the shell removes once the program has ended: for a server that
    /// nobody drops, since it is for the whole process.
    pub(crate) fn start(
        program: &Path,
        arguments: &[String],
        log: &Path,
        nobody: Option<Nobody>,
        leftover: Option<&Path>,
    ) -> Result<Self> {
        let output = fs::File::options()
            .create(true)
            .append(true)
            .open(log)
            .with_context(|| format!("opening {}", log.display()))?;
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", KEEPER, "keeper"])
            .arg(log.with_extension("pid"))
            .arg(leftover.unwrap_or(Path::new("")))
            .arg(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(output.try_clone().context("opening the log twice")?)
            .stderr(output);
        // Ctrl-C is for whoever started it, who ends it in their own time.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
        become_nobody(&mut shell, nobody);
        let shell = shell
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        Ok(Self { shell })
    }

    /// Waits until the server has ended, by itself or killed by somebody.
    pub(crate) fn wait(&mut self) -> Result<()> {
        drop(self.shell.stdin.take());
        self.shell.wait().context("waiting for a server's end")?;
        Ok(())
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // It may have ended already, which is all that is wanted here.
        let _ = self.wait();
    }
}

/// Sends a signal to one process.
pub(crate) fn signal(pid: &str, name: &str) -> Result<()> {
    let sent = Command::new("kill").args([name, pid.trim()]).status();
    if !sent.context("running kill")?.success() {
        bail!("process {pid} did not get {name}");
    }
    Ok(())
}

#[cfg(unix)]
pub(crate) fn become_nobody(command: &mut Command, nobody: Option<Nobody>) {
    use std::os::unix::process::CommandExt;
    if let Some(Nobody { user, group }) = nobody {
        command.uid(user).gid(group);
    }
}

#[cfg(not(unix))]
pub(crate) fn become_nobody(_: &mut Command, _: Option<Nobody>) {}

/// The first arguments are a file for the server's process id and the leftover
/// folder. The server must not have the pipe as its input, or it would never be
/// closed.
const KEEPER: &str = r#"
pidfile="$1" leftover="$2"; shift 2
"$@" </dev/null &
server=$!
echo "$server" > "$pidfile"
while read -r _; do :; done
kill -CONT "$server" 2>/dev/null
kill -INT "$server" 2>/dev/null
wait "$server"
[ -z "$leftover" ] || rm -rf "$leftover"
"#;

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::{Kept, Path, fs};

    #[test]
    fn what_is_left_over_goes_with_the_program() {
        let home = TempDir::new().unwrap();
        let leftover = home.path().join("leftover");
        fs::create_dir(&leftover).unwrap();
        let log = home.path().join("server.log");
        let program = Path::new("true");
        let stays = Kept::start(program, &[], &log, None, None).unwrap();
        drop(stays);
        assert!(leftover.exists());
        let goes = Kept::start(program, &[], &log, None, Some(&leftover)).unwrap();
        assert!(leftover.exists());
        drop(goes);
        assert!(!leftover.exists());
    }
}
