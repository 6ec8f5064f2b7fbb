//! A process of the demo: started, waited for, ended.

use std::env;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::child;
use crate::http;
use crate::progress::{Stopwatch, human};

/// A running process that answers HTTP. Dropping it ends it.
#[derive(Debug)]
pub(in crate::steps) struct Service {
    name: String,
    pub(in crate::steps) url: String,
    child: Child,
    log: PathBuf,
}

/// A command that sees none of the user's own settings for Pulse.
pub(in crate::steps) fn command(program: &Path) -> Command {
    let mut command = child::command(program);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("PULSE_") {
            command.env_remove(name);
        }
    }
    command
}

impl Service {
    /// Starts the command; what it prints goes to a log file in the folder.
    pub(in crate::steps) fn start(
        name: impl Into<String>,
        listen: SocketAddr,
        folder: &Path,
        command: &mut Command,
    ) -> Result<Self> {
        let name = name.into();
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log).with_context(|| format!("creating {}", log.display()))?;
        let errors = file
            .try_clone()
            .with_context(|| format!("opening {} twice", log.display()))?;
        command
            .stdout(Stdio::from(file))
            .stderr(Stdio::from(errors));
        // Ctrl-C in a terminal goes to the whole group: it is for us alone, who end the others.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command
            .spawn()
            .with_context(|| format!("starting the {name}"))?;
        Ok(Self {
            name,
            url: format!("http://{listen}"),
            child,
            log,
        })
    }

    pub(in crate::steps) fn wait_until_it_answers(
        &mut self,
        path: &str,
        interrupted: &Receiver<()>,
    ) -> Result<()> {
        let url = format!("{}{path}", self.url);
        let stopwatch = Stopwatch::start();
        while let Err(error) = http::get(&url) {
            self.fail_if_ended()?;
            if stopwatch.elapsed() > START_LIMIT {
                return Err(error.context(format!(
                    "the {} did not answer within {}{}",
                    self.name,
                    human(START_LIMIT),
                    self.last_words()
                )));
            }
            if interrupted.recv_timeout(LOOK_EVERY).is_ok() {
                bail!("interrupted");
            }
        }
        Ok(())
    }

    pub(in crate::steps) fn fail_if_ended(&mut self) -> Result<()> {
        match self.ended()? {
            Some(status) => bail!(
                "the {} ended by itself: {status}{}",
                self.name,
                self.last_words()
            ),
            None => Ok(()),
        }
    }

    /// Asks the process to end and waits for it.
    pub(in crate::steps) fn stop(&mut self) -> Result<()> {
        if self.ended()?.is_some() {
            return Ok(());
        }
        self.ask_to_end()?;
        let stopwatch = Stopwatch::start();
        while self.ended()?.is_none() {
            if stopwatch.elapsed() > STOP_LIMIT {
                self.child.kill()?;
                self.child.wait()?;
                bail!(
                    "the {} did not end within {} and was killed{}",
                    self.name,
                    human(STOP_LIMIT),
                    self.last_words()
                );
            }
            thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .with_context(|| format!("looking after the {}", self.name))
    }

    #[cfg(unix)]
    fn ask_to_end(&self) -> Result<()> {
        use nix::sys::signal::{Signal, kill};
        use nix::unistd::Pid;

        let pid = i32::try_from(self.child.id()).context("the process id is out of range")?;
        kill(Pid::from_raw(pid), Signal::SIGTERM)
            .with_context(|| format!("ending the {}", self.name))
    }

    #[cfg(not(unix))]
    fn ask_to_end(&mut self) -> Result<()> {
        self.child
            .kill()
            .with_context(|| format!("ending the {}", self.name))
    }

    /// The end of the log, for an error message.
    fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let last = &lines[lines.len().saturating_sub(LAST_LINES)..];
        if last.is_empty() {
            format!("; it wrote nothing to {}", self.log.display())
        } else {
            format!(
                "; the end of {}:\n  {}",
                self.log.display(),
                last.join("\n  ")
            )
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // On the way out of an error, which is what a person should read, not a second one.
        let _ = self.stop();
    }
}

const START_LIMIT: Duration = Duration::from_secs(30);
const STOP_LIMIT: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(50);
const LAST_LINES: usize = 12;

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::sync::mpsc::channel;

    use super::*;

    fn start(folder: &Path, script: &str) -> Service {
        let listen = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .unwrap()
            .local_addr()
            .unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Service::start("server", listen, folder, &mut command).unwrap()
    }

    #[test]
    fn a_process_that_ends_before_it_answers_is_reported_with_its_last_words() {
        let folder = tempfile::tempdir().unwrap();
        let mut service = start(folder.path(), "echo unknown setting: colour >&2; exit 3");
        let (_send, interrupted) = channel();
        let error = service
            .wait_until_it_answers("/healthz", &interrupted)
            .expect_err("it has ended");
        let text = error.to_string();
        assert!(
            text.starts_with("the server ended by itself: exit status: 3"),
            "{text}"
        );
        assert!(text.ends_with("unknown setting: colour"), "{text}");
    }

    #[test]
    fn stopping_asks_first_and_waits_for_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let ready = folder.path().join("ready");
        let script = format!(
            "tail -f /dev/null & trap \"kill $!; echo drained; exit 0\" TERM; touch '{}'; wait",
            ready.display()
        );
        let mut service = start(folder.path(), &script);
        let stopwatch = Stopwatch::start();
        while !ready.exists() {
            assert!(
                stopwatch.elapsed() < START_LIMIT,
                "the script never started"
            );
            thread::yield_now();
        }
        service.stop().unwrap();
        assert!(
            service
                .ended()
                .unwrap()
                .is_some_and(|status| status.success())
        );
        assert!(service.last_words().ends_with("drained"));
    }

    #[test]
    fn a_wait_can_be_interrupted() {
        let folder = tempfile::tempdir().unwrap();
        let mut service = start(folder.path(), "exec tail -f /dev/null");
        let (send, interrupted) = channel();
        send.send(()).unwrap();
        let error = service
            .wait_until_it_answers("/", &interrupted)
            .expect_err("it is interrupted");
        assert_eq!(error.to_string(), "interrupted");
    }
}
